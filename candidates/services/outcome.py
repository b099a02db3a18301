"""Where a dossier goes and what became of its blocks; the jury tells this app through these."""

from django.db.models import Max

from candidates.models import DecisionReason, Dossier, Outcome
from candidates.states import CLOSED
from referentials.models import Block


def move_dossier(dossier, target, *, at):
    """Walk the dossier along its table, and keep how long it stayed; the caller holds the locks and
    leaves the trace."""
    stay = dossier.move_to(target, at=at)
    dossier.closed_at = at if target in CLOSED else None
    dossier.save(update_fields=["state", "state_since", "submitted_at", "closed_at"])
    stay.save()


def settle_block(dossier, block: Block, *, is_validated):
    """Write what became of a block; the caller holds the candidate's lock."""
    outcome = Outcome.VALIDATED if is_validated else Outcome.NOT_VALIDATED
    dossier.targets.filter(block=block).update(outcome=outcome)


def free_revoked_block(candidate, block: Block):
    """The CCP of this block was revoked (D13): it may be presented again. The caller holds the candidate's
    lock."""
    candidate.targets.filter(block=block, outcome=Outcome.VALIDATED).update(outcome=Outcome.REVOKED)


def reopen_blocks(dossier, targets):
    """A deliberation is annulled: these blocks are to be judged again, and nothing of them is told any more.
    The caller holds the locks."""
    dossier.targets.filter(pk__in=[target.pk for target in targets]).update(outcome=Outcome.PENDING)
    dossier.result_told_at = dossier.result_read_at = None
    dossier.save(update_fields=["result_told_at", "result_read_at"])


def hold_result(dossier, *, on_reading):
    """What was decided waits for the publication of its session (D11), by reading alone or after an
    interview; the caller holds the locks."""
    dossier.result_held, dossier.held_on_reading = True, on_reading
    dossier.result_told_at = dossier.result_read_at = None
    dossier.save(update_fields=["result_held", "held_on_reading", "result_told_at", "result_read_at"])


def tell_result(dossier, *, at):
    """From now on the candidate may read the decision, and the time to appeal runs."""
    dossier.result_held, dossier.result_told_at = False, at
    dossier.save(update_fields=["result_held", "result_told_at"])


def mark_results_read(user, *, at):
    """This person opens a page that shows what was told: from then on a publication is not undone. Asked
    before the page reads anything, so that an undoing under way is either waited for or refused."""
    unread = Dossier.objects.owned_by(user).filter(result_told_at__isnull=False, result_read_at=None)
    if unread.exists():  # a page that was read before writes nothing
        unread.update(result_read_at=at)


def keep_reasons(dossier, reasons):
    """Keep what the jury tells the candidate of each competence it did not find acquired: `reasons` maps a
    competence to its text. The next dossier is written beside it."""
    last = dossier.reasons.aggregate(last=Max("round"))["last"] or 0
    DecisionReason.objects.bulk_create(
        DecisionReason(dossier=dossier, competence=competence, text=text, round=last + 1)
        for competence, text in reasons.items()
        if text
    )
