"""The reading room, and the same room after the interview: one competence at a time, votes kept as they are
written."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Value
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audit.models import What
from candidates.attachments import attachments_for
from candidates.forms_kept import digest_of, kept_facts, versions_of
from candidates.forms_situation import Box
from candidates.services.keeping import revision_of, written_at
from jury.forms_votes import vote_field_form, vote_form
from jury.models import Examination, Seat, Stage, Vote
from jury.reading import excerpts_of, progress_of, views_to_vote, with_progress
from jury.selectors import mark_of, voters
from jury.services import voting
from jury.services.voting import STATE_OF, VOTE_FIELDS, last_written, text_of
from jury.views.own import content_for, note_reading, own_seat, own_seat_in_room, refused_facts
from rules.autosave import Fate
from ui.forms import refusals_shown_on
from ui.middleware import with_own_frames
from ui.same_person import for_its_own_person
from ui.templatetags.ui import at_when, clock

ROOMS = {Stage.READING: "jury:reading", Stage.INTERVIEW: "jury:deliberation"}


@dataclass(frozen=True)
class Place:
    """Where a member stands in the room: the competence, what comes before and after, the whole list."""

    views: list
    rank: int

    @property
    def current(self):
        return self.views[self.rank]

    @property
    def previous(self):
        return self.views[self.rank - 1] if self.rank else None

    @property
    def following(self):
        return self.views[self.rank + 1] if self.rank + 1 < len(self.views) else None


def room(request, pk, stage, competence_pk=None):
    """One competence: what was linked to it, and one's vote. Without a competence, the first that waits."""
    examination, seat = own_seat_in_room(request, pk, stage)
    views = views_to_vote(examination, seat=seat, stage=stage)
    if not views or seat not in voters(examination, stage):
        return redirect("jury:examination", pk)
    rank = next((i for i, view in enumerate(views) if view.competence.pk == competence_pk), None)
    if rank is None:
        if competence_pk is not None:
            raise Http404
        first = next((view for view in views if not view.is_given), views[0])
        return redirect(ROOMS[stage], pk, first.competence.pk)
    note_reading(request, examination, What.TEXT)
    place = Place(views, rank)
    vote = place.current.vote
    form, others = _form(stage, vote, request.POST or None), {}
    if form.is_bound and ("suivante" not in request.POST or form.is_whole()) and form.is_valid():
        with refusals_shown_on(form):
            changes = _changes_allowed(form, seat, stage)
            kept = voting.keep_vote(
                seat, place.current.competence, changes, stage=stage, by=request.user, at=timezone.now()
            )
            others = {name: found for name, found in kept.items() if found.fate is Fate.CONFLICT}
            if not others:
                return _after_saving(request, examination, stage, place)
            vote = _own_vote(seat, place.current.competence, stage)
            form = _form_with_choices(stage, vote, others, changes)

    context = _room_context(examination, seat, stage, place, form, vote, others)
    too_late = request.method == "POST" and (context["is_sealed"] or not context["is_open"])
    return with_own_frames(
        render(request, "jury/room.html", context, status=409 if too_late or others else 200)
    )


def _own_vote(seat, competence, stage):
    """One's own vote as it stands now."""
    return Vote.objects.filter(seat=seat, competence=competence, stage=stage).first()


def _form(stage, vote, data):
    form = vote_form(stage)
    texts = {
        name: text_of(vote, name) for name in VOTE_FIELDS if name in form.base_fields or name == "choice"
    }
    return form(data, initial=texts | versions_of(vote, texts))


def _form_with_choices(stage, vote, others, changes):
    """The page once more, each disputed field holding what was typed, on the version it now stands beside."""
    form = _form(stage, vote, None)
    for name, kept in others.items():
        form.initial |= {
            name: changes[name].text,
            f"n_{name}": kept.number,
            f"h_{name}": digest_of(kept.text),
        }
    return form


def _changes_allowed(form, seat, stage):
    """Once votes are sent only the private note is still written; the rest is then left as it was sent, and
    refused when somebody typed in it."""
    changes = form.changes()
    if seat.sent_at(stage) and not (changes.keys() - {"note"}):
        return {name: change for name, change in changes.items() if name == "note"}
    return changes


def _after_saving(request, examination, stage, place):
    if "suivante" in request.POST:
        if place.following:
            return redirect(ROOMS[stage], examination.pk, place.following.competence.pk)
        return redirect(f"{ROOMS[stage]}_send", examination.pk)
    messages.success(request, f"Enregistré à {clock(timezone.now())}.")
    return redirect(ROOMS[stage], examination.pk, place.current.competence.pk)


def _room_context(examination, seat, stage, place, form, vote, others):
    content, current = content_for(examination), place.current
    codes = current.block.code, current.competence.code
    last = last_written(vote) if vote else None
    is_reading = stage == Stage.READING
    fields = reverse(f"{ROOMS[stage]}_field", args=[examination.pk, current.competence.pk, "choice"])
    return {
        "examination": examination,
        "seat": seat,
        "stage": stage,
        "is_reading": is_reading,
        "place": place,
        "progress": progress_of(place.views),
        "form": form,
        "boxes": {name: _box(form, vote, name, others or form.disputed()) for name in form.kept_names()},
        "others": others,
        "is_sealed": seat.sent_at(stage) is not None,
        "is_open": examination.state == STATE_OF[stage],
        "excerpts": excerpts_of(content, *codes),
        "attachments": attachments_for(content, *codes),
        "questions": [] if is_reading else _questions(examination, current.competence),
        "room": ROOMS[stage],
        "saved_at": at_when(last) if last else "",
        "fields_url": fields.removesuffix("choice/"),
        "marks": ["pending", "begun", "acquired", "to_explore" if is_reading else "missing"],
    }


def _box(form, vote, name, others):
    written = written_at(vote, name) if vote else None
    return Box(
        name=name,
        bound=form[name],
        version=form[f"n_{name}"],
        digest=form[f"h_{name}"],
        client=revision_of(vote, name).client if vote else "",
        at=at_when(written) if written else "",
        passages=(),
        other=others.get(name),
        closed="",
    )


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


@require_POST
@for_its_own_person
def vote_field(request, pk, stage, competence_pk, field):
    """One field of one's vote saves itself. 409 with the other text when another window wrote in between;
    422 with the sentences when it is refused, « closed » once votes are sent or the stage is over."""
    examination, seat = own_seat_in_room(request, pk, stage)
    asked = {view.competence.pk: view.competence for view in views_to_vote(examination, stage=stage)}
    if field not in VOTE_FIELDS or competence_pk not in asked:
        raise Http404
    competence, now = asked[competence_pk], timezone.now()
    form = vote_field_form(request.POST, name=field, stage=stage)
    if form.is_valid():
        with refusals_shown_on(form):
            changes = {field: form.change()}
            kept = voting.keep_vote(seat, competence, changes, stage=stage, by=request.user, at=now)[field]
            facts = kept_facts(kept, typed=request.POST["text"]) | _progress_facts(seat, stage, competence)
            return JsonResponse(facts, status=409 if kept.fate is Fate.CONFLICT else 200)

    seat, examination = Seat.objects.get(pk=seat.pk), Examination.objects.get(pk=pk)
    is_over = seat.sent_at(stage) is not None or examination.state != STATE_OF[stage]
    return JsonResponse(refused_facts(form, is_closed=is_over), status=422)


def _progress_facts(seat, stage, competence):
    """« 8 avis sur 18 », and the icon of this competence, after what was just kept."""
    rows = Examination.objects.filter(pk=seat.examination_id)
    rows = with_progress(rows, seat.juror, stage=Value(stage))
    given, asked = rows.values_list("given", "asked").get()
    return {"given": given, "total": asked, "mark": mark_of(_own_vote(seat, competence, stage))}


@for_its_own_person
def room_token(request, pk):
    """After signing in again in another tab: the token that this page's saves must now carry."""
    own_seat(request, pk)
    return JsonResponse({"token": get_token(request)})
