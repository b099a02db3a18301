"""The pool of possible members: inviting, habilitating, days on which they cannot sit."""

from django.db import transaction
from django.utils import timezone

from accounts.services import invite_juror
from audit.services import record
from candidates.models import Candidate, Tie, TieKind
from jury.models import JurorProfile, Unavailability
from rules.errors import DomainError


class UnavailabilityRefused(DomainError):
    """Days that cannot be kept so."""


@transaction.atomic
def invite_member(*, college, certifications, by, at, **person):
    """Add somebody to the pool, with what they may judge. Whoever a candidate invites may not judge them
    (D7)."""
    user = invite_juror(by=by, at=at, **person)
    for candidate in Candidate.objects.owned_by(by):
        Tie.objects.get_or_create(
            candidate=candidate,
            kind=TieKind.INVITED,
            email=user.email,
            defaults={"since": at, "source": "jury.jurorprofile"},
        )
    if not JurorProfile.objects.filter(user=user).exists():
        set_profile(user, college=college, certifications=certifications, by=by, at=at)
    return user


@transaction.atomic
def set_profile(user, *, college, certifications, by, at):
    """The college a member sits for and the certifications they may judge, from now on: what they already
    sit on does not change."""
    profile, _ = JurorProfile.objects.update_or_create(
        user=user, defaults={"college": college}, create_defaults={"college": college, "created_at": at}
    )
    profile.certifications.set(certifications)
    codes = [certification.code for certification in certifications]
    record("juror.habilitated", actor=by, target=profile, at=at, college=college, certifications=codes)
    return profile


@transaction.atomic
def declare_unavailability(juror, *, starts_on, ends_on, reason, by, at):
    """Keep days on which a member cannot sit; days already kept are kept once."""
    if ends_on < starts_on:
        raise UnavailabilityRefused("La période finit avant d’avoir commencé.", field="ends_on")
    if ends_on < timezone.localdate(at):
        raise UnavailabilityRefused("Cette période est passée : indiquez des jours à venir.", field="ends_on")
    known = juror.unavailabilities.filter(starts_on__lte=starts_on, ends_on__gte=ends_on).first()
    if known:
        return known
    kept = Unavailability.objects.create(
        juror=juror, starts_on=starts_on, ends_on=ends_on, reason=reason, declared_at=at, declared_by=by
    )
    record("unavailability.declared", actor=by, target=kept, at=at, starts_on=starts_on, ends_on=ends_on)
    return kept


@transaction.atomic
def withdraw_unavailability(unavailability, *, by, at):
    """The member is available after all; the trail keeps what was said."""
    record(
        "unavailability.withdrawn",
        actor=by,
        target=unavailability,
        at=at,
        starts_on=unavailability.starts_on,
        ends_on=unavailability.ends_on,
    )
    unavailability.delete()
