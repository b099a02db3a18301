"""The office's pages on jury sessions."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from jury.forms_pool import SessionForm
from jury.models import Examination, Session
from jury.panel import with_panel
from jury.permissions import can_manage_juries
from jury.services import constitution, sessions
from jury.sessions import panels_at_risk, warnings_of
from ui.access import require
from ui.forms import refusals_shown_on
from ui.paging import page_of


def session_list(request):
    """Sessions, the latest first."""
    require(can_manage_juries(request.user))
    handled = Examination.objects.managed_by(request.user).standing()
    rows = Session.objects.select_related("certification", "jury").annotate(
        dossiers=Count("examinations", filter=Q(examinations__in=handled), distinct=True),
        late=Count(
            "convocations",
            filter=Q(convocations__is_late=True, convocations__cancelled_at=None),
            distinct=True,
        ),
    )
    page = page_of(rows, order=["-starts_on", "-pk"], after=request.GET.get("apres", ""))
    return render(request, "jury/session_list.html", {"page": page, "today": timezone.localdate()})


def session_create(request):
    require(can_manage_juries(request.user))
    form = SessionForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            session = _created(form, by=request.user, at=timezone.now())
            messages.success(request, f"« {session} » est créée, ses membres sont convoqués.")
            if late := session.convocations.filter(is_late=True).count():
                messages.warning(
                    request, f"Convocations tardives : {late}. Les employeurs ont moins que le délai prévu."
                )
            return redirect("jury:session", session.pk)
    return render(request, "jury/session_form.html", {"form": form})


@transaction.atomic
def _created(form, *, by, at):
    """The session, with its jury when it is a new one: both or neither."""
    data = form.cleaned_data
    days = (data["starts_on"], data["ends_on"])
    jury = data["jury"] or constitution.constitute_jury(
        data["version"],
        name=data["name"],
        members=list(data["members"]),
        chair=data["chair"],
        days=days,
        by=by,
        at=at,
    )
    return sessions.create_session(
        jury,
        name=data["name"],
        starts_on=data["starts_on"],
        ends_on=data["ends_on"],
        mode=data["mode"],
        place=data["place"],
        by=by,
        at=at,
    )


def session_detail(request, pk):
    """One session: who sits, which dossiers, who is called, what is wrong."""
    require(can_manage_juries(request.user))
    session = get_object_or_404(
        Session.objects.select_related("certification", "jury", "published_by").prefetch_related(
            "jury__members__user__organisation"
        ),
        pk=pk,
    )
    examinations = list(
        with_panel(Examination.objects.managed_by(request.user))
        .filter(session=session)
        .prefetch_related("dossier__targets")
        .order_by("opened_at", "pk")
    )
    convocations = list(session.convocations.select_related("juror__organisation"))
    standing = [c for c in convocations if c.cancelled_at is None]
    quorum, today = sessions.version_of(session).quorum, timezone.localdate()
    context = {
        "session": session,
        "examinations": examinations,
        "convocations": convocations,
        "warnings": warnings_of(session, examinations, standing, quorum=quorum, on=today),
        "at_risk": panels_at_risk(examinations),
    }
    return render(request, "jury/session_detail.html", context)
