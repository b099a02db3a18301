"""Who must have a second factor, who has one; where somebody is signed in."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

PROVING = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def must_have_second_factor(user):
    """One role among MFA_REQUIRED_ROLES is enough."""
    return bool(set(user.roles) & set(settings.MFA_REQUIRED_ROLES))


def has_second_factor(user):
    """An application or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=PROVING).exists()


def lacks_second_factor(user):
    return must_have_second_factor(user) and not has_second_factor(user)


def factors_of(user):
    """(the application or None, passkeys, recovery codes left or None when there are none at all)."""
    found = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    application = next((a for a in found if a.type == Authenticator.Type.TOTP), None)
    keys = [a for a in found if a.type == Authenticator.Type.WEBAUTHN]
    codes = next((a for a in found if a.type == Authenticator.Type.RECOVERY_CODES), None)
    return application, keys, len(codes.wrap().get_unused_codes()) if codes else None


def idle_seconds(user):
    """The time without activity after which this person's session ends; None when only the whole counts."""
    return settings.SESSION_IDLE_SECONDS if set(user.roles) & set(settings.SESSION_IDLE_ROLES) else None


def open_sessions(user, *, at):
    """Latest activity first, in one query whatever their number."""
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    found = UserSession.objects.filter(user=user, session_key__in=alive).order_by("-last_seen_at", "-pk")
    idle = idle_seconds(user)
    return found.filter(last_seen_at__gt=at - timedelta(seconds=idle)) if idle else found
