"""For the office: holding back the erasure of a person's data."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from candidates.forms_retention import HoldForm
from candidates.services import erasing
from candidates.views.managing import managed_candidate
from ui.forms import refusals_shown_on


def erasure_hold(request, pk):
    """What is going to be erased of this person's, and the hold that keeps it."""
    candidate = managed_candidate(request, pk)
    form = HoldForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            erasing.hold_erasure(candidate, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "L’effacement est suspendu pour cette personne.")
            return redirect("candidates:erasure_hold", pk)
    context = {
        "candidate": candidate,
        "form": form,
        "hold": candidate.erasure_holds.in_force().select_related("placed_by").first(),
        "dossiers": [
            (dossier, erasing.erasure_day(dossier))
            for dossier in candidate.dossiers.prefetch_related("targets__block")
        ],
    }
    return render(request, "candidates/erasure_hold.html", context)


@require_POST
def erasure_hold_lift(request, pk):
    candidate = managed_candidate(request, pk)
    erasing.lift_hold(candidate, by=request.user, at=timezone.now())
    messages.success(request, "Ce qui a fait son temps sera de nouveau effacé.")
    return redirect("candidates:erasure_hold", pk)
