"""Where each person lands."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from audit.models import AccessEntry, Capacity, What
from candidates.models import Candidate, Dossier
from candidates.services.accesses import note_access
from candidates.services.outcome import mark_results_read
from cqp.home import desk
from cqp.home.course import course_of
from cqp.timeline import events_about
from ui.access import require
from ui.paging import page_of

READINGS = 10  # on a page of the timeline
LATEST = 8  # events of a candidacy, before « Tout voir »


@login_not_required
def home(request):
    """One address for everybody: the page of the role one works in."""
    user = request.user
    if not user.is_authenticated:
        return redirect("account_login")
    if user.is_manager:
        return redirect("dashboard")
    if user.is_juror and not user.is_candidate:
        return redirect("jury:examinations")
    if user.is_administrator:
        return redirect("administration")
    if user.is_tutor and not user.is_candidate:
        return redirect("candidates:tutorings")
    return redirect("course")


def course(request):
    """« Mon parcours »: the next step is the page. Its tiles and its count of CCPs tell what was decided: who
    opens it has read the result, even before the motives, and a publication is undone no more (D11)."""
    mark_results_read(request.user, at=timezone.now())
    candidacies = Candidate.objects.owned_by(request.user).with_course()
    candidacies = candidacies.prefetch_related("certificates", "version__blocks__competences")
    found = list(candidacies.order_by("registered_at", "pk"))
    if not found and request.user.roles and not request.user.is_candidate:
        raise Http404
    chosen = next((c for c in found if str(c.pk) == request.GET.get("parcours")), found[0] if found else None)
    events = events_about(chosen, for_candidate=True) if chosen else []
    shown = len(events) if "tout" in request.GET else LATEST
    context = {
        "candidacies": found,
        "course": course_of(chosen, at=timezone.now()) if chosen else None,
        "events": events[:shown],
        "earlier": len(events[shown:]),
    }
    return render(request, "home/course.html", context)


def dashboard(request):
    require(request.user.is_manager)
    return render(request, "home/dashboard.html", desk.figures(request.user, at=timezone.now()))


def administration(request):
    """Where an administrator lands: what needs them, and the way to the window on the data."""
    require(request.user.is_administrator)
    return render(request, "home/administration.html", desk.needs_an_administrator())


def dossier_timeline(request, pk):
    """Everything that happened to a dossier and everybody who opened it, for the office."""
    require(request.user.is_manager)
    rows = Dossier.objects.managed_by(request.user).select_related("candidate", "version")
    dossier = get_object_or_404(rows.prefetch_related("targets"), pk=pk)
    note_access(dossier, What.PAGE, by=request.user, as_a=Capacity.OFFICE, at=timezone.now())
    readings = AccessEntry.objects.about(dossier).select_related("reader")
    context = {
        "dossier": dossier,
        "events": events_about(dossier, for_candidate=False),
        "page": page_of(readings, order=["-at", "-pk"], after=request.GET.get("apres", ""), size=READINGS),
        "may_return": dossier.is_submitted and not dossier.was_read,
    }
    return render(request, "home/dossier_timeline.html", context)
