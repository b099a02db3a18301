"""The end of what is kept (rules.retention): the person told first, holds, then the text let go."""

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.services import record
from candidates.models import Candidate, Dossier, ErasureHold
from candidates.services.submission import withdraw_dossier
from notifications.services import notify
from rules.errors import DomainError
from rules.retention import Kind, erased_on
from ui.templatetags.ui import day


def months_of(kind):
    """What the office set (`RETENTION_…_MONTHS`)."""
    return settings.RETENTION_MONTHS[kind.value]


def kind_of(dossier):
    return Kind.DRAFT if dossier.submitted_at is None else Kind.DOSSIER


def kept_since(dossier):
    """What its time is counted from."""
    return dossier.saved_at if dossier.submitted_at is None else dossier.closed_at


def erasure_day(dossier):
    """The day from which its text may go, once its candidate was told, or None."""
    since, told = kept_since(dossier), dossier.erasure_told_at
    if since is None or told is None or told < since:
        return None
    return erased_on(timezone.localdate(since), months_of(kind_of(dossier)), told_on=timezone.localdate(told))


@transaction.atomic
def tell_erasure(dossier, *, at):
    """Say to its candidate when the text goes. Telling again changes nothing, unless its time began anew."""
    dossier = (
        Dossier.objects.select_for_update(of=("self",)).select_related("candidate__user").get(pk=dossier.pk)
    )
    if dossier.erased_at or erasure_day(dossier):
        return dossier
    dossier.erasure_told_at = at
    dossier.save(update_fields=["erasure_told_at"])
    record("erasure.announced", actor=None, target=dossier, about=[dossier.candidate], at=at)
    if dossier.submitted_at is None:
        stays = "Pour le garder, enregistrez-le de nouveau : son délai repart de ce jour."
    else:
        stays = (
            "Le procès-verbal, la décision et vos certificats restent, sans limite de durée. "
            "Pour garder votre texte, téléchargez votre dossier avant cette date."
        )
    notify(
        dossier.candidate.user,
        key=f"dossier:{dossier.pk}:erasure:{at:%Y-%m-%d}",
        subject="Le texte d’un de vos dossiers va être effacé",
        body=(
            f"Le texte et les annexes de votre dossier {dossier.reference} seront effacés à partir du "
            f"{day(erasure_day(dossier))} : leur durée de conservation prend fin. {stays}"
        ),
        path=reverse("candidates:dossier", args=[dossier.pk]),
        at=at,
    )
    return dossier


def erase_text(dossier, *, at):
    """Let go of the text of a dossier whose time is over, in the transaction of the caller, which holds it.
    PostgreSQL looks for itself at what may go (candidates.0016), and refuses the rest."""
    if dossier.is_writable:
        dossier = withdraw_dossier(dossier, by=None, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT candidates_erase_text(%s)", [dossier.pk])
    dossier.erased_at = at
    dossier.save(update_fields=["erased_at"])
    record("dossier.erased", actor=None, target=dossier, about=[dossier.candidate], at=at)
    return dossier


@transaction.atomic
def hold_erasure(candidate, *, reason, by, at):
    """Nothing of this person's is erased any more, until the hold is lifted."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if not reason.strip():
        raise DomainError("Dites pourquoi rien ne doit être effacé : la raison est gardée.", field="reason")
    if candidate.erasure_holds.in_force().exists():
        raise DomainError("L’effacement est déjà suspendu pour cette personne.")
    hold = ErasureHold.objects.create(candidate=candidate, reason=reason.strip(), placed_at=at, placed_by=by)
    record("erasure.held", actor=by, target=hold, about=[candidate], at=at)
    return hold


@transaction.atomic
def lift_hold(candidate, *, by, at):
    """What is due goes again; lifting what is lifted changes nothing."""
    hold = candidate.erasure_holds.in_force().select_for_update(of=("self",)).first()
    if hold is not None:
        hold.lifted_at, hold.lifted_by = at, by
        hold.save(update_fields=["lifted_at", "lifted_by"])
        record("erasure.resumed", actor=by, target=hold, about=[candidate], at=at)
    return hold
