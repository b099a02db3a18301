"""The holder's pages, and the document itself."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from candidates.services.outcome import mark_results_read
from certificates.models import Certificate
from ui.storing import attachment


def mine(request):
    mark_results_read(request.user, at=timezone.now())
    certificates = (
        Certificate.objects.held_by(request.user)
        .select_related("version", "block")
        .prefetch_related("documents")
        .order_by("-kind", "block__position")
    )
    return render(request, "certificates/mine.html", {"certificates": certificates})


def document(request, pk):
    """The stored file, byte for byte, for its holder and the office."""
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user).issued(), pk=pk)
    if not certificate.is_ready:
        messages.info(request, "Le document est en préparation : il sera là dans un instant.")
        return redirect(
            "certificates:mine"
            if certificate.candidate.user_id == request.user.pk
            else "certificates:to_issue"
        )
    sheet = certificate.sheet
    return attachment(sheet.file, sheet.file_name)
