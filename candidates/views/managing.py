"""What the office's pages on one person start from."""

from django.shortcuts import get_object_or_404

from candidates.models import Candidate
from candidates.permissions import can_manage, can_manage_candidates
from ui.access import require


def managed_candidate(request, pk, *, with_course=False):
    """The candidate whose procedure this manager may handle: 403 for who manages nobody, 404 for what they
    may not know of."""
    require(can_manage_candidates(request.user))
    rows = Candidate.objects.visible_to(request.user).select_related("user")
    candidate = get_object_or_404(rows.with_course() if with_course else rows, pk=pk)
    require(can_manage(request.user, candidate))
    return candidate
