"""The jurors' pages about a dossier: what waits for them, where it is, the whole of it, its interview."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from audit.models import What
from candidates.attachments import attachments_of, file_in
from candidates.selectors import submission_by_block
from candidates.views.files import serve_file, show_file
from jury.forms import RecordInterviewForm
from jury.models import Stage
from jury.permissions import can_chair, has_sat
from jury.reading import others_are_open, progress_of, views_to_vote
from jury.selectors import competence_views, latest_interview, voters, waiting_for
from jury.services import interview
from jury.states import AppealState, ExaminationState
from jury.views.own import content_for, note_reading, own_seat
from jury.waiting import ME, NOBODY, OTHERS, decided_for_member, to_answer, to_sign, waiting_for_member
from ui.access import require
from ui.forms import refusals_shown_on


def examination_list(request):
    """« Mes dossiers à lire »: what waits for me first, what waits for others; what is decided, by pages."""
    require(request.user.is_juror)
    now = timezone.now()
    lines = waiting_for_member(request.user, at=now)
    over = decided_for_member(request.user, after=request.GET.get("apres", ""))
    context = {whose: [line for line in lines if line.whose == whose] for whose in (ME, OTHERS)}
    context |= {"to_sign": to_sign(request.user)}
    context |= {"to_answer": to_answer(request.user, on=timezone.localdate(now))}
    context["asked"] = sum(len(context[asked]) for asked in (ME, "to_sign", "to_answer"))
    return render(request, "jury/examination_list.html", context | {NOBODY: over.rows, "page": over})


def examination_detail(request, pk):
    """Where this dossier is in its examination, and the one next thing to do."""
    examination, seat = own_seat(request, pk)
    note_reading(request, examination, What.PAGE)
    stage = Stage.INTERVIEW if examination.is_deliberation else Stage.READING
    has_sent = seat.sent_at(stage) is not None
    own = views_to_vote(examination, seat=seat, stage=stage)
    minutes = list(examination.minutes.prefetch_related("signers", "signatures"))
    context = {
        "examination": examination,
        "seat": seat,
        "stage": stage,
        "views": competence_views(examination, seat=seat, stage=stage),
        "has_sent": has_sent,
        "may_vote": seat in voters(examination, stage),
        "progress": progress_of(own),
        "may_compare": others_are_open(examination, seat, Stage.READING),
        "may_deliberate": others_are_open(examination, seat, Stage.INTERVIEW)
        and (seat.is_chair or has_sat(request.user, examination)),
        # whether everyone has sent is said to those who have
        "everyone_sent": others_are_open(examination, seat, stage),
        # a counter of the others' votes would tell something before one's own are sent (D8)
        "waiting": waiting_for(examination, stage) if has_sent else [],
        "interview": latest_interview(examination),
        "minutes": minutes,
        "to_sign": [one for one in minutes if request.user in one.unsigned()],
        "contested": _contested(examination, seat),
    }
    return render(request, "jury/examination_detail.html", context)


def _contested(examination, seat):
    """The appeal that asks the chair whether the minutes are to be rectified, with the last of them; or
    nothing."""
    if not (examination.is_closed and seat.is_chair):
        return {}
    appeal = examination.appeals.filter(state=AppealState.TO_RECTIFY).first()
    minutes = max(examination.minutes.all(), key=lambda one: (one.closed_at, one.pk), default=None)
    return {"appeal": appeal, "minutes": minutes} if appeal else {}


def dossier_whole(request, pk):
    """The whole dossier as submitted, one key away from the reading room; `?de=12` is the competence one
    comes from, to go back to it."""
    examination, _seat = own_seat(request, pk)
    note_reading(request, examination, What.TEXT)
    content = content_for(examination)
    came_from = request.GET.get("de", "")
    views = competence_views(examination)
    context = {
        "examination": examination,
        "blocks": submission_by_block(content),
        "content": content,
        "attachments": attachments_of(content),
        "came_from": next((v for v in views if str(v.competence.pk) == came_from), None),
        "room": "jury:deliberation" if examination.is_deliberation else "jury:reading",
    }
    return render(request, "jury/dossier_whole.html", context)


def attachment(request, pk, file_pk):
    """An annexe of the very submission this jury judges, and of no other."""
    examination, _seat = own_seat(request, pk)
    served = serve_file(file_in(examination.submission.content, file_pk))
    note_reading(request, examination, What.ANNEXE)
    return served


def attachment_shown(request, pk, file_pk):
    """The same file, for the frame of the reading room that shows it in place."""
    examination, _seat = own_seat(request, pk)
    shown = show_file(file_in(examination.submission.content, file_pk))
    note_reading(request, examination, What.ANNEXE)
    return shown


def interview_record(request, pk):
    examination, seat = own_seat(request, pk)
    require(can_chair(request.user, examination))
    form = RecordInterviewForm(request.POST or None, examination=examination, initial={"present": [seat.pk]})
    if form.is_valid():
        with refusals_shown_on(form):
            interview.record_interview(
                examination,
                attendance=form.cleaned_data["attendance"],
                present=list(form.cleaned_data["present"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, "L’entretien est consigné.")
            return redirect("jury:examination", pk)
    is_open = examination.state == ExaminationState.SUMMONED
    context = {
        "form": form,
        "examination": examination,
        "interview": latest_interview(examination),
        "is_open": is_open,
    }
    too_late = request.method == "POST" and not is_open
    return render(request, "jury/interview_record.html", context, status=409 if too_late else 200)
