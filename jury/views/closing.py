"""The chair's pages: the collective result, closing; and the deliberation as the members follow it."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.reauthentication import asked_again
from audit.models import What
from candidates.forms_kept import FieldForm, kept_facts
from jury.forms_closing import ClosingForm
from jury.models import ClosingDraft, Examination, Stage
from jury.permissions import can_chair, has_sat
from jury.reading import compared, others_are_open
from jury.selectors import (
    competence_views,
    foreseen,
    latest_interview,
    tallies,
    waiting_for,
    what_lacked_on_reading,
)
from jury.services import closing, drafting
from jury.services.voting import STATE_OF
from jury.views.own import note_reading, own_seat, refused_facts
from jury.views.sending import changes_of
from rules.autosave import Fate
from ui.access import require
from ui.forms import refusals_shown_on
from ui.same_person import for_its_own_person

CLOSING = {Stage.READING: "jury:reading_close", Stage.INTERVIEW: "jury:deliberation_close"}


def _form(examination, seat, stage, data):
    """The closing form on what may be counted: nothing while votes are awaited, one's own included (D8)."""
    may_count = examination.state == STATE_OF[stage] and others_are_open(examination, seat, stage)
    found = tallies(examination, stage) if may_count else []
    draft = ClosingDraft.objects.filter(examination=examination, stage=stage).first()
    return ClosingForm(
        data,
        tallies=found,
        with_motives=stage == Stage.INTERVIEW,
        lacked=what_lacked_on_reading(examination),
        draft=draft,
    )


def _chairing(request, pk, stage):
    """(examination, form, context) of a closing page, for the chair."""
    examination, seat = own_seat(request, pk)
    require(can_chair(request.user, examination))
    note_reading(request, examination, What.PAGE)
    form = _form(examination, seat, stage, request.POST or None)
    own_are_sent = others_are_open(examination, seat, stage) or seat.sent_at(stage) is not None
    is_open = examination.state == STATE_OF[stage]
    fields = reverse(f"{CLOSING[stage]}_field", args=[pk, "remarks"])
    context = {
        "examination": examination,
        "stage": stage,
        "form": form,
        "contested": form.contested(),
        "unanimous": form.unanimous(),
        "foreseen": foreseen(examination, form.tallies, chosen=form.chosen()) if form.tallies else [],
        "own_are_sent": own_are_sent,
        "waiting": waiting_for(examination, stage) if is_open and own_are_sent else [],
        "is_open": is_open,
        "may_close": bool(form.tallies),
        "with_motives": stage == Stage.INTERVIEW,
        "interview": latest_interview(examination),
        "by_dossier": _by_dossier(examination) if stage == Stage.INTERVIEW else [],
        "changes": changes_of(examination, stage) if form.tallies else {},
        "fields_url": fields.removesuffix("remarks/"),
    }
    return examination, form, context


def _by_dossier(examination):
    """What the dossier proved already: it is not discussed again (A10)."""
    return [v for v in competence_views(examination) if v.is_kept or (v.reading and v.reading.is_acquired)]


def reading_close(request, pk):
    return _reading_closed(request, pk, *_chairing(request, pk, Stage.READING))


@asked_again
def _reading_closed(request, pk, examination, form, context):
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            closing.close_reading(examination, overrides=form.overrides(), by=request.user, at=timezone.now())
            messages.success(request, "La lecture est close, son procès-verbal est établi.")
            return redirect("jury:examination", pk)
    return _closing_page(request, context)


def deliberation_close(request, pk):
    return _deliberation_closed(request, pk, *_chairing(request, pk, Stage.INTERVIEW))


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
    """What was typed stays in sight when somebody closed before, perhaps this very second; nothing is then
    left to press."""
    if request.method == "POST":
        standing = Examination.objects.get(pk=context["examination"].pk)
        context["is_open"] = standing.state == STATE_OF[context["stage"]]
        context["may_close"] = context["may_close"] and context["is_open"]
    too_late = request.method == "POST" and not context["is_open"]
    return render(request, "jury/closing.html", context, status=409 if too_late else 200)


@require_POST
@for_its_own_person
def closing_field(request, pk, stage, field):
    """One field of the chair's closing saves itself, as in the reading room."""
    examination, seat = own_seat(request, pk)
    require(can_chair(request.user, examination))
    whole = _form(examination, seat, stage, None)
    is_over = examination.state != STATE_OF[stage]
    if field not in whole.fields and not is_over:
        raise Http404
    form = whole.field_form(request.POST, field) if field in whole.fields else FieldForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            changes = {field: form.change()}
            kept = drafting.keep_closing_fields(
                examination, stage, changes, by=request.user, at=timezone.now()
            )[field]
            facts = kept_facts(kept, typed=request.POST["text"])
            return JsonResponse(facts, status=409 if kept.fate is Fate.CONFLICT else 200)

    is_over = Examination.objects.get(pk=pk).state != STATE_OF[stage]
    return JsonResponse(refused_facts(form, is_closed=is_over), status=422)


def deliberation_room(request, pk):
    """What is being decided, for the members who sat: each one's vote, the chair's text as it is written."""
    examination, seat = own_seat(request, pk)
    if not seat.is_chair and not has_sat(request.user, examination):
        raise Http404
    note_reading(request, examination, What.PAGE)
    is_open = examination.is_deliberation and others_are_open(examination, seat, Stage.INTERVIEW)
    draft = ClosingDraft.objects.filter(examination=examination, stage=Stage.INTERVIEW).first()
    form = _form(examination, seat, Stage.INTERVIEW, None)
    lines = compared(examination, Stage.INTERVIEW) if is_open else []
    # a competence that all find acquired is discussed too once the chair records something else
    chosen = form.chosen()
    discussed = [line for line in lines if line.is_discussed or line.tally.competence.pk in chosen]
    context = {
        "examination": examination,
        "seat": seat,
        "is_open": is_open,
        "own_are_sent": seat.heard_at is not None,
        "discussed": [(line, _written(form, line)) for line in discussed],
        "unanimous": [line for line in lines if line not in discussed],
        "structure": " ".join(str(line.tally.competence.pk) for line in discussed),
        "foreseen": foreseen(examination, form.tallies, chosen=chosen) if form.tallies else [],
        "by_dossier": _by_dossier(examination),
        "remarks": draft.texts.get("remarks", "") if draft else "",
        "changes": changes_of(examination, Stage.INTERVIEW) if is_open else {},
    }
    return render(request, "jury/deliberation_room.html", context)


def _written(form, line):
    """What the chair set, why, and the motive, as they stand now."""
    key = line.tally.competence.pk
    chosen = form.chosen().get(key)
    is_acquired = bool(line.tally.found and line.tally.found.is_acquired) if chosen is None else chosen
    return {
        "is_acquired": is_acquired,
        "is_set": chosen is not None,
        "reason": form[f"reason_{key}"].value() or "",
        "motive": form[f"motive_{key}"].value() or "",
    }
