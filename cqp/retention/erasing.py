"""What goes, act by act: each in its transaction, so that a crash leaves whole rows, found again."""

from django.db import connection, transaction

from accounts.models import Role
from accounts.services.erasing import erase_account
from accounts.sessions import forget_ended
from audit.services import record
from candidates.models import Candidate, Dossier
from candidates.services.erasing import erase_text
from cqp.retention import due
from notifications.models import Message
from notifications.services import notify
from rules.retention import NOTICE
from ui.limits import forget_counts
from ui.templatetags.ui import day

AT_ONCE = 5000
GONE = "Effacé"


def _call(function, *values):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(values))})", values)
        return cursor.fetchone()[0]


@transaction.atomic
def erase_dossier(pk, *, at):
    """The text of a dossier, and what its juries wrote on the way to their minutes."""
    candidate = Dossier.objects.values_list("candidate", flat=True).get(pk=pk)
    Candidate.objects.select_for_update(of=("self",)).get(pk=candidate)
    dossier = (
        due.dossiers_to_erase(at=at)
        .select_for_update(of=("self",))
        .select_related("candidate__user")
        .filter(pk=pk)
        .first()
    )
    if dossier is None:
        return
    if dossier.submitted_at is not None:
        _call("jury_erase_grids", dossier.pk)
    erase_text(dossier, at=at)
    _forget_contacts(dossier.candidate)


def _forget_contacts(candidate):
    """Third parties named for a procedure that is over: their addresses serve nobody."""
    if candidate.dossiers.filter(erased_at=None).exists():
        return
    candidate.line_manager_name = candidate.line_manager_email = candidate.companion_email = ""
    candidate.save(update_fields=["line_manager_name", "line_manager_email", "companion_email"])


@transaction.atomic
def tell_candidacy(pk, *, at):
    candidate = (
        due.candidacies_to_tell(at=at)
        .select_for_update(of=("self",))
        .select_related("user", "certification")
        .filter(pk=pk)
        .first()
    )
    if candidate is None:
        return
    candidate.erasure_told_at = at
    candidate.save(update_fields=["erasure_told_at"])
    record("erasure.announced", actor=None, target=candidate, at=at)
    notify(
        candidate.user,
        key=f"candidate:{candidate.pk}:erasure",
        subject="Votre candidature va être effacée",
        body=(
            f"Vous n’avez plus de dossier en cours pour « {candidate.certification} » et n’y avez obtenu "
            "aucun certificat. Votre candidature, votre parcours de formation et vos coordonnées seront "
            f"effacés à partir du {day(at + NOTICE)}. Pour reprendre la certification, écrivez au service "
            "des certifications avant cette date."
        ),
        at=at,
    )


@transaction.atomic
def erase_candidacy(pk, *, at):
    """Who applied and never earned a certificate becomes nobody: dates and states stay, for the figures."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=pk)
    candidate = due.candidacies_to_erase(at=at).select_related("user").filter(pk=pk).first()
    if candidate is None:
        return
    candidate.accommodations.all().delete()
    candidate.attendances.all().delete()
    candidate.birth_name, candidate.first_names, candidate.used_name = GONE, GONE, ""
    candidate.birth_date = candidate.birth_date.replace(month=1, day=1)
    candidate.birth_place = candidate.birth_area = GONE
    candidate.feasibility_requested_on = candidate.feasibility_is_accepted = None
    candidate.feasibility_decided_on = candidate.feasibility_valid_until = None
    candidate.line_manager_name = candidate.line_manager_email = candidate.companion_email = ""
    candidate.search = ""
    candidate.erased_at = at
    candidate.save()
    _call("candidates_forget_ties", candidate.pk)
    record("candidate.erased", actor=None, target=candidate, at=at)
    _close_account(candidate.user, at=at)


def _close_account(user, *, at):
    """The account of somebody who is nothing else here, nor applies to anything else."""
    if set(user.roles) <= {Role.CANDIDATE} and not user.candidacies.filter(erased_at=None).exists():
        user.messages.all().delete()
        erase_account(user, at=at)


@transaction.atomic
def clear_session(pk, *, at):
    session = due.sessions_to_clear(at=at).select_for_update(of=("self",)).filter(pk=pk).first()
    if session is not None:
        _call("jury_erase_convocations", session.pk)
        record("convocations.erased", actor=None, target=session, at=at)


@transaction.atomic
def erase_accommodation(pk, *, at):
    measure = due.accommodations_to_erase(at=at).select_related("candidate").filter(pk=pk).first()
    if measure is not None:
        record("accommodation.erased", actor=None, target=measure, about=[measure.candidate], at=at)
        measure.delete()


def forget_old_rows(*, at):
    """Rows that only time ends, oldest first, a piece at a time: {what it is in French: how many went}.
    Counts of the minute go too, and nobody is told: they were nobody's for long."""
    forget_counts(at=at)
    gone = {
        "message effacé": _in_pieces(_old_messages, at),
        "acte du journal effacé": _in_pieces(_old_trail, at),
        "consultation effacée": _in_pieces(_old_accesses, at),
        "import effacé": due.imports_to_erase(at=at).delete()[0],
        "session échue effacée": forget_ended(at=at),
    }
    return {what: count for what, count in gone.items() if count}


def _in_pieces(forget, at):
    total = 0
    while gone := forget(at):
        total += gone
    return total


def _old_messages(at):
    oldest = Message.objects.filter(created_at__lt=due.message_limit(at=at)).order_by("created_at", "pk")
    return Message.objects.filter(pk__in=list(oldest.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]


def _old_accesses(at):
    return _call("audit_forget_accesses", due.access_limit(at=at), AT_ONCE)


def _old_trail(at):
    return _call("audit_forget", due.trail_limit(at=at), AT_ONCE)
