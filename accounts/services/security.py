"""What protects an account: its sessions, its second factor, its link to single sign-on."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.urls import reverse

from accounts.models import User, new_sessions_key
from audit.services import record
from notifications.services import notify
from rules.errors import DomainError

CLOSED = "Vos autres sessions sont fermées."
TOLD = {
    "user.password_changed": f"Votre mot de passe vient d’être changé. {CLOSED}",
    "user.second_factor_added": f"Un second facteur vient d’être ajouté à votre compte. {CLOSED}",
    "user.second_factor_removed": f"Un second facteur vient d’être retiré de votre compte. {CLOSED}",
    "user.recovery_codes_made": (
        f"De nouveaux codes de secours viennent d’être établis ; les anciens ne servent plus. {CLOSED}"
    ),
    "user.second_factor_reset": (
        "Un administrateur vient de réinitialiser votre second facteur et de fermer vos sessions : vous en "
        "choisirez un autre à votre prochaine connexion."
    ),
    "user.address_changed": (
        "Un administrateur vient de changer l’adresse électronique de votre compte et de fermer vos "
        "sessions. Ce message part à l’ancienne adresse et à la nouvelle."
    ),
    "user.sign_on_linked": "Votre compte est désormais relié à l’authentification unique.",
    "user.sign_on_unlinked": (
        "Votre compte n’est plus relié à l’authentification unique, et vos sessions sont fermées."
    ),
}


class NotOnOneself(DomainError):
    """A stolen session must not undo what protects its owner."""


class NothingToReset(DomainError):
    """There is no second factor, or no link, to take away."""


def end_sessions(user):
    """Every session of this person, on every device, ends at its next request."""
    user.sessions_key = new_sessions_key()
    user.save(update_fields=["sessions_key"])
    UserSession.objects.filter(user=user).delete()


@transaction.atomic
def tell_of(action, user, *, by, at, **facts):
    """Trace a change in what protects an account, and tell its owner, who may not be its author."""
    record(action, actor=by, target=user, at=at, **facts)
    _warn(action, user, at=at)


def _warn(action, user, *, at, address=""):
    notify(
        user,
        key=f"{action}:{at:%Y%m%d%H%M%S%f}{':before' if address else ''}",
        subject="Sécurité de votre compte",
        body=(
            f"{TOLD[action]} Si vous n’en êtes pas à l’origine, changez votre mot de passe et prévenez le "
            "service qui gère les certifications."
        ),
        path=reverse("accounts:account"),
        address=address,
        at=at,
    )


@transaction.atomic
def protect_changed_address(user, *, before, by, at):
    """An address was changed: it opens the account (a forgotten password), so whoever reads the old one is
    told as well; every session ends, and so does a link of invitation that went there."""
    end_sessions(user)
    EmailAddress.objects.filter(user=user).delete()
    if not user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
    tell_of("user.address_changed", user, by=by, at=at)
    _warn("user.address_changed", user, at=at, address=before)


@transaction.atomic
def end_session(session, *, by, at):
    """One session of one's own."""
    session.end()
    record("user.session_ended", actor=by, target=by, at=at)


@transaction.atomic
def end_other_sessions(user, *, by, at):
    """All of them; the view then opens the present one again."""
    end_sessions(user)
    record("user.sessions_ended", actor=by, target=user, at=at)


@transaction.atomic
def reset_second_factor(user, *, reason, identity, by, at):
    """An administrator's act, for somebody who lost their device: application, passkeys and recovery codes
    go, every session ends, the person is told. `reason` and `identity` (how one made sure of the person) are
    codes; `by` is None from the command line."""
    if by is not None and by.pk == user.pk:
        raise NotOnOneself("Demandez à un autre administrateur de réinitialiser votre second facteur.")
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    factors = Authenticator.objects.filter(user=user)
    if not factors.exists():
        raise NothingToReset("Cette personne n’a pas de second facteur.")
    factors.delete()
    end_sessions(user)
    tell_of("user.second_factor_reset", user, by=by, at=at, reason=reason, identity=identity)


@transaction.atomic
def link_sign_on(user, sociallogin, request, *, at):
    """The first arrival from single sign-on of a person known by their verified address: from now on it is
    the subject that knows them, whatever their address becomes."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    sociallogin.connect(request, user)
    tell_of("user.sign_on_linked", user, by=user, at=at)


@transaction.atomic
def unlink_sign_on(user, *, reason, identity, by, at):
    """An administrator's act, when the provider knows somebody under another subject: the next arrival links
    again, by a verified address."""
    links = SocialAccount.objects.filter(user=user)
    if not links.exists():
        raise NothingToReset("Ce compte n’est pas relié à l’authentification unique.")
    links.delete()
    end_sessions(user)
    tell_of("user.sign_on_unlinked", user, by=by, at=at, reason=reason, identity=identity)


@transaction.atomic
def close_sessions_of(user, *, reason, by, at):
    """An administrator's act, for a device that was lost or a doubt."""
    end_sessions(user)
    record("user.sessions_ended", actor=by, target=user, at=at, reason=reason)
