"""Inviting people, and what becomes of the invitation; who may do what."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction

from accounts.models import INVITATION_SALT, Role, User
from accounts.services.organisations import organisation_named
from accounts.services.security import end_sessions, protect_changed_address
from audit.services import record
from notifications.models import INVITATION, Message
from notifications.services import mark_read, notify
from rules.errors import DomainError


class InvitationExpired(DomainError):
    """The link is too old, was used already, or is not ours."""


class LastAdministrator(DomainError):
    """Nobody could open an access any more."""


def invited_user(token):
    """The person a link was made for. Raises InvitationExpired."""
    try:
        claim = signing.loads(token, salt=INVITATION_SALT, max_age=timedelta(days=settings.INVITATION_DAYS))
    except signing.BadSignature:
        claim = {}
    user = User.objects.filter(pk=claim.get("user"), is_active=True).first()
    if user is None or user.has_usable_password() or user.password[-12:] != claim["password"]:
        raise InvitationExpired(
            "Cette invitation a expiré ou a déjà servi. Demandez-en une nouvelle à la personne qui vous "
            "a inscrit, ou connectez-vous si vous avez déjà choisi un mot de passe."
        )
    return user


@transaction.atomic
def get_or_create_person(*, email, role, organisation, by, at, **identity):
    """The person with this address, given this role too if they did not have it.

    A person already known keeps the identity and organisation they have: nobody's account is rewritten
    by somebody typing their address in a form.
    """
    user = User.objects.select_for_update(of=("self",)).filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(
            email, None, roles=[role], organisation=organisation_named(organisation), **identity
        )
        record("user.created", actor=by, target=user, at=at, role=role)
    elif role not in user.roles:
        user.roles = [*user.roles, role]
        user.save(update_fields=["roles"])
        record("user.role_granted", actor=by, target=user, at=at, role=role)
    return user


@transaction.atomic
def invite(user, *, by, at):
    """Send the link that lets a new person choose a password; the link itself is made when the message is
    sent, and kept nowhere. Nothing for someone who already has one."""
    key = f"{INVITATION}:{at:%Y%m%d%H%M}"
    if user.has_usable_password() or Message.objects.filter(recipient=user, key=key).exists():
        return
    notify(
        user,
        key=key,
        subject="Votre accès à l’outil de certification",
        body=(
            "Un accès à l’outil de gestion des certifications vous est ouvert. Choisissez votre mot de passe "
            f"par votre lien personnel, valable {settings.INVITATION_DAYS} jours : il n’est écrit que dans "
            "le courriel."
        ),
        at=at,
    )
    record("user.invited", actor=by, target=user, at=at)


@transaction.atomic
def accept_invitation(user, password, *, at):
    user.set_password(password)
    user.save(update_fields=["password"])
    mark_invitation_used(user, at=at)
    return user


@transaction.atomic
def mark_invitation_used(user, *, at):
    """Whoever came in, by a password or by single sign-on, has answered their invitation."""
    mark_read(Message.objects.visible_to(user).invitations(), at=at)
    record("user.invitation_accepted", actor=user, target=user, at=at)


@transaction.atomic
def invite_juror(*, email, by, at, **identity):
    """Add someone to the pool that juries are made from."""
    user = get_or_create_person(email=email, role=Role.JUROR, by=by, at=at, **identity)
    invite(user, by=by, at=at)
    return user


@transaction.atomic
def set_rights(user, *, roles, is_active, by, at):
    """An administrator's act: the roles of a person and whether they may sign in, from the next
    request on. A closed access also ends every session."""
    before = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not (is_active and Role.ADMINISTRATOR in roles):
        check_another_administrator(user)
    user.roles, user.is_active = sorted(roles), is_active
    user.save(update_fields=["roles", "is_active"])
    if before.is_active and not is_active:
        end_sessions(user)
    record(
        "user.rights_changed",
        actor=by,
        target=user,
        at=at,
        before={"roles": before.roles, "is_active": before.is_active},
        after={"roles": user.roles, "is_active": is_active},
    )
    return user


def check_another_administrator(user):
    """Rows of administrators are locked: two of them cannot each remove the other at the same second."""
    administrators = User.objects.with_role(Role.ADMINISTRATOR).select_for_update(of=("self",)).order_by("pk")
    keys = set(administrators.values_list("pk", flat=True))
    if keys == {user.pk}:
        raise LastAdministrator(
            "C’est le dernier administrateur en activité : donnez d’abord ce rôle à quelqu’un d’autre."
        )


@transaction.atomic
def correct_identity(user, fields, *, by, at):
    """An administrator's act: what the form of a person changed, other than rights, with its trace (the
    names of the fields, not what they hold). With another address, nothing that the old one opened is left,
    and somebody who never came in is invited there."""
    before = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.save(update_fields=fields)
    record("user.identity_corrected", actor=by, target=user, at=at, fields=sorted(fields))
    if user.email != before.email:
        protect_changed_address(user, before=before.email, by=by, at=at)
        if user.last_login is None:
            invite(user, by=by, at=at)
