"""Taking a member away from a dossier at once: shared by what they declare, what the office decides, and what
the application finds out by itself."""

from django.urls import reverse

from audit.services import record
from candidates.models import Candidate, Dossier
from candidates.services.submission import tell_managers
from jury.models import Examination, PanelChange, Seat
from notifications.services import notify


def lock_panel(examination):
    """The examination as it is now, after the locks of the house: candidate, dossier, jury."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=examination.dossier.candidate_id)
    Dossier.objects.select_for_update(of=("self",)).get(pk=examination.dossier_id)
    return (
        Examination.objects.select_for_update(of=("self",))
        .select_related("dossier__candidate__user", "dossier__version", "jury", "session")
        .get(pk=examination.pk)
    )


def take_away(seat, *, kind, reason, by, at):
    """The caller holds the locks. The row and its votes stay as evidence; nothing of the dossier is shown to
    its holder from now on, messages included."""
    examination = seat.examination
    seat.removed_at, seat.removal_reason = at, reason
    Seat.objects.filter(pk=seat.pk).update(removed_at=at, removal_reason=reason)
    PanelChange.objects.create(examination=examination, kind=kind, leaving=seat, reason=reason, at=at, by=by)
    record("juror.removed", actor=by, target=seat, about=[examination, examination.dossier], at=at, kind=kind)
    tell_who_leaves(seat, at=at)
    tell_managers(
        examination.dossier,
        key=f"seat:{seat.pk}:removed",
        subject="Un membre de jury est à remplacer",
        body=f"{seat} ne siège plus sur le dossier {examination.dossier.reference} ({examination.jury.name})."
        " Voyez s’il reste assez de membres, et remplacez-le si la lecture n’est pas close.",
        path=reverse("jury:panel", args=[examination.pk]),
        at=at,
    )


def tell_who_leaves(seat, *, at):
    """Without the reference of the dossier: it is no longer theirs to know."""
    notify(
        seat.juror,
        key=f"seat:{seat.pk}:removed",
        subject="Vous ne siégez plus sur un dossier",
        body="Un dossier qui vous était confié ne l’est plus. Vos autres dossiers ne changent pas.",
        path=reverse("home"),
        at=at,
    )
