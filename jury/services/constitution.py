"""Making a jury, giving it a dossier, dissolving it."""

from django.db import transaction
from django.utils import timezone

from audit.services import record
from candidates.models import Candidate, Dossier, Outcome
from candidates.services.outcome import move_dossier
from candidates.states import DossierState, check_transition
from jury.kept import kept_competences
from jury.models import Examination, Jury, JuryMember, Seat, Session
from jury.panel import as_juror, check_people, check_pool
from jury.services.announcements import tell_of_assignment, tell_of_dissolution
from jury.services.sessions import summon_members
from jury.states import FALLEN, ExaminationState
from rules.composition import check_jury_shape
from rules.errors import DomainError
from rules.french import listing


class JuryNameTaken(DomainError):
    """Two juries of one certification cannot bear the same name."""


@transaction.atomic
def constitute_jury(version, *, name, members, chair, by, at, days=None):
    """Constitute a jury for the certification of `version`, under its parameters (D7): each member may judge
    it and, for a session, is free on its `days`, given as (first, last)."""
    check_jury_shape(
        [as_juror(user) for user in members], chair=chair.email, parameters=version.jury_parameters()
    )
    check_pool(members, certification=version.certification, days=days)
    if Jury.objects.filter(certification=version.certification, name=name).exists():
        raise JuryNameTaken("Un jury porte déjà ce nom : donnez-en un autre.", field="name")
    jury = Jury.objects.create(name=name, certification=version.certification, constituted_at=at)
    JuryMember.objects.bulk_create(
        JuryMember(jury=jury, user=user, is_chair=user == chair) for user in members
    )
    record("jury.constituted", actor=by, target=jury, at=at, members=[user.pk for user in members])
    return jury


@transaction.atomic
def assign_dossier(dossier, jury, *, by, at, session=None):
    """Give a submitted dossier to a jury: the composition is checked against this candidate (D7), the
    reading opens. In a `session` of that jury, its result is held until the session's are published."""
    candidate = Candidate.objects.with_course().select_for_update(of=("self",)).get(pk=dossier.candidate_id)
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("version").get(pk=dossier.pk)
    check_transition(dossier.state, DossierState.UNDER_READING)
    if jury.certification_id != candidate.certification_id:
        raise DomainError("Ce jury est constitué pour une autre certification.", field="jury")
    if dossier.examinations.filter(jury=jury, state__in=FALLEN).exists():
        raise DomainError("Ce jury a été dissous pour ce dossier : confiez-le à un autre jury.", field="jury")
    session = _locked_session(session, jury)
    members = list(jury.members.select_related("user__organisation", "user__juror_profile"))
    _check_nobody_decided_before(dossier, members)
    chair = next(member.user for member in members if member.is_chair)
    check_people([member.user for member in members], chair=chair, dossier=dossier)
    examination = Examination.objects.create(
        dossier=dossier,
        jury=jury,
        session=session,
        submission=dossier.submissions.latest("number"),
        opened_at=at,
    )
    blocks = [
        link.block for link in dossier.targets.select_related("block") if link.outcome == Outcome.PENDING
    ]
    examination.blocks.set(blocks)
    examination.kept.set(kept_competences(dossier, blocks, on=timezone.localdate(at)))
    Seat.objects.bulk_create(
        Seat(examination=examination, juror=member.user, is_chair=member.is_chair, seated_at=at)
        for member in members
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
    if session:
        summon_members(session, [member.user for member in members], by=by, at=at)
    tell_of_assignment(examination, at=at)
    return examination


def _locked_session(session, jury):
    """The session as it is now, while a publication waits: what it would publish is being changed."""
    if session is None:
        return None
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.jury_id != jury.pk:
        raise DomainError("Cette session est celle d’un autre jury.", field="jury")
    if session.is_published:
        raise DomainError(
            "Les résultats de cette session sont publiés : confiez ce dossier à une autre.", field="jury"
        )
    return session


def _check_nobody_decided_before(dossier, members):
    """After an annulled deliberation, « another jury » means other people."""
    annulled = dossier.examinations.filter(state=ExaminationState.ANNULLED)
    judged = set(Seat.objects.filter(examination__in=annulled).values_list("juror", flat=True))
    if again := [member.user.full_name for member in members if member.user_id in judged]:
        raise DomainError(
            f"Une délibération sur ce dossier a été annulée : {listing(again)} y siégeait déjà. "
            "Confiez-le à un jury dont aucun membre n’a siégé.",
            field="jury",
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
        raise DomainError("Écrivez pourquoi ce dossier est retiré à ce jury.", field="reason")
    examination.move_to(ExaminationState.DISSOLVED)
    examination.dissolution_reason, examination.closed_at = reason, at
    examination.save(update_fields=["state", "dissolution_reason", "closed_at"])
    move_dossier(dossier, DossierState.SUBMITTED, at=at)
    record("jury.dissolved", actor=by, target=examination, about=[dossier], at=at, reason=reason)
    tell_of_dissolution(examination, at=at)
    return examination
