"""For the office: the measures arranged for a candidate."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from candidates.forms_accommodations import AccommodationForm
from candidates.models import Candidate
from candidates.permissions import can_manage, can_manage_candidates
from candidates.services import accommodations
from ui.access import require
from ui.forms import refusals_shown_on


def _managed(request, pk):
    require(can_manage_candidates(request.user))
    candidate = get_object_or_404(Candidate.objects.visible_to(request.user).select_related("user"), pk=pk)
    require(can_manage(request.user, candidate))
    return candidate


def accommodation_list(request, pk):
    candidate = _managed(request, pk)
    form = AccommodationForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            accommodations.arrange(candidate, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "La mesure est enregistrée ; le jury la verra avec la convocation.")
            return redirect("candidates:accommodations", pk)
    context = {"candidate": candidate, "form": form, "measures": candidate.accommodations.in_force()}
    return render(request, "candidates/accommodation_list.html", context)


@require_POST
def accommodation_end(request, pk, accommodation_pk):
    candidate = _managed(request, pk)
    measure = get_object_or_404(candidate.accommodations.select_related("candidate"), pk=accommodation_pk)
    accommodations.end_accommodation(measure, by=request.user, at=timezone.now())
    messages.success(request, "La mesure n’est plus en vigueur.")
    return redirect("candidates:accommodations", pk)
