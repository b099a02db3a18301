"""What follows a change made through allauth's views: a trace, a word to the owner, other sessions closed.

allauth says what happened by signals, its only hook; nothing of ours sends any.
"""

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.utils import timezone

from accounts.recovery import have_to_be_noted
from accounts.services.security import end_sessions, tell_of
from accounts.sessions import open_again

CODES = Authenticator.Type.RECOVERY_CODES


def _close_the_others(request, user):
    """The session in hand is opened again with the new key."""
    end_sessions(user)
    if request.user.is_authenticated:
        open_again(request, user)


@receiver([password_changed, password_set, password_reset])
def after_a_new_password(sender, request, user, **kwargs):
    _close_the_others(request, user)
    tell_of("user.password_changed", user, by=user, at=timezone.now())


@receiver(authenticator_added)
def after_a_factor(sender, request, user, authenticator, **kwargs):
    if authenticator.type == CODES:
        have_to_be_noted(request)
        return
    _close_the_others(request, user)
    tell_of("user.second_factor_added", user, by=user, at=timezone.now(), kind=authenticator.type)


@receiver(authenticator_removed)
def after_a_factor_less(sender, request, user, authenticator, **kwargs):
    if authenticator.type == CODES:
        return
    _close_the_others(request, user)
    tell_of("user.second_factor_removed", user, by=user, at=timezone.now(), kind=authenticator.type)


@receiver(authenticator_reset)
def after_new_codes(sender, request, user, authenticator, **kwargs):
    have_to_be_noted(request)
    _close_the_others(request, user)
    tell_of("user.recovery_codes_made", user, by=user, at=timezone.now())
