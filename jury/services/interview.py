"""The interview with the same jury: summons, and what happened (A9, A10, D9, D10)."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.services import record
from candidates.models import Candidate, Measure
from candidates.services.submission import tell_managers
from jury.models import Attendance, Examination, Interview, InterviewNotice, InterviewSlot, Stage
from jury.permissions import seat_of
from jury.selectors import full_examination, latest_interview, voters
from jury.states import ExaminationState, check_is
from jury.summons import calendar_of
from jury.tasks import make_interview_notice
from notifications.services import notify
from rules.composition import check_quorum
from rules.errors import DomainError, SlotRefused
from rules.french import listing
from rules.scheduling import overlaps, planned_minutes, reminders_due
from ui.templatetags.ui import moment


def lock(examination):
    """The examination with everything, after the locks of the house."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=examination.dossier.candidate_id)
    Examination.objects.select_for_update(of=("self",)).get(pk=examination.pk)
    return full_examination(Examination.objects.all(), examination.pk)


def planned_minutes_of(candidate):
    """Longer where extra time was decided for this person."""
    extra = candidate.accommodations.in_force().filter(measure=Measure.EXTRA_TIME).exists()
    return planned_minutes(has_extra_time=extra)


@transaction.atomic
def summon_interview(examination, *, starts_at, mode, place, by, at):
    """Summon the candidate and the members who read the dossier to a date fixed by the office or the
    chair; each is told once. The dates that were offered are no longer."""
    examination = lock(examination)
    check_is(examination.state, ExaminationState.TO_SUMMON)
    if starts_at <= at:
        raise DomainError("La date de l’entretien est passée : choisissez une date à venir.", field="day")
    minutes = planned_minutes_of(examination.dossier.candidate)
    meeting = InterviewSlot(
        examination=examination, starts_at=starts_at, minutes=minutes, mode=mode, place=place
    )
    return summon(examination, meeting, by=by, at=at)


def summon(examination, meeting, *, by, at):
    """Make the interview of this meeting: a slot chosen, or one that the office fixes. The caller holds the
    locks."""
    _check_everybody_is_free(examination, meeting)
    interview = Interview.objects.create(
        examination=examination,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        mode=meeting.mode,
        place=meeting.place,
        summoned_at=at,
        reminders_sent=reminders_due(meeting.starts_at, at=at),
    )
    if meeting.pk:
        meeting.interview = interview
        meeting.save(update_fields=["interview"])
    examination.slots.open().update(withdrawn_at=at)
    examination.move_to(ExaminationState.SUMMONED)
    examination.save(update_fields=["state"])
    record(
        "interview.summoned",
        actor=by,
        target=interview,
        about=[examination.dossier, examination.dossier.candidate, examination],
        at=at,
        starts_at=interview.starts_at,
    )
    _send_summons(examination, interview, at=at)
    return interview


def _check_everybody_is_free(examination, meeting):
    """Nobody is summoned to two interviews at once. The people are locked, so that two candidates who
    choose the same hour of the same jury at the same instant do not both get it."""
    jurors = [seat.juror_id for seat in examination.seats.all()]
    list(User.objects.select_for_update(of=("self",)).filter(pk__in=jurors).order_by("pk"))
    expected = (
        Interview.objects.expected()
        .exclude(examination=examination)
        .filter(starts_at__gte=meeting.starts_at - timedelta(days=1))
        .filter(starts_at__lte=meeting.starts_at + timedelta(days=1))
        .select_related("examination__dossier")
        .prefetch_related("examination__seats")
    )
    same_hour = [i for i in expected if overlaps(i.starts_at, i.minutes, meeting.starts_at, meeting.minutes)]
    busy = {
        seat.juror_id for i in same_hour for seat in i.examination.seats.all() if seat.removed_at is None
    } & set(jurors)
    if any(i.examination.dossier.candidate_id == examination.dossier.candidate_id for i in same_hour):
        raise SlotRefused("La personne candidate a déjà un entretien à cette heure.", field="hour")
    if busy and meeting.pk:
        raise SlotRefused("Ce créneau vient d’être pris : choisissez-en un autre.")
    if busy:
        names = [seat.juror.full_name for seat in examination.seats.all() if seat.juror_id in busy]
        raise SlotRefused(f"À cette heure, un autre entretien attend déjà {listing(names)}.", field="hour")


def _send_summons(examination, interview, *, at):
    dossier = examination.dossier
    where = "à distance" if interview.is_remote else f"à cette adresse : {interview.place}"
    text = (
        f"L’entretien sur le dossier {dossier.reference} se tient le {moment(interview.starts_at)}, {where}."
    )
    summons = {
        "key": f"interview:{interview.pk}:summoned",
        "subject": "Convocation à un entretien",
        "calendar": calendar_of(interview),
        "at": at,
    }
    notify(
        dossier.candidate.user,
        body=f"{text} Il vous permet de compléter votre dossier devant ce même jury, sur les seules "
        "compétences que la lecture n’a pas prouvées ; elles sont indiquées dans votre espace, avec "
        "votre convocation.",
        path=reverse("candidates:dossier", args=[dossier.pk]),
        **summons,
    )
    people = [dossier.candidate.user]
    for seat in examination.seats.all():
        people.append(seat.juror)
        path = reverse("jury:interview_room", args=[examination.pk])
        notify(seat.juror, body=text, path=path, **summons)
    for person in people:
        make_interview_notice.wake(InterviewNotice.objects.create(interview=interview, recipient=person).pk)


def _expected_interview(examination):
    interview = examination.interviews.filter(attendance=Attendance.EXPECTED).first()
    if interview is None:
        raise DomainError("Aucun entretien n’est attendu. Rechargez la page pour voir où en est ce dossier.")
    return interview


@transaction.atomic
def postpone_interview(examination, *, reason, by, at):
    """Give up a date before it, with its reason: the interview is to be summoned again."""
    examination = lock(examination)
    check_is(examination.state, ExaminationState.SUMMONED)
    interview = _expected_interview(examination)
    _close_interview(interview, Attendance.MOVED, reason=reason, at=at)
    _to_summon_again(examination, interview, action="interview.postponed", by=by, at=at)
    return interview


@transaction.atomic
def record_interview(examination, *, attendance, present, reason, by, at):
    """Record who came. Present: the members who sat are those who read, with a quorum (D9), and they decide.
    Excused: summoned again. Absent without excuse: decided on the reading alone (D10)."""
    examination = lock(examination)
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


@transaction.atomic
def start_interview(examination, *, present, by, at):
    """The chair opens the interview: who sits is recorded now, the time runs, and the members begin to
    decide."""
    interview = record_interview(
        examination, attendance=Attendance.PRESENT, present=present, reason="", by=by, at=at
    )
    interview.started_at = at
    interview.save(update_fields=["started_at"])
    return interview


@transaction.atomic
def correct_presence(examination, *, present, by, at):
    """The chair says again who sat, until their own votes are sent: from then on they know the others', and
    what the correction would do to the result. Whoever began to vote was there. Saying the same again changes
    nothing."""
    examination = lock(examination)
    check_is(examination.state, ExaminationState.DELIBERATION)
    interview = latest_interview(examination)
    if seat_of(by, examination).heard_at:
        raise DomainError("Vos avis sont envoyés : qui a siégé ne se corrige plus.", field="present")
    _check_who_sat(examination, interview, present, at=at)
    chosen, before = {seat.pk for seat in present}, {seat.pk for seat in voters(examination, Stage.INTERVIEW)}
    gone = [seat for seat in examination.seats.all() if seat.pk in before - chosen]
    _check_wrote_no_vote(gone)
    if chosen != before:
        interview.present.remove(*gone)
        interview.present.add(*present)
        about = [examination.dossier, examination]
        facts = {"before": sorted(before), "present": sorted(chosen)}
        record("presence.corrected", actor=by, target=interview, about=about, at=at, **facts)
    return interview


def _check_wrote_no_vote(seats):
    wrote = [str(seat) for seat in seats if any(v.stage == Stage.INTERVIEW for v in seat.votes.all())]
    if wrote:
        raise DomainError(
            f"A déjà écrit des avis sur l’entretien, et y siégeait donc : {listing(wrote)}.", field="present"
        )


@transaction.atomic
def end_interview(examination, *, by, at):
    """The chair ends it; ending it again changes nothing."""
    examination = lock(examination)
    check_is(examination.state, ExaminationState.DELIBERATION)
    interview = latest_interview(examination)
    if interview.is_under_way:
        interview.ended_at = at
        interview.save(update_fields=["ended_at"])
        record("interview.ended", actor=by, target=interview, about=[examination.dossier, examination], at=at)
    return interview


def check_is_over(interview):
    """Nobody closes the deliberation of an interview that still runs."""
    if interview.is_under_way:
        raise DomainError("L’entretien est encore en cours : terminez-le avant de clore la délibération.")


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
            calendar=calendar_of(interview),
            at=at,
        )
