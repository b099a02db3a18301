"""For the office: how long everything is kept, what goes soon, what is held back."""

from django.conf import settings
from django.shortcuts import render

from candidates.models import Candidate, Dossier, ErasureHold
from candidates.services.erasing import erasure_day
from cqp.retention import due
from rules.retention import FORESEEN, NOTICE, SCHEDULE, in_words
from ui.access import require

A_PAGE = 50


def retention(request):
    """The schedule of this service, and what is announced. Procedures of people one is tied to stay out."""
    require(request.user.is_manager)
    mine = Candidate.objects.visible_to(request.user)
    announced = (
        Dossier.objects.filter(erasure_told_at__isnull=False, erased_at=None, candidate__in=mine)
        .select_related("candidate")
        .order_by("erasure_told_at", "pk")
    )
    told = [(dossier, day) for dossier in announced[:A_PAGE] if (day := erasure_day(dossier))]
    holds = ErasureHold.objects.in_force().filter(candidate__in=mine).select_related("candidate")
    context = {
        "lines": [(line, in_words(settings.RETENTION_MONTHS[line.kind.value])) for line in SCHEDULE],
        "announced": told,
        "is_longer": announced[A_PAGE:].exists(),
        "holds": holds[:A_PAGE],
        "candidacies": due.candidacies_announced(mine).count(),
        "notice": NOTICE.days,
        "foreseen": FORESEEN.days,
    }
    return render(request, "home/retention.html", context)
