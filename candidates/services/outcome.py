"""Where a dossier goes and what became of its blocks; the jury tells this app through these."""

from candidates.models import DecisionReason, Outcome
from candidates.states import CLOSED
from referentials.models import Block


def move_dossier(dossier, target, *, at):
    """Walk the dossier along its table, and keep how long it stayed; the caller holds the locks and
    leaves the trace."""
    stay = dossier.move_to(target, at=at)
    if target in CLOSED:
        dossier.closed_at = at
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


def keep_reasons(dossier, reasons):
    """Keep what the jury tells the candidate of each competence it did not find acquired: `reasons` maps a
    competence to its text. The next dossier is written beside it."""
    DecisionReason.objects.bulk_create(
        DecisionReason(dossier=dossier, competence=competence, text=text)
        for competence, text in reasons.items()
        if text
    )
