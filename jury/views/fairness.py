"""Calibration and fairness, for managers and nobody else: a juror never sees how others vote."""

from django.shortcuts import render

from jury.fairness import by_competence, by_juror
from jury.forms_results import PeriodForm
from jury.permissions import can_read_calibration
from rules.fairness import FEWEST_VOTES
from ui.access import require


def calibration(request):
    require(can_read_calibration(request.user))
    form = PeriodForm(request.GET or None)
    found = form.cleaned_data if form.is_valid() else {}
    chosen = {
        "certification": found.get("certification"),
        "start": found.get("du"),
        "end": found.get("au"),
    }
    context = {
        "form": form,
        "jurors": by_juror(**chosen),
        "competences": by_competence(**chosen),
        "fewest": FEWEST_VOTES,
    }
    return render(request, "jury/calibration.html", context)
