"""« Relecture des mentions de personnes »: each one in its sentence, to replace or to keep."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from candidates.forms_completion import DecideForm, ReplaceForm
from candidates.models import Dossier
from candidates.permissions import can_write
from candidates.selectors import dossier_with_text
from candidates.services import anonymisation
from ui.access import require
from ui.forms import refusals_shown_on

DECISIONS = {
    "keep": (anonymisation.keep_mention, "La mention est gardée."),
    "reconsider": (anonymisation.reconsider_mention, "La mention est de nouveau à décider."),
}


def dossier_mentions(request, pk):
    get_object_or_404(Dossier.objects.visible_to(request.user), pk=pk)
    dossier = dossier_with_text(pk)
    require(can_write(request.user, dossier))
    if not dossier.is_writable:
        messages.info(request, f"Ce dossier est à l’état « {dossier.get_state_display()} ».")
        return redirect("candidates:dossier", dossier.pk)
    form, said = _act(request, dossier)
    if said:
        messages.success(request, said)
        return redirect("candidates:dossier_mentions", dossier.pk)

    mentions = anonymisation.mentions_of(dossier_with_text(pk))
    undecided = anonymisation.undecided_in(mentions)
    context = {
        "form": form,
        "dossier": dossier,
        "undecided": [(mention, _form_of(mention, form)) for mention in undecided],
        "kept": list({m.finding.text: m for m in mentions if m.is_kept}.values()),
        "typed": form.data.get("instead", "") if isinstance(form, ReplaceForm) and form.is_bound else "",
    }
    return render(request, "candidates/dossier_mentions.html", context)


def _act(request, dossier):
    """(form, what was done): nothing done when it was refused, or when the page is only read."""
    decision = DECISIONS.get(request.POST.get("decision", ""))
    form = (DecideForm if decision else ReplaceForm)(request.POST or None)
    if not form.is_valid():
        return form, ""
    with refusals_shown_on(form):
        if decision:
            act, said = decision
            act(dossier, **form.cleaned_data, by=request.user, at=timezone.now())
            return form, said
        asked = dict(form.cleaned_data)
        anonymisation.replace_mention(
            dossier,
            place_key=asked["place"],
            text_digest=asked["digest"],
            start=asked["start"],
            end=asked["end"],
            instead=asked["instead"],
            by=request.user,
            at=timezone.now(),
        )
        return form, "La mention est remplacée."
    return form, ""


def _form_of(mention, sent):
    """The form of a mention; the one that was refused keeps what was typed."""
    place = mention.place
    here = {"place": place.key, "digest": place.digest, "start": str(mention.finding.start)}
    if (
        isinstance(sent, ReplaceForm)
        and sent.is_bound
        and all(sent.data.get(k) == v for k, v in here.items())
    ):
        return sent
    return ReplaceForm(
        initial=here | {"end": mention.finding.end, "instead": mention.suggestion},
        auto_id=f"{mention.key}-%s",
    )
