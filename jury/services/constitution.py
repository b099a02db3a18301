"""Making a jury, giving it a dossier, dissolving it."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.services import record
from candidates.models import Candidate, Dossier, Outcome
from candidates.services.outcome import move_dossier
from candidates.services.submission import tell_managers
from candidates.states import DossierState, check_transition
from jury.kept import kept_competences
from jury.models import Examination, Jury, JuryMember, Seat
from jury.states import ExaminationState
from notifications.services import notify
from rules.composition import check_composition, check_jury_shape
from rules.errors import DomainError


class JuryNameTaken(DomainError):
    """Two juries of one certification cannot bear the same name."""


@transaction.atomic
def constitute_jury(version, *, name, members, chair, by, at):
    """Constitute a jury for the certification of `version`, under its parameters (D7)."""
    check_jury_shape(
        [user.as_juror() for user in members], chair=chair.email, parameters=version.jury_parameters()
    )
    if Jury.objects.filter(certification=version.certification, name=name).exists():
        raise JuryNameTaken("Un jury porte déjà ce nom : donnez-en un autre.", field="name")
    jury = Jury.objects.create(name=name, certification=version.certification, constituted_at=at)
    JuryMember.objects.bulk_create(
        JuryMember(jury=jury, user=user, is_chair=user == chair) for user in members
    )
    record("jury.constituted", actor=by, target=jury, at=at, members=[user.pk for user in members])
    return jury


@transaction.atomic
def assign_dossier(dossier, jury, *, by, at):
    """Give a submitted dossier to a jury: the composition is checked against this candidate (D7), the
    reading opens."""
    candidate = Candidate.objects.with_course().select_for_update(of=("self",)).get(pk=dossier.candidate_id)
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("version").get(pk=dossier.pk)
    check_transition(dossier.state, DossierState.UNDER_READING)
    if jury.certification_id != candidate.certification_id:
        raise DomainError("Ce jury est constitué pour une autre certification.", field="jury")
    if dossier.examinations.filter(jury=jury, state=ExaminationState.DISSOLVED).exists():
        raise DomainError("Ce jury a été dissous pour ce dossier : confiez-le à un autre jury.", field="jury")
    members = list(jury.members.select_related("user"))
    chair = next(member.user for member in members if member.is_chair)
    check_composition(
        [member.user.as_juror() for member in members],
        chair=chair.email,
        candidate=candidate.ties(),
        parameters=dossier.version.jury_parameters(),
    )
    examination = Examination.objects.create(
        dossier=dossier, jury=jury, submission=dossier.submissions.latest("number"), opened_at=at
    )
    blocks = [
        link.block for link in dossier.targets.select_related("block") if link.outcome == Outcome.PENDING
    ]
    examination.blocks.set(blocks)
    examination.kept.set(kept_competences(dossier, blocks, on=timezone.localdate(at)))
    Seat.objects.bulk_create(
        Seat(examination=examination, juror=member.user, is_chair=member.is_chair) for member in members
    )
    move_dossier(dossier, DossierState.UNDER_READING, at=at)
    record(
        "dossier.assigned",
        actor=by,
        target=dossier,
        about=[candidate, examination, jury],
        at=at,
        jury=jury.pk,
        submission=examination.submission_id,
    )
    _tell_people_of_reading(examination, candidate, members, at=at)
    return examination


def _tell_people_of_reading(examination, candidate, members, *, at):
    notify(
        candidate.user,
        key=f"examination:{examination.pk}:opened",
        subject="Votre dossier est en lecture",
        body=(
            f"Votre dossier {examination.dossier.reference} est confié à un jury professionnel. "
            "Vous serez prévenu(e) dès que la lecture sera close."
        ),
        path=reverse("candidates:dossier", args=[examination.dossier_id]),
        at=at,
    )
    for member in members:
        notify(
            member.user,
            key=f"examination:{examination.pk}:to-read",
            subject="Un dossier vous est confié",
            body=(
                f"Le dossier {examination.dossier.reference} est à lire ({examination.jury.name}). Vos "
                f"avis restent "
                "scellés jusqu’à ce que chaque membre ait envoyé les siens."
            ),
            path=reverse("jury:examination", args=[examination.pk]),
            at=at,
        )


@transaction.atomic
def dissolve_jury(examination, *, reason, by, at):
    """D9: when no quorum is left, the manager dissolves the jury on this dossier, with a reason.

    The dossier waits for another jury, which starts again from the reading. Blocks already validated stay so.
    """
    Candidate.objects.select_for_update(of=("self",)).get(pk=examination.dossier.candidate_id)
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=examination.dossier_id)
    examination = Examination.objects.select_for_update(of=("self",)).get(pk=examination.pk)
    if not reason.strip():
        raise DomainError("Écrivez la raison de la dissolution.", field="reason")
    examination.move_to(ExaminationState.DISSOLVED)
    examination.dissolution_reason, examination.closed_at = reason, at
    examination.save(update_fields=["state", "dissolution_reason", "closed_at"])
    move_dossier(dossier, DossierState.SUBMITTED, at=at)
    record("jury.dissolved", actor=by, target=examination, about=[dossier], at=at, reason=reason)
    tell_managers(
        dossier,
        key=f"examination:{examination.pk}:dissolved",
        subject="Un dossier attend un nouveau jury",
        body=f"Le jury du dossier {dossier.reference} est dissous : un nouveau jury doit le lire.",
        path=reverse("candidates:queue"),
        at=at,
    )
    notify(
        dossier.candidate.user,
        key=f"examination:{examination.pk}:dissolved",
        subject="Votre dossier attend un nouveau jury",
        body=(
            f"Le jury qui examinait votre dossier {dossier.reference} ne peut pas aller jusqu’au bout. "
            "Un autre jury va le lire ; les blocs déjà validés le restent. Vous n’avez rien à faire."
        ),
        path=reverse("candidates:dossier", args=[dossier.pk]),
        at=at,
    )
    for juror in User.objects.filter(seats__examination=examination):
        notify(
            juror,
            key=f"examination:{examination.pk}:dissolved",
            subject="Un dossier ne vous est plus confié",
            body=f"Le jury du dossier {dossier.reference} est dissous : il n’est plus à lire.",
            path=reverse("home"),
            at=at,
        )
    return examination
