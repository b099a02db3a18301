"""Versions that follow one another (D14): equivalences of blocks, candidates who move to a newer one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from candidates.models import Candidate
from certificates.forms import EquivalenceForm, MoveForm
from certificates.permissions import can_decide_equivalences
from certificates.services import versions
from referentials.models import BlockEquivalence, Version
from ui.access import require
from ui.forms import refusals_shown_on


def equivalences(request):
    """What is written, and the form to write one more: for good, like what it decides."""
    require(can_decide_equivalences(request.user))
    form = EquivalenceForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            written = versions.record_equivalence(
                form.cleaned_data["old_block"],
                form.cleaned_data["new_block"],
                reason=form.cleaned_data["reason"],
                decided_on=form.cleaned_data["decided_on"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, f"L’équivalence est écrite : {written}.")
            return redirect("certificates:equivalences")
    rows = BlockEquivalence.objects.select_related("old_block__version", "new_block__version", "recorded_by")
    context = {
        "form": form,
        "equivalences": rows.order_by("-recorded_at", "-pk")[:200],
        "versions": Version.objects.published().order_by("certification__code", "-published_at"),
    }
    return render(request, "certificates/equivalences.html", context)


def candidate_move(request, pk):
    """Let a candidate follow a newer version, between two dossiers."""
    require(can_decide_equivalences(request.user))
    rows = Candidate.objects.visible_to(request.user).select_related("version", "user")
    candidate = get_object_or_404(rows, pk=pk)
    newer = Version.objects.published().filter(
        certification=candidate.certification_id, published_at__gt=candidate.version.published_at
    )
    form = MoveForm(request.POST or None, newer=newer.order_by("-published_at"))
    if form.is_valid():
        with refusals_shown_on(form):
            versions.move_to_version(
                candidate, form.cleaned_data["version"], by=request.user, at=timezone.now()
            )
            messages.success(request, "Le candidat suit désormais cette version.")
            return redirect("candidates:candidate", candidate.pk)
    context = {"form": form, "candidate": candidate, "newer": newer}
    return render(request, "certificates/candidate_move.html", context)
