"""The office's pages: which results wait, who will be told what, publishing and undoing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from audit.models import Capacity, What
from candidates.forms import ConfirmForm
from candidates.services.accesses import note_access
from jury.letters import letter_content
from jury.models import Examination, Session
from jury.permissions import can_manage_juries
from jury.publishing import preview_of, sessions_to_publish
from jury.selectors import examination_or_404
from jury.services import publication
from ui.access import require
from ui.forms import refusals_shown_on
from ui.paging import page_of


def results_to_publish(request):
    """Sessions whose results wait, the nearest deadline first; then those already published."""
    require(can_manage_juries(request.user))
    published = Session.objects.filter(published_at__isnull=False).select_related("certification", "jury")
    context = {
        "waiting": sessions_to_publish(at=timezone.now()),
        "page": page_of(published, order=["-published_at", "-pk"], after=request.GET.get("apres", "")),
    }
    return render(request, "jury/results_to_publish.html", context)


def publish(request, pk):
    """Who will be told what, what prevents it, and the one button that tells everybody."""
    require(can_manage_juries(request.user))
    session = get_object_or_404(Session.objects.select_related("certification", "jury"), pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_on(form):
            publication.publish_session(session, by=request.user, at=timezone.now())
            messages.success(request, "Les résultats sont publiés : chaque personne en est prévenue.")
            return redirect("jury:publish", pk)
    context = {"session": session, "form": form, "preview": preview_of(session, by=request.user)}
    return render(request, "jury/publish.html", context)


def unpublish(request, pk):
    """Take a publication back, as long as nobody has read it."""
    require(can_manage_juries(request.user))
    session = get_object_or_404(Session.objects.filter(published_at__isnull=False), pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_on(form):
            publication.undo_publication(session, by=request.user, at=timezone.now())
            messages.success(request, "La publication est annulée : « délibération en cours » pour tous.")
            return redirect("jury:publish", pk)
    return render(request, "jury/unpublish.html", {"session": session, "form": form})


def letter_preview(request, pk):
    """The letter as it would leave now, or as it left."""
    require(can_manage_juries(request.user))
    rows = Examination.objects.managed_by(request.user).filter(state="closed")
    examination = examination_or_404(rows, pk)
    note_access(examination.dossier, What.DECISION, by=request.user, as_a=Capacity.OFFICE, at=timezone.now())
    minutes = max(examination.minutes.all(), key=lambda m: (m.closed_at, m.pk))
    told_at = examination.dossier.result_told_at or timezone.now()
    context = {
        "examination": examination,
        "content": letter_content(examination, minutes, at=told_at),
        "is_told": examination.dossier.result_told_at is not None,
    }
    return render(request, "jury/letter_preview.html", context)
