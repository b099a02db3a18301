"""Interviews: the dates offered and chosen, the summons, and the room on the day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from audit.models import What
from jury.forms_interview import ChooseSlotForm, DeclineSlotsForm, SittingForm, SlotsForm
from jury.models import Attendance, Examination, Interview, InterviewNotice, Stage
from jury.permissions import can_chair, can_summon, has_sat, seat_of
from jury.selectors import competence_views, examination_or_404, latest_interview, question_plan
from jury.services import interview as interviews
from jury.services import slots
from jury.states import ExaminationState
from jury.summons import calendar_of
from jury.views.own import note_reading
from ui.access import require
from ui.forms import refusals_shown_on
from ui.storing import attachment


def _summonable(request, pk):
    """For the office, or for the chair."""
    examinations = Examination.objects
    rows = examinations.managed_by(request.user) if request.user.is_manager else examinations.none()
    examination = examination_or_404(rows | examinations.visible_to(request.user), pk)
    require(can_summon(request.user, examination))
    return examination


def slots_propose(request, pk):
    """Dates for the candidate to choose from."""
    examination = _summonable(request, pk)
    form = SlotsForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            slots.propose_slots(
                examination,
                starts=form.starts(),
                mode=form.cleaned_data["mode"],
                place=form.cleaned_data["place"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, "Les créneaux sont proposés à la personne candidate.")
            return redirect("jury:slots_propose", pk)
    is_open = examination.state == ExaminationState.TO_SUMMON
    context = {
        "form": form,
        "examination": examination,
        "is_open": is_open,
        "is_chair": can_chair(request.user, examination),
        "offered": examination.slots.open(),
        "accommodations": examination.dossier.candidate.accommodations.in_force(),
    }
    too_late = request.method == "POST" and not is_open
    return render(request, "jury/slots_propose.html", context, status=409 if too_late else 200)


@require_POST
def slot_withdraw(request, pk, slot_pk):
    examination = _summonable(request, pk)
    slot = get_object_or_404(examination.slots.select_related("examination__dossier"), pk=slot_pk)
    slots.withdraw_slot(slot, by=request.user, at=timezone.now())
    messages.success(request, "Ce créneau n’est plus proposé.")
    return redirect("jury:slots_propose", pk)


def _own(request, pk):
    return examination_or_404(Examination.objects.decided_for(request.user), pk)


def slots_choose(request, pk):
    """For the candidate: one date among those offered."""
    examination = _own(request, pk)
    form = ChooseSlotForm(request.POST or None, examination=examination)
    if form.is_valid():
        with refusals_shown_on(form):
            chosen = slots.choose_slot(form.cleaned_data["slot"], by=request.user, at=timezone.now())
            messages.success(request, "Votre entretien est fixé ; la convocation est envoyée à tous.")
            return redirect("candidates:dossier", chosen.examination.dossier_id)
    return _choice(request, examination, form, DeclineSlotsForm())


def slots_decline(request, pk):
    """None of the dates suits."""
    examination = _own(request, pk)
    form = DeclineSlotsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            slots.decline_slots(
                examination, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
            messages.success(request, "Le jury est prévenu : il proposera d’autres dates.")
            return redirect("candidates:dossier", examination.dossier_id)
    return _choice(request, examination, ChooseSlotForm(examination=examination), form)


def _choice(request, examination, form, decline):
    offered = examination.slots.open()
    is_open = examination.state == ExaminationState.TO_SUMMON
    context = {
        "form": form,
        "decline": decline,
        "examination": examination,
        "dossier": examination.dossier,
        "first": offered.first(),
        "is_open": is_open,
        "interview": latest_interview(examination),
        "open_ones": [view for view in competence_views(examination) if view.is_open],
        "accommodations": examination.dossier.candidate.accommodations.in_force(),
    }
    too_late = request.method == "POST" and not is_open
    return render(request, "jury/slots_choose.html", context, status=409 if too_late else 200)


def _concerned(request, pk):
    """The examination of an interview, for its candidate, its members and the office."""
    examinations = Examination.objects
    rows = examinations.visible_to(request.user) | examinations.managed_by(request.user)
    return get_object_or_404((rows | examinations.decided_for(request.user)).select_related("dossier"), pk=pk)


def interview_calendar(request, pk):
    """The latest interview as a calendar file: importing it again moves it, or takes it away."""
    examination = _concerned(request, pk)
    latest = get_object_or_404(examination.interviews.order_by("-summoned_at", "-pk")[:1])
    answer = HttpResponse(calendar_of(latest), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="entretien-{examination.dossier.reference}.ics"'
    return answer


def interview_notice(request, pk):
    """One's own summons on paper, for the latest interview."""
    examination = _concerned(request, pk)
    notices = InterviewNotice.objects.select_related("interview__examination__dossier")
    notice = get_object_or_404(
        notices.filter(interview__examination=examination, recipient=request.user).order_by("-interview_id")[
            :1
        ]
    )
    if not notice.file:
        messages.info(request, "La convocation est en préparation : elle sera là dans un instant.")
        return redirect("home")
    return attachment(notice.file, notice.file_name)


def interview_room(request, pk):
    """What the interview bears on, the members' questions merged into a plan, the time, who sits. To
    prepare it from the closing of the reading on; to hold it on the day; for the chair, to say again who sat
    until their own votes are sent."""
    examination = examination_or_404(Examination.objects.visible_to(request.user), pk)
    if examination.is_reading:
        return redirect("jury:examination", pk)
    note_reading(request, examination, What.PAGE)
    held = latest_interview(examination)
    seat = seat_of(request.user, examination)
    is_chair = can_chair(request.user, examination)
    present = [s for s in examination.seats.all() if held and s.pk in {p.pk for p in held.present.all()}]
    form = SittingForm(
        request.POST or None, examination=examination, initial={"present": [s.pk for s in present or [seat]]}
    )
    if request.method == "POST" and form.is_valid():
        require(is_chair)
        # a page left open since before the interview must not undo who sat
        sit = interviews.correct_presence if "correct" in request.POST else interviews.start_interview
        with refusals_shown_on(form):
            sit(examination, present=list(form.cleaned_data["present"]), by=request.user, at=timezone.now())
            return redirect("jury:interview_room", pk)
    views = competence_views(examination, seat=seat, stage=Stage.INTERVIEW)
    is_expected = held is not None and held.attendance == Attendance.EXPECTED
    context = {
        "examination": examination,
        "interview": held,
        "form": form,
        "is_chair": is_chair,
        "is_expected": is_expected,
        "may_begin": is_expected and timezone.localdate(held.starts_at) <= timezone.localdate(),
        "may_vote": examination.is_deliberation and has_sat(request.user, examination),
        "has_sent": seat.heard_at is not None,
        "plan": question_plan(examination, views),
        "present": present,
        "may_correct": is_chair and examination.is_deliberation and present and seat.heard_at is None,
        "accommodations": examination.dossier.candidate.accommodations.in_force(),
    }
    return render(request, "jury/interview_room.html", context)


@require_POST
def interview_end(request, pk):
    examination = examination_or_404(Examination.objects.visible_to(request.user), pk)
    require(can_chair(request.user, examination))
    interviews.end_interview(examination, by=request.user, at=timezone.now())
    messages.success(request, "L’entretien est terminé : chaque membre présent donne ses avis.")
    return redirect("jury:interview_room", pk)


def interview_list(request):
    """« Entretiens »: those to come and those just held, the next first."""
    require(request.user.is_juror)
    rows = (
        Interview.objects.filter(examination__in=Examination.objects.visible_to(request.user).active())
        .filter(attendance__in=[Attendance.EXPECTED, Attendance.PRESENT])
        .select_related("examination__dossier__candidate", "examination__jury")
        .order_by("starts_at", "pk")
    )
    return render(request, "jury/interview_list.html", {"interviews": rows, "now": timezone.now()})
