"""« Mon compte »: what protects it, and where one is signed in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.devices import device_in_words
from accounts.reauthentication import asked_again
from accounts.selectors import factors_of, must_have_second_factor, open_sessions
from accounts.services import security
from accounts.sessions import open_again
from accounts.sign_on import is_offered, link_of


@dataclass(frozen=True)
class OpenSession:
    pk: int
    device: str
    ip: str
    began_at: datetime
    seen_at: datetime
    is_current: bool


def account(request):
    application, keys, codes_left = factors_of(request.user)
    context = {
        "application": application,
        "keys": keys,
        "codes_left": codes_left,
        "is_demanded": must_have_second_factor(request.user),
        "sign_on": link_of(request.user) if is_offered() else None,
        "session_count": open_sessions(request.user, at=timezone.now()).count(),
    }
    return render(request, "accounts/account.html", context)


def sessions(request):
    found = [
        OpenSession(
            pk=session.pk,
            device=device_in_words(session.user_agent),
            ip=session.ip,
            began_at=session.created_at,
            seen_at=session.last_seen_at,
            is_current=session.session_key == request.session.session_key,
        )
        for session in open_sessions(request.user, at=timezone.now())
    ]
    found.sort(key=lambda session: not session.is_current)
    return render(request, "accounts/sessions.html", {"sessions": found})


@require_POST
@asked_again
def session_end(request, pk):
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key == request.session.session_key:
        messages.warning(request, "C’est la session où vous êtes : déconnectez-vous pour la fermer.")
        return redirect("accounts:sessions")
    security.end_session(session, by=request.user, at=timezone.now())
    messages.success(request, "La session est fermée.")
    return redirect("accounts:sessions")


@require_POST
@asked_again
def sessions_end_others(request):
    security.end_other_sessions(request.user, by=request.user, at=timezone.now())
    open_again(request, request.user)
    messages.success(request, "Vos autres sessions sont fermées.")
    return redirect("accounts:sessions")


def session_alive(request):
    """Somebody is there, reading or typing: going through the middleware is all it takes."""
    return HttpResponse(status=204)
