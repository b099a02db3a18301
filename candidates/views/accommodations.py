"""For the office: the measures arranged for a candidate."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from candidates.forms_accommodations import AccommodationForm
from candidates.services import accommodations
from candidates.views.managing import managed_candidate
from ui.forms import refusals_shown_on


def accommodation_list(request, pk):
    candidate = managed_candidate(request, pk)
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
    candidate = managed_candidate(request, pk)
    measure = get_object_or_404(candidate.accommodations.select_related("candidate"), pk=accommodation_pk)
    accommodations.end_accommodation(measure, by=request.user, at=timezone.now())
    messages.success(request, "La mesure n’est plus en vigueur.")
    return redirect("candidates:accommodations", pk)
