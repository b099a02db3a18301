"""Every version of a dossier that was submitted, each to be read, and what changed from one to the next."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from audit.models import Capacity, What
from candidates.models import Dossier
from candidates.permissions import can_write
from candidates.selectors import dossier_with_text, submission_by_block
from candidates.services.accesses import note_access
from candidates.versions import changes_between
from ui.access import require


def _visible(request, pk):
    get_object_or_404(Dossier.objects.visible_to(request.user), pk=pk)
    dossier = dossier_with_text(pk)
    return dossier, can_write(request.user, dossier)


def _note(request, dossier, what):
    note_access(dossier, what, by=request.user, as_a=Capacity.OFFICE, at=timezone.now())


def _version(dossier, number):
    found = next((s for s in dossier.submissions.all() if s.number == number), None)
    if found is None:
        raise Http404
    return found


def version_list(request, pk):
    """Number, date, digest and receipt of each version, and what was asked between them."""
    dossier, is_own = _visible(request, pk)
    _note(request, dossier, What.VERSION)
    asked = {}
    for found in dossier.completion_requests.select_related("requested_by").prefetch_related(
        "points__situation"
    ):
        # an answer being written is the candidate's own until it is sent
        shows_answers = is_own or (found.closed_at and not found.is_cancelled)
        asked.setdefault(found.submission_id, []).append((found, shows_answers))
    versions = [(version, asked.get(version.pk, [])) for version in reversed(dossier.submissions.all())]
    context = {"dossier": dossier, "is_own": is_own, "versions": versions}
    return render(request, "candidates/version_list.html", context)


def version_read(request, pk, number):
    dossier, is_own = _visible(request, pk)
    version = _version(dossier, number)
    _note(request, dossier, What.VERSION)
    blocks = submission_by_block(version.content)
    context = {"dossier": dossier, "is_own": is_own, "last": version, "blocks": blocks}
    return render(request, "candidates/dossier_read.html", context)


def version_changes(request, pk, number):
    """What a version changed in the one before it."""
    dossier, is_own = _visible(request, pk)
    after = _version(dossier, number)
    before = _version(dossier, number - 1)
    _note(request, dossier, What.CHANGES)
    context = {
        "dossier": dossier,
        "is_own": is_own,
        "before": before,
        "after": after,
        "sections": changes_between(before.content, after.content),
    }
    return render(request, "candidates/version_changes.html", context)


def version_unsent(request, pk, request_pk):
    """What its candidate was writing when the office cancelled its request: to read, and to copy."""
    dossier, is_own = _visible(request, pk)
    require(is_own)
    asked = get_object_or_404(
        dossier.completion_requests.select_related("submission"), pk=request_pk, unsent__isnull=False
    )
    context = {
        "dossier": dossier,
        "is_own": is_own,
        "before": asked.submission,
        "after": None,
        "cancelled_at": asked.closed_at,
        "sections": changes_between(asked.submission.content, asked.unsent),
    }
    return render(request, "candidates/version_changes.html", context)
