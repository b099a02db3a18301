"""The editor of a situation: the page, the fields that save themselves, the passages, the map."""

import json
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from candidates.earlier import earlier_reasons
from candidates.forms import ConfirmForm
from candidates.forms_kept import FieldForm, digest_of, kept_facts
from candidates.forms_situation import (
    BoxMaker,
    PassageForm,
    SituationForm,
    initial_of_situation,
    passage_facts,
    title_field,
)
from candidates.models import Dossier, Passage, Situation
from candidates.selectors import competence_map, dossier_with_text
from candidates.services import keeping, writing
from candidates.services.completion import openings_of
from referentials.models import Competence
from rules.autosave import Fate
from ui.forms import refusals_shown_on
from ui.same_person import for_its_own_person
from ui.templatetags.ui import at_when, clock


def _own(request, pk):
    """One's own dossier; nobody else's exists here."""
    get_object_or_404(Dossier.objects.owned_by(request.user), pk=pk)
    return dossier_with_text(pk)


def situation_edit(request, pk, situation_pk=None):
    dossier = _own(request, pk)
    if not dossier.is_writable and request.method == "GET":
        messages.info(request, f"Ce dossier est à l’état « {dossier.get_state_display()} ».")
        return redirect("candidates:dossier", dossier.pk)
    situation = None
    if situation_pk:
        situation = next((s for s in dossier.situations.all() if s.pk == situation_pk), None)
        if situation is None:
            messages.info(request, "Cette situation a été retirée du dossier.")
            return redirect("candidates:dossier", dossier.pk)
    form, others = _form(request, dossier, situation), {}
    if form.is_bound and form.is_valid():
        with refusals_shown_on(form):
            _unlink(request, dossier)
            changes = form.changes()
            if not changes:
                return _after(request, dossier, situation)
            situation, kept = keeping.save_fields(
                dossier,
                form.cleaned_data["key"],
                changes,
                is_new=situation is None,
                by=request.user,
                at=timezone.now(),
            )
            others = {name: found for name, found in kept.items() if found.fate is Fate.CONFLICT}
            if not others:
                return _after(request, dossier, situation)
            form = _form_with_choices(dossier, situation, others, changes)

    context = {
        "form": form,
        "boxes": BoxMaker(form, situation, others or form.disputed(), openings_of(dossier)),
        "others": others,
        "dossier": dossier,
        "situation": situation,
        "map": competence_map(dossier),
        "earlier": earlier_reasons(dossier),
        **_for_the_script(dossier, situation, form["key"].value()),
    }
    return render(request, "candidates/situation_form.html", context, status=409 if others else 200)


def _for_the_script(dossier, situation, key):
    """What the page's script needs to know, as data attributes."""
    blocks = [link.block for link in dossier.targets.all()]
    fields_url = reverse("candidates:field_save", args=[dossier.pk, key, "title"])
    return {
        "key": key,
        "at": at_when(dossier.saved_at) if situation else "",
        "fields_url": fields_url.removesuffix("title/"),
        "codes_json": json.dumps({str(block.pk): block.code for block in blocks}),
        "competences_json": json.dumps(
            [
                {"pk": c.pk, "code": c.code, "title": c.title}
                for block in blocks
                for c in block.competences.all()
            ]
        ),
    }


def _unlink(request, dossier):
    """Without a script, the button beside a passage comes with the whole page."""
    asked = request.POST.get("unlink", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    passage = Passage.objects.filter(pk=number, situation__dossier=dossier).first()
    if passage:
        keeping.unlink_passage(passage, by=request.user, at=timezone.now())


def _form(request, dossier, situation):
    blocks = [link.block for link in dossier.targets.all()]
    initial = {"key": uuid4()}
    if situation:
        illustrated = [f"illustration_{c.pk}" for block in blocks for c in block.competences.all()]
        initial = initial_of_situation(situation, illustrated)
    return SituationForm(_sent(request.POST, initial["key"]), blocks=blocks, initial=initial)


def _sent(typed, key):
    """What was sent, its key as an address writes it. A key only tells the saves of one page apart: a page
    that lost its own is given this one, rather than refused with all that was typed."""
    if not typed:
        return None
    sent = typed.copy()
    try:
        sent["key"] = str(UUID(sent.get("key", "").strip()))
    except ValueError:
        sent["key"] = str(key)
    return sent


def _form_with_choices(dossier, situation, others, changes):
    """The page once more, each disputed field holding what was typed, on the version it now stands beside."""
    situation = Situation.objects.prefetch_related("blocks", "illustrations").get(pk=situation.pk)
    blocks = [link.block for link in dossier.targets.all()]
    illustrated = [f"illustration_{c.pk}" for block in blocks for c in block.competences.all()]
    initial = initial_of_situation(situation, illustrated)
    for name, kept in others.items():
        typed = changes[name].text
        initial |= {f"n_{name}": kept.number, f"h_{name}": digest_of(kept.text)}
        initial[name] = [b.pk for b in blocks if b.code in typed.split(",")] if name == "blocks" else typed
    return SituationForm(blocks=blocks, initial=initial)


def _after(request, dossier, situation):
    if "back" in request.POST or situation is None:
        return redirect("candidates:dossier", dossier.pk)
    messages.success(request, f"Enregistré à {clock(timezone.now())}.")
    return redirect("candidates:situation", dossier.pk, situation.pk)


def situation_remove(request, pk, situation_pk):
    dossier = _own(request, pk)
    situation = get_object_or_404(dossier.situations, pk=situation_pk)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            writing.remove_situation(situation, by=request.user, at=timezone.now())
            messages.success(request, "La situation est retirée du dossier.")
            return redirect("candidates:dossier", dossier.pk)

    context = {"form": form, "dossier": dossier, "situation": situation}
    return render(request, "candidates/situation_remove.html", context)


def _check_field(name, dossier):
    """Refuse a field that this dossier does not have; the names of the others are known."""
    if name in (*keeping.TEXTS, "blocks"):
        return
    rank = name.removeprefix("illustration_")
    number = int(rank) if rank.isascii() and rank.isdigit() and len(rank) < 19 else 0
    get_object_or_404(Competence, pk=number, block__targets__dossier=dossier)


def _refused(form, dossier):
    """The sentences, and whether the text is closed for good (then nothing is tried again)."""
    sentences = [sentence for errors in form.errors.values() for sentence in errors]
    is_closed = not Dossier.objects.get(pk=dossier.pk).is_writable
    return JsonResponse({"state": "refused", "sentences": sentences, "closed": is_closed}, status=422)


@require_POST
@for_its_own_person
def field_save(request, pk, key, field):
    """One field saves itself. 409 with the other text when another window wrote in between; 404 when
    there is no such dossier for this person; 422 with the sentences when it is refused."""
    dossier = get_object_or_404(Dossier.objects.owned_by(request.user), pk=pk)
    _check_field(field, dossier)
    form = FieldForm(request.POST, text=title_field() if field == "title" else None)
    if form.is_valid():
        with refusals_shown_on(form):
            situation, found = keeping.save_fields(
                dossier,
                key,
                {field: form.change()},
                is_new=form.cleaned_data["is_new"],
                by=request.user,
                at=timezone.now(),
            )
            return _kept_answer(situation, field, found[field], typed=request.POST["text"])

    return _refused(form, dossier)


def _kept_answer(situation, field, kept, *, typed):
    answer = kept_facts(kept, typed=typed) | {
        "passages": [passage_facts(passage) for passage in kept.passages],
        "blocks": _blocks_of(situation),
        "url": reverse("candidates:situation", args=[situation.dossier_id, situation.pk]),
    }
    return JsonResponse(answer, status=409 if kept.fate is Fate.CONFLICT else 200)


def _blocks_of(situation):
    """As the field of blocks is written: what illustrates a competence brings its block with it."""
    return ",".join(sorted(situation.blocks.values_list("code", flat=True)))


def _linked(situation, field):
    passages = [passage_facts(passage) for passage in keeping.passages_in(situation, field)]
    return JsonResponse({"state": "saved", "passages": passages, "blocks": _blocks_of(situation)})


@require_POST
@for_its_own_person
def passage_link(request, pk, key):
    """Link the words chosen in a text to a competence of the dossier."""
    dossier = get_object_or_404(Dossier.objects.owned_by(request.user), pk=pk)
    situation = get_object_or_404(dossier.situations, key=key)
    form = PassageForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        competence = get_object_or_404(Competence, pk=data.pop("competence"), block__targets__dossier=dossier)
        with refusals_shown_on(form):
            keeping.link_passage(dossier, situation, competence, by=request.user, at=timezone.now(), **data)
            return _linked(situation, data["field"])

    return _refused(form, dossier)


@require_POST
@for_its_own_person
def passage_unlink(request, pk, passage_pk):
    """The text stays. Without a script, the page comes back; with one, the passages that are left."""
    dossier = get_object_or_404(Dossier.objects.owned_by(request.user), pk=pk)
    passage = get_object_or_404(
        Passage.objects.select_related("situation__dossier"), pk=passage_pk, situation__dossier=dossier
    )
    form = ConfirmForm(request.POST)
    if form.is_valid():
        with refusals_shown_on(form):
            keeping.unlink_passage(passage, by=request.user, at=timezone.now())
            if "page" in request.POST:
                return redirect("candidates:situation", dossier.pk, passage.situation_id)
            return _linked(passage.situation, passage.field)

    return _refused(form, dossier)


@for_its_own_person
def writing_token(request, pk):
    """After signing in again in another tab: the token that this page's saves must now carry. The map
    comes with it."""
    get_object_or_404(Dossier.objects.owned_by(request.user), pk=pk)
    return JsonResponse({"token": get_token(request)})


def dossier_map(request, pk):
    """The competence map alone, as it stands after what was just saved."""
    dossier = _own(request, pk)
    page = render_to_string(
        "candidates/_map.html", {"map": competence_map(dossier), "dossier": dossier, "is_live": True}
    )
    return JsonResponse({"map": page})
