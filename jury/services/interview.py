"""The interview with the same jury: summons, and what happened (A9, A10, D9, D10)."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.services import record
from candidates.models import Candidate
from candidates.services.submission import tell_managers
from jury.models import Attendance, Examination, Interview
from jury.selectors import full_examination
from jury.states import ExaminationState, check_is
from notifications.services import notify
from rules.composition import check_quorum
from rules.errors import DomainError
from ui.templatetags.ui import moment


def _lock(examination):
    Candidate.objects.select_for_update(of=("self",)).get(pk=examination.dossier.candidate_id)
    Examination.objects.select_for_update(of=("self",)).get(pk=examination.pk)
    return full_examination(Examination.objects.all(), examination.pk)


@transaction.atomic
def summon_interview(examination, *, starts_at, mode, place, by, at):
    """Summon the candidate and the members who read the dossier; each is told once."""
    examination = _lock(examination)
    check_is(examination.state, ExaminationState.TO_SUMMON)
    if starts_at <= at:
        raise DomainError("La date de l’entretien est passée : choisissez une date à venir.", field="day")
    interview = Interview.objects.create(
        examination=examination, starts_at=starts_at, mode=mode, place=place, summoned_at=at
    )
    examination.move_to(ExaminationState.SUMMONED)
    examination.save(update_fields=["state"])
    dossier = examination.dossier
    record(
        "interview.summoned",
        actor=by,
        target=interview,
        about=[dossier, dossier.candidate, examination],
        at=at,
        starts_at=starts_at,
    )
    where = "en ligne" if interview.is_remote else f"à cette adresse : {place}"
    text = f"L’entretien sur le dossier {dossier.reference} se tient le {moment(starts_at)}, {where}."
    key = f"interview:{interview.pk}:summoned"
    notify(
        dossier.candidate.user,
        key=key,
        subject="Convocation à un entretien",
        body=(
            f"{text} Il vous permet de compléter votre dossier devant ce même jury, sur les seules "
            f"compétences "
            "que la lecture n’a pas prouvées ; elles sont indiquées dans votre espace."
        ),
        path=reverse("candidates:dossier", args=[dossier.pk]),
        at=at,
    )
    for seat in examination.seats.all():
        notify(
            seat.juror,
            key=key,
            subject="Convocation à un entretien",
            body=text,
            path=reverse("jury:examination", args=[examination.pk]),
            at=at,
        )
    return interview


def _expected_interview(examination):
    interview = examination.interviews.filter(attendance=Attendance.EXPECTED).first()
    if interview is None:
        raise DomainError("Aucun entretien n’est attendu. Rechargez la page pour voir où en est ce dossier.")
    return interview


@transaction.atomic
def postpone_interview(examination, *, reason, by, at):
    """Give up a date before it, with its reason: the interview is to be summoned again."""
    examination = _lock(examination)
    check_is(examination.state, ExaminationState.SUMMONED)
    interview = _expected_interview(examination)
    _close_interview(interview, Attendance.MOVED, reason=reason, at=at)
    _to_summon_again(examination, interview, action="interview.postponed", by=by, at=at)
    return interview


@transaction.atomic
def record_interview(examination, *, attendance, present, reason, by, at):
    """Record who came. Present: the members who sat are those who read, with a quorum (D9), and they decide.
    Excused: summoned again. Absent without excuse: decided on the reading alone (D10)."""
    examination = _lock(examination)
    check_is(examination.state, ExaminationState.SUMMONED)
    interview = _expected_interview(examination)
    if attendance not in (Attendance.PRESENT, Attendance.EXCUSED, Attendance.ABSENT):
        raise DomainError("Dites si la personne candidate est venue.", field="attendance")
    if attendance == Attendance.PRESENT:
        _check_who_sat(examination, interview, present, at=at)
    elif not reason.strip():
        raise DomainError("Écrivez la raison de l’absence, ou qu’aucune n’a été donnée.", field="reason")
    if attendance == Attendance.ABSENT and interview.starts_at > at:
        raise DomainError(
            "L’entretien n’a pas encore eu lieu : l’absence ne peut pas être constatée.", field="attendance"
        )
    _close_interview(interview, attendance, reason=reason, at=at)
    if attendance == Attendance.EXCUSED:
        _to_summon_again(examination, interview, action="interview.excused", by=by, at=at)
        return interview
    if attendance == Attendance.PRESENT:
        interview.present.set(present)
    examination.move_to(ExaminationState.DELIBERATION)
    examination.save(update_fields=["state"])
    record(
        "interview.held" if attendance == Attendance.PRESENT else "interview.missed",
        actor=by,
        target=interview,
        about=[examination.dossier, examination],
        at=at,
        present=[seat.pk for seat in present] if attendance == Attendance.PRESENT else [],
    )
    return interview


def _check_who_sat(examination, interview, present, *, at):
    if timezone.localdate(interview.starts_at) > timezone.localdate(at):
        raise DomainError(
            "L’entretien n’a pas encore eu lieu : consignez-le le jour venu.", field="attendance"
        )
    seats = list(examination.seats.all())
    chair = next((seat for seat in seats if seat.is_chair), None)
    check_quorum(
        present={seat.juror.email for seat in present},
        readers={seat.juror.email for seat in seats if seat.read_at},
        chair=chair.juror.email if chair else "",
        parameters=examination.dossier.version.jury_parameters(),
        names={seat.juror.email: seat.juror.full_name for seat in seats},
    )


def _close_interview(interview, attendance, *, reason, at):
    interview.attendance, interview.reason, interview.held_at = attendance, reason, at
    interview.save(update_fields=["attendance", "reason", "held_at"])


def _to_summon_again(examination, interview, *, action, by, at):
    examination.move_to(ExaminationState.TO_SUMMON)
    examination.save(update_fields=["state"])
    dossier = examination.dossier
    record(action, actor=by, target=interview, about=[dossier, examination], at=at)
    tell_managers(
        dossier,
        key=f"interview:{interview.pk}:again",
        subject="Un entretien est à convoquer de nouveau",
        body=f"L’entretien sur le dossier {dossier.reference} n’a pas eu lieu : une nouvelle date est "
        f"à fixer.",
        path=reverse("jury:interview_summon", args=[examination.pk]),
        at=at,
    )
    people = [dossier.candidate.user, *(seat.juror for seat in examination.seats.all())]
    for person in people:
        notify(
            person,
            key=f"interview:{interview.pk}:cancelled",
            subject="Un entretien est reporté",
            body=(
                f"L’entretien du {moment(interview.starts_at)} sur le dossier {dossier.reference} n’a "
                f"pas lieu à "
                "cette date. Une nouvelle convocation vous sera adressée."
            ),
            path=reverse("home"),
            at=at,
        )
