"""How long a session lasts: without activity for the roles that decide, and in all for everybody."""

import time
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.sessions.models import Session

from accounts.selectors import idle_seconds

BEGAN, SEEN = "began_at", "seen_at"
NOTED_EVERY = 60  # seconds: reading pages writes the time of activity once a minute, not at each page


def open_again(request, user):
    """Every session of this person was just ended: the one in hand goes on, under the new key."""
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)


def renew_key(request):
    """Somebody proved again who they are: whoever had read the key of their session holds nothing any more.
    What the session keeps stays, and so does its line among one's sessions."""
    before = request.session.session_key
    request.user.refresh_from_db(fields=["password"])  # a hash that was made anew on the way ends nothing
    update_session_auth_hash(request, request.user)
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def forget_ended(*, at):
    """Sessions whose time is over, with the address and the browser they were listed by; how many went.

    A line of one's list whose session is not in the database is left a whole session's time: it may have just
    begun."""
    gone = Session.objects.filter(expire_date__lt=at).delete()[0]
    begun = at - timedelta(seconds=settings.SESSION_WHOLE_SECONDS)
    listed = UserSession.objects.filter(last_seen_at__lt=begun)
    listed.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return gone


def _why_over(session, user, now):
    """The sentence for a session that is over, or nothing."""
    idle = idle_seconds(user)
    if now - session.get(BEGAN, now) >= settings.SESSION_WHOLE_SECONDS:
        return "Votre session a atteint sa durée la plus longue. Connectez-vous de nouveau pour continuer."
    if idle and now - session.get(SEEN, now) >= idle:
        return "Votre session s’est fermée faute d’activité. Connectez-vous de nouveau pour continuer."
    return ""


class SessionTime:
    """Ends a session that is over before its view is found; notes activity, and from where, otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self._look_at(request, time.time())
        return self.get_response(request)

    def _look_at(self, request, now):
        session = request.session
        if over := _why_over(session, request.user, now):
            logout(request)
            messages.warning(request, over)
            return
        session.setdefault(BEGAN, now)
        if now - session.get(SEEN, 0) >= NOTED_EVERY:
            session[SEEN] = now
            UserSession.objects.create_from_request(request)
