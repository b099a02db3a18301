"""Votes once written: sent and sealed, changed with a reason before the closing, compared."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from audit.models import What
from candidates.forms import ConfirmForm
from jury.forms_votes import VoteChangeForm
from jury.models import Examination, Stage, VoteChange
from jury.reading import compared, others_are_open, progress_of, views_to_vote
from jury.selectors import waiting_for
from jury.services import voting
from jury.services.voting import STATE_OF, text_of
from jury.views.own import note_reading, own_seat
from jury.views.rooms import ROOMS
from ui.forms import refusals_shown_on


def votes_send(request, pk, stage):
    """What one is about to send, block by block, and what is missing; then it is sealed."""
    examination, seat = own_seat(request, pk)
    views = views_to_vote(examination, seat=seat, stage=stage)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            voting.send_votes(seat, stage=stage, by=request.user, at=timezone.now())
            messages.success(request, "Vos avis sont envoyés et scellés.")
            return redirect("jury:examination", pk)

    is_sealed = seat.sent_at(stage) is not None
    given = [view.vote.is_acquired for view in views if view.is_given]
    context = {
        "examination": examination,
        "form": form,
        "views": views,
        "progress": progress_of(views),
        "given": {"acquired": sum(given), "left": len(given) - sum(given)},
        "stage": stage,
        "room": ROOMS[stage],
        "missing": [view for view in views if not view.is_given],
        "is_reading": stage == Stage.READING,
        "is_sealed": is_sealed,
        "is_open": examination.state == STATE_OF[stage],
    }
    too_late = request.method == "POST" and (is_sealed or not context["is_open"])
    return render(request, "jury/votes_send.html", context, status=409 if too_late else 200)


def vote_change(request, pk, stage, competence_pk):
    """A vote that was sent, changed before its stage is closed, with the reason."""
    examination, seat = own_seat(request, pk)
    views = {view.competence.pk: view for view in views_to_vote(examination, seat=seat, stage=stage)}
    if competence_pk not in views or seat.sent_at(stage) is None:
        raise Http404
    view = views[competence_pk]
    texts = {name: text_of(view.vote, name) for name in ("choice", "comment", "question")}
    form = VoteChangeForm(request.POST or None, initial=texts, stage=stage)
    if form.is_valid():
        with refusals_shown_on(form):
            voting.change_vote(
                seat, view.competence, stage=stage, by=request.user, at=timezone.now(), **form.answers()
            )
            messages.success(request, f"Votre avis sur {view.competence.code} est changé.")
            return redirect(ROOMS[stage], pk, competence_pk)

    is_open = Examination.objects.get(pk=pk).state == STATE_OF[stage]
    context = {
        "examination": examination,
        "view": view,
        "form": form,
        "stage": stage,
        "room": ROOMS[stage],
        "is_open": is_open,
        "with_motives": stage == Stage.INTERVIEW,
        "changes": view.vote.changes.all(),
    }
    too_late = request.method == "POST" and not is_open
    return render(request, "jury/vote_change.html", context, status=409 if too_late else 200)


def comparison(request, pk):
    """The members' reading side by side, differences first; nothing of it before one's own votes are sent
    and nobody's are awaited (D8)."""
    examination, seat = own_seat(request, pk)
    note_reading(request, examination, What.PAGE)
    is_open = others_are_open(examination, seat, Stage.READING)
    own_are_sent = seat.read_at is not None
    context = {
        "examination": examination,
        "seat": seat,
        "own_are_sent": own_are_sent,
        "waiting": waiting_for(examination, Stage.READING) if own_are_sent else [],
        "is_open": is_open,
        "lines": compared(examination, Stage.READING) if is_open else [],
        "changes": changes_of(examination, Stage.READING) if is_open else {},
    }
    return render(request, "jury/comparison.html", context)


def changes_of(examination, stage):
    """{vote: its changes after it was sent}, for the comparison."""
    rows = VoteChange.objects.filter(vote__seat__examination=examination, vote__stage=stage)
    found = {}
    for change in rows.order_by("pk"):
        found.setdefault(change.vote_id, []).append(change)
    return found
