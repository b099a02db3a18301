"""Sending a dossier back to be completed, and completing it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from audit.models import Capacity, What
from candidates.forms import ConfirmForm
from candidates.forms_completion import AnswersForm, ExtendForm, ReturnForm
from candidates.models import CompletionPlace, Dossier
from candidates.permissions import can_manage_candidates, can_write
from candidates.selectors import dossier_with_text
from candidates.services import completion, returning
from candidates.services.accesses import note_access
from rules.completion import is_late
from ui.access import require
from ui.forms import refusals_shown_on


def place_url(dossier, point):
    """Where the text of a point is written; empty when its situation is gone or it names no place."""
    if point.situation_id:
        situation = reverse("candidates:situation", args=[dossier.pk, point.situation_id])
        # illustrations stand in folds, one a competence: the page itself is the place
        return (
            f"{situation}#div_id_{point.place}" if point.place != CompletionPlace.ILLUSTRATIONS else situation
        )
    if point.place == CompletionPlace.SITUATIONS:
        return reverse("candidates:situation_new", args=[dossier.pk])
    if point.place == CompletionPlace.ATTACHMENTS:
        return reverse("candidates:attachments", args=[dossier.pk])
    return ""


def dossier_complete(request, pk):
    """What the office asks, point by point, with the place and the answer: the page of a returned dossier."""
    get_object_or_404(Dossier.objects.visible_to(request.user), pk=pk)
    dossier = dossier_with_text(pk)
    require(can_write(request.user, dossier))
    asked = completion.open_request_of(dossier)
    if asked is None:
        messages.info(request, f"Ce dossier est à l’état « {dossier.get_state_display()} ».")
        return redirect("candidates:dossier", dossier.pk)
    form = AnswersForm(request.POST or None, points=asked.points.all())
    if form.is_valid() and _saved(request, dossier, form):
        if "submit" not in request.POST:
            messages.success(request, f"Vos réponses sont enregistrées à {timezone.localtime():%H h %M}.")
            return redirect("candidates:dossier_complete", dossier.pk)
        if not (missing := [n for n, answer in form.answers().items() if not answer.strip()]):
            return redirect("candidates:dossier_submit", dossier.pk)
        for position in missing:
            form.add_error(f"answer_{position}", "Répondez à ce point avant de déposer de nouveau.")

    context = {
        "form": form,
        "dossier": dossier,
        "asked": asked,
        "is_late": is_late(asked.until, timezone.now()),
        "rows": [(point, field, place_url(dossier, point)) for point, field in form.rows()],
        "situations": [
            (situation, asked.opens_all or situation.pk not in asked.situations_sent_back())
            for situation in dossier.situations.all()
        ],
        "may_add": completion.openings_of(dossier).allow(None, CompletionPlace.SITUATIONS),
    }
    return render(request, "candidates/dossier_complete.html", context)


def _saved(request, dossier, form):
    """Whether the answers are kept; a refusal is on the form."""
    with refusals_shown_on(form):
        completion.save_answers(dossier, form.answers(), by=request.user, at=timezone.now())
    return form.is_valid()


# --- the office -----------------------------------------------------------------------------------------


def _managed(request, pk):
    require(can_manage_candidates(request.user))
    get_object_or_404(Dossier.objects.managed_by(request.user), pk=pk)
    dossier = dossier_with_text(pk)
    note_access(dossier, What.PAGE, by=request.user, as_a=Capacity.OFFICE, at=timezone.now())
    return dossier


def dossier_return(request, pk):
    dossier = _managed(request, pk)
    if not dossier.is_submitted:
        messages.info(request, f"Ce dossier est à l’état « {dossier.get_state_display()} ».")
        return redirect("dossier_timeline", dossier.pk)
    form = ReturnForm(request.POST or None, situations=dossier.situations.all())
    if "more" in request.POST:
        form = form.with_more_rows()
    elif form.is_valid():
        with refusals_shown_on(form):
            returning.return_dossier(
                dossier,
                points=form.points(),
                until=form.cleaned_data["until"],
                opens_all=form.cleaned_data["opens_all"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, "Le dossier est renvoyé ; la personne candidate en est prévenue.")
            return redirect("dossier_timeline", dossier.pk)

    return render(request, "candidates/dossier_return.html", {"form": form, "dossier": dossier})


def completion_extend(request, pk):
    dossier = _managed(request, pk)
    form = ExtendForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            returning.extend_completion(
                dossier, until=form.cleaned_data["until"], by=request.user, at=timezone.now()
            )
            messages.success(request, "La date est prolongée ; la personne candidate en est prévenue.")
            return redirect("dossier_timeline", dossier.pk)

    context = {"form": form, "dossier": dossier, "asked": completion.open_request_of(dossier)}
    return render(request, "candidates/completion_extend.html", context)


def completion_cancel(request, pk):
    dossier = _managed(request, pk)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            returning.cancel_completion(dossier, by=request.user, at=timezone.now())
            messages.success(request, "La demande est annulée ; le dossier est de nouveau déposé.")
            return redirect("dossier_timeline", dossier.pk)

    context = {"form": form, "dossier": dossier, "asked": completion.open_request_of(dossier)}
    return render(request, "candidates/completion_cancel.html", context)
