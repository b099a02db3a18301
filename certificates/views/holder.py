"""The holder's pages, and the documents themselves."""

import logging

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from candidates.services.outcome import mark_results_read
from certificates.badges import badge_key, badge_of
from certificates.documents import verification_url
from certificates.models import Certificate
from ui.storing import attachment

logger = logging.getLogger(__name__)
LOST = (
    "Le fichier de ce document est introuvable : l’équipe technique en est avertie, et le rétablira d’une "
    "sauvegarde. Le certificat reste inscrit au registre, et son code se vérifie."
)


def mine(request):
    """What was awarded to the person signed in: documents, link to verify, words to share, badge."""
    mark_results_read(request.user, at=timezone.now())
    certificates = list(
        Certificate.objects.held_by(request.user)
        .select_related("version", "block", "replaced_by")
        .prefetch_related("documents")
        .order_by("-kind", "block__position")
    )
    for certificate in certificates:
        certificate.link = verification_url(certificate) if certificate.code else ""
    context = {"certificates": certificates, "has_badges": badge_key() is not None}
    return render(request, "certificates/mine.html", context)


def _delivered_to_see(request, pk):
    rows = Certificate.objects.visible_to(request.user).delivered().prefetch_related("documents")
    return get_object_or_404(rows.select_related("candidate__user", "block"), pk=pk)


def document(request, pk):
    """The certificate as delivered, byte for byte, for its holder and the office."""
    certificate = _delivered_to_see(request, pk)
    return _file(request, certificate, certificate.sheet)


def one_document(request, pk, document):
    """Any document of a certificate: its annex, a duplicata."""
    certificate = _delivered_to_see(request, pk)
    return _file(request, certificate, get_object_or_404(certificate.documents, pk=document))


def _file(request, certificate, document):
    is_own = certificate.candidate.user_id == request.user.pk
    if not document.is_made:
        messages.info(request, "Le document est en préparation : il sera là dans un instant.")
        return redirect("certificates:mine" if is_own else "certificates:to_issue")
    try:
        return attachment(document.file, document.file_name)
    except FileNotFoundError:
        logger.exception("The file of document %s is gone", document.pk)
        messages.error(request, LOST)
        if is_own:
            return redirect("certificates:mine")
        return redirect("certificates:certificate", certificate.pk)


def badge(request, pk):
    """The certificate as an Open Badge, for its holder only."""
    rows = Certificate.objects.held_by(request.user).issued().select_related("candidate__user", "block")
    certificate = get_object_or_404(rows, pk=pk)
    if badge_key() is None:
        raise Http404
    return HttpResponse(
        badge_of(certificate),
        content_type="application/vc+jwt",
        headers={
            "Content-Disposition": f'attachment; filename="{certificate.number}.jwt"',
            "X-Content-Type-Options": "nosniff",
        },
    )
