"""What who verifies an Open Badge asks for: the issuer's key, what is earned, what is no longer in force."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from certificates.badges import LIST_BITS, badge_key, did_document, status_list
from certificates.models import Certificate
from referentials.models import Version

MINUTES = "public, max-age=300"


def _require_key():
    if badge_key() is None:
        raise Http404


@login_not_required
def did(request):
    _require_key()
    response = JsonResponse(did_document(), content_type="application/did+json")
    response.headers["Cache-Control"] = MINUTES
    return response


@login_not_required
def achievement(request, version, position=None):
    """What is earned and by whom it is certified, whoever earned it."""
    found = get_object_or_404(Version.objects.published().select_related("certification"), pk=version)
    blocks = found.blocks.prefetch_related("competences")
    block = get_object_or_404(blocks, position=position) if position else None
    context = {"version": found, "block": block, "blocks": [block] if block else blocks.all()}
    return render(request, "certificates/achievement.html", context)


@login_not_required
def revocations(request, number):
    """The signed status list; one that holds no certificate does not exist."""
    _require_key()
    if not Certificate.objects.filter(pk__gte=number * LIST_BITS, pk__lt=(number + 1) * LIST_BITS).exists():
        raise Http404
    response = HttpResponse(status_list(number, at=timezone.now()), content_type="application/vc+jwt")
    response.headers["Cache-Control"] = MINUTES
    return response
