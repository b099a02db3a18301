"""The jurors' pages: what is to be read, the reading room, the interview, the deliberation."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.reauthentication import asked_again
from candidates.attachments import attachments_for, attachments_of, file_in, with_addresses
from candidates.forms import ConfirmForm
from candidates.selectors import passages_of, submission_by_block
from candidates.views.files import serve_file
from jury.forms import ACQUIRED, TO_EXPLORE, ClosingForm, InterviewVoteForm, RecordInterviewForm, VoteForm
from jury.models import Examination, Seat, Stage
from jury.permissions import can_chair, seat_of
from jury.selectors import (
    competence_views,
    examination_or_404,
    foreseen,
    latest_interview,
    tallies,
    voters,
    waiting_for,
)
from jury.services import closing, interview, voting
from jury.states import ExaminationState
from ui.access import require
from ui.forms import refusals_shown_on

ROOMS = {Stage.READING: "jury:reading", Stage.INTERVIEW: "jury:deliberation"}


def examination_list(request):
    """« Mes dossiers à lire »: what waits for me first, what waits for others, what is decided."""
    require(request.user.is_juror)
    rows = (
        Examination.objects.visible_to(request.user)
        .select_related("dossier__candidate__user__organisation", "jury")
        .prefetch_related(
            "blocks", Prefetch("seats", Seat.objects.sitting().select_related("juror")), "interviews__present"
        )
        .order_by("opened_at", "pk")
    )
    lines = [(examination, *_what_waits(examination, request.user)) for examination in rows]
    context = {
        "mine": [line for line in lines if line[1] == "me"],
        "others": [line for line in lines if line[1] == "others"],
        "closed": [line for line in lines if line[1] == "closed"],
    }
    return render(request, "jury/examination_list.html", context)


def _what_waits(examination, user):
    """(whose turn, in words): me, others, closed."""
    seat = seat_of(user, examination)
    state = ExaminationState(examination.state)
    if state == ExaminationState.CLOSED:
        return "closed", "Décision rendue"
    if state in (ExaminationState.READING, ExaminationState.DELIBERATION):
        stage = Stage.READING if state == ExaminationState.READING else Stage.INTERVIEW
        if seat in voters(examination, stage) and seat.sent_at(stage) is None:
            return "me", "Vos avis sont attendus"
        if not waiting_for(examination, stage) and seat.is_chair:
            return "me", "À clore"
        return "others", "En attente des autres membres" if not seat.is_chair else "Avis des membres attendus"
    if state == ExaminationState.TO_SUMMON:
        return ("me", "Entretien à convoquer") if seat.is_chair else ("others", "Entretien à convoquer")
    held = latest_interview(examination)
    is_due = timezone.localdate(held.starts_at) <= timezone.localdate()
    return ("me", "Entretien à consigner") if seat.is_chair and is_due else ("others", "Entretien convoqué")


def _mine(request, pk):
    examination = examination_or_404(Examination.objects.visible_to(request.user), pk)
    return examination, seat_of(request.user, examination)


def examination_detail(request, pk):
    """Where this dossier is in its examination, and the one next thing to do."""
    examination, seat = _mine(request, pk)
    stage = Stage.INTERVIEW if examination.is_deliberation else Stage.READING
    has_sent = seat.sent_at(stage) is not None
    everyone_sent = not waiting_for(examination, stage)
    context = {
        "examination": examination,
        "seat": seat,
        "stage": stage,
        "views": competence_views(examination, seat=seat, stage=stage),
        "has_sent": has_sent,
        "may_vote": seat in voters(examination, stage),
        "everyone_sent": everyone_sent,
        # a counter of the others' votes would tell something before one's own are sent (D8)
        "waiting": waiting_for(examination, stage) if has_sent else [],
        "interview": latest_interview(examination),
        "what_waits": _what_waits(examination, request.user),
        "minutes": examination.minutes.all(),
    }
    return render(request, "jury/examination_detail.html", context)


def dossier_whole(request, pk):
    """The whole dossier as submitted, one key away from the reading room."""
    examination, _seat = _mine(request, pk)
    content = _content(examination)
    context = {
        "examination": examination,
        "blocks": submission_by_block(content),
        "content": content,
        "attachments": attachments_of(content),
    }
    return render(request, "jury/dossier_whole.html", context)


def _content(examination):
    """What this jury judges, each annexe with the address that opens it to this jury only."""
    return with_addresses(
        examination.submission.content, lambda file: reverse("jury:attachment", args=[examination.pk, file])
    )


def attachment(request, pk, file_pk):
    """An annexe of the very submission this jury judges, and of no other."""
    examination, _seat = _mine(request, pk)
    return serve_file(file_in(examination.submission.content, file_pk))


def vote(request, pk, stage, competence_pk=None):
    """The reading room, and the same room after the interview: one competence at a time."""
    examination, seat = _mine(request, pk)
    is_reading = stage == Stage.READING
    views = [
        view
        for view in competence_views(examination, seat=seat, stage=stage)
        if (not view.is_kept if is_reading else view.is_open)
    ]
    if not views or seat not in voters(examination, stage):
        return redirect("jury:examination", pk)
    rank = next((i for i, view in enumerate(views) if view.competence.pk == competence_pk), None)
    if rank is None:
        if competence_pk is not None:
            raise Http404
        first = next((view for view in views if view.vote is None), views[0])
        return redirect(ROOMS[stage], pk, first.competence.pk)
    current = views[rank]
    following = views[rank + 1] if rank + 1 < len(views) else None
    form = (VoteForm if is_reading else InterviewVoteForm)(
        request.POST or None, initial=_initial(current.vote)
    )
    if form.is_valid():
        with refusals_shown_on(form):
            voting.cast_vote(
                seat,
                current.competence,
                stage=stage,
                is_acquired=form.is_acquired,
                comment=form.cleaned_data["comment"],
                question=form.cleaned_data.get("question", ""),
                by=request.user,
                at=timezone.now(),
            )
            if "suivante" not in request.POST:
                return redirect(ROOMS[stage], pk, current.competence.pk)
            if following:
                return redirect(ROOMS[stage], pk, following.competence.pk)
            return redirect(f"{ROOMS[stage]}_send", pk)

    is_sealed = seat.sent_at(stage) is not None
    content = _content(examination)
    context = {
        "examination": examination,
        "seat": seat,
        "stage": stage,
        "is_reading": is_reading,
        "views": views,
        "current": current,
        "previous": views[rank - 1] if rank else None,
        "following": following,
        "given": sum(view.vote is not None for view in views),
        "form": form,
        "is_sealed": is_sealed,
        "passages": passages_of(content, current.block.code, current.competence.code),
        "attachments": attachments_for(content, current.block.code, current.competence.code),
        "questions": [] if is_reading else _questions(examination, current.competence),
        "room": ROOMS[stage],
    }
    too_late = request.method == "POST" and is_sealed
    return render(request, "jury/room.html", context, status=409 if too_late else 200)


def _initial(vote):
    if vote is None:
        return {}
    choice = ACQUIRED if vote.is_acquired else TO_EXPLORE
    return {"choice": choice, "comment": vote.comment, "question": vote.question}


def _questions(examination, competence):
    """The question plan merged from the members' notes, for the interview."""
    return [
        (seat, vote)
        for seat in examination.seats.all()
        for vote in seat.votes.all()
        if vote.competence_id == competence.pk
        and vote.stage == Stage.READING
        and (vote.question or vote.comment)
    ]


def votes_send(request, pk, stage):
    examination, seat = _mine(request, pk)
    views = competence_views(examination, seat=seat, stage=stage)
    expected = [v for v in views if (not v.is_kept if stage == Stage.READING else v.is_open)]
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            voting.send_votes(seat, stage=stage, by=request.user, at=timezone.now())
            messages.success(request, "Vos avis sont envoyés et scellés.")
            return redirect("jury:examination", pk)

    is_sealed = seat.sent_at(stage) is not None
    context = {
        "examination": examination,
        "form": form,
        "views": expected,
        "stage": stage,
        "room": ROOMS[stage],
        "missing": [view for view in expected if view.vote is None],
        "is_reading": stage == Stage.READING,
        "is_sealed": is_sealed,
    }
    too_late = request.method == "POST" and is_sealed
    return render(request, "jury/votes_send.html", context, status=409 if too_late else 200)


def _closing(request, pk, stage, *, state):
    """What reading and deliberation share: the chair, the tallies, the form."""
    examination, _seat = _mine(request, pk)
    require(can_chair(request.user, examination))
    is_open = examination.state == state
    waiting = waiting_for(examination, stage) if is_open else []
    with_motives = stage == Stage.INTERVIEW
    found = tallies(examination, stage) if is_open and not waiting else []
    form = ClosingForm(request.POST or None, tallies=found, with_motives=with_motives)
    context = {
        "examination": examination,
        "form": form,
        "contested": form.contested(),
        "unanimous": form.unanimous(),
        "foreseen": foreseen(examination, found, chosen=form.chosen()) if found else [],
        "waiting": waiting,
        "is_open": is_open,
        "with_motives": with_motives,
        "interview": latest_interview(examination),
    }
    return examination, form, context


def reading_close(request, pk):
    found = _closing(request, pk, Stage.READING, state=ExaminationState.READING)
    return _reading_closed(request, pk, *found)


@asked_again
def _reading_closed(request, pk, examination, form, context):
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            closing.close_reading(examination, overrides=form.overrides(), by=request.user, at=timezone.now())
            messages.success(request, "La lecture est close, son procès-verbal est établi.")
            return redirect("jury:examination", pk)
    return _closing_page(request, context)


def deliberation_close(request, pk):
    found = _closing(request, pk, Stage.INTERVIEW, state=ExaminationState.DELIBERATION)
    return _deliberation_closed(request, pk, *found)


@asked_again
def _deliberation_closed(request, pk, examination, form, context):
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            closing.close_deliberation(
                examination,
                overrides=form.overrides(),
                motives=form.motives(),
                remarks=form.cleaned_data["remarks"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, "La délibération est close, le procès-verbal est établi.")
            return redirect("jury:examination", pk)
    return _closing_page(request, context)


def _closing_page(request, context):
    """What was typed stays in sight when somebody closed before, and nothing is left to press."""
    too_late = request.method == "POST" and not context["is_open"]
    return render(request, "jury/closing.html", context, status=409 if too_late else 200)


def interview_record(request, pk):
    examination, _seat = _mine(request, pk)
    require(can_chair(request.user, examination))
    everyone = [seat.pk for seat in examination.seats.all() if seat.read_at]
    form = RecordInterviewForm(request.POST or None, examination=examination, initial={"present": everyone})
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
