"""For the office: holding back the erasure of a person's data."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from candidates.forms_retention import HoldForm
from candidates.models import Candidate
from candidates.permissions import can_manage, can_manage_candidates
from candidates.services import erasing
from ui.access import require
from ui.forms import refusals_shown_on


def _managed(request, pk):
    require(can_manage_candidates(request.user))
    candidate = get_object_or_404(Candidate.objects.visible_to(request.user), pk=pk)
    require(can_manage(request.user, candidate))
    return candidate


def erasure_hold(request, pk):
    """What is going to be erased of this person's, and the hold that keeps it."""
    candidate = _managed(request, pk)
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
    candidate = _managed(request, pk)
    erasing.lift_hold(candidate, by=request.user, at=timezone.now())
    messages.success(request, "Ce qui a fait son temps sera de nouveau effacé.")
    return redirect("candidates:erasure_hold", pk)
