"""Lines of the log about who comes in: by which means, who is refused, who has to wait. Numbers only.

allauth and Django say what happened by signals, their only hook; nothing of ours sends any.
"""

import logging

from allauth.account.signals import authentication_step_completed
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from accounts.models import User

logger = logging.getLogger(__name__)


@receiver(authentication_step_completed)
def proven(sender, request, user, method, **kwargs):
    again = "again " if kwargs.get("reauthenticated") else ""
    logger.info("Person %s proved %swho they are: %s", user.pk, again, method)


@receiver(user_logged_in)
def came_in(sender, request, user, **kwargs):
    logger.info("Person %s came in", user.pk)


@receiver(user_logged_out)
def left(sender, request, user, **kwargs):
    logger.info("Person %s left", getattr(user, "pk", None))


@receiver(user_login_failed)
def refused(sender, credentials, **kwargs):
    """The address itself is never written: a password may have been typed in its place."""
    email = str(credentials.get("email") or credentials.get("login") or "").lower()
    person = User.objects.filter(email=email).values_list("pk", flat=True).first()
    logger.warning("Sign-in refused: wrong password, or nobody; person %s", person)


@receiver(authentication_failed)
def wrong_factor(sender, user, authenticator, **kwargs):
    logger.warning("Second factor refused: %s; person %s", authenticator.type, user.pk)


def refused_key(user):
    """`user` is None at the door: what a key says of its bearer is believed once it is checked."""
    logger.warning("Second factor refused: passkey; person %s", getattr(user, "pk", None))


def has_to_wait():
    logger.warning("Too many wrong tries: the next ones have to wait")


def unknown_subject():
    logger.warning("Single sign-on refused: nobody here is who the provider says")
