"""Registering a candidate and keeping their course: identity, route, modules."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.services import get_or_create_person, invite, organisation_named
from audit.models import reference
from audit.services import record
from candidates.models import Candidate, ModuleAttendance, Tie, TieKind
from candidates.services.passport import check_dates, mark, tell_confirmed
from candidates.services.ties import check_not_tied
from notifications.services import notify
from rules.errors import DomainError

TO_COME_IN = (
    " Pour entrer la première fois, suivez votre lien personnel : il vient dans un autre message, intitulé "
    "« Votre accès à l’outil de certification »."
)


class AlreadyRegistered(DomainError):
    """One candidacy per person and certification."""


class NotOpenYet(DomainError):
    """The certification has no block to present."""


def first_name(identity):
    return identity["first_names"].replace(",", " ").split()[0]


@transaction.atomic
def register_candidate(*, version, email, organisation, unit, function, identity, by, at):
    """Create the candidacy, and the account with its invitation when the person has none.

    `identity` holds the Candidate fields of the civil record, the route and the ties.
    """
    if not version.blocks.exists():
        raise NotOpenYet(
            f"{version} n’est pas organisée en blocs de compétences : aucun dossier ne peut y être présenté.",
            field="version",
        )
    user = get_or_create_person(
        email=email,
        role=Role.CANDIDATE,
        organisation=organisation,
        unit=unit,
        function=function,
        first_name=first_name(identity),
        last_name=identity["used_name"] or identity["birth_name"],
        by=by,
        at=at,
    )
    if user == by:
        raise AlreadyRegistered(
            "Nul n’instruit sa propre candidature : demandez à un autre gestionnaire.", field="email"
        )
    if Candidate.objects.filter(user=user, certification=version.certification).exists():
        raise AlreadyRegistered(
            "Cette personne est déjà inscrite à cette certification : ouvrez sa fiche.", field="email"
        )
    if user.organisation is None:
        user.organisation, user.unit, user.function = organisation_named(organisation), unit, function
        user.save(update_fields=["organisation", "unit", "function"])
    candidate = Candidate(
        user=user,
        version=version,
        certification=version.certification,
        registered_at=at,
        registered_by=by,
        **identity,
    )
    candidate.search = candidate.folded()
    candidate.save()
    check_not_tied(candidate, by=by)
    record("candidate.registered", actor=by, target=candidate, at=at, route=candidate.route)
    notify(
        user,
        key=f"candidate:{candidate.pk}:registered",
        subject="Votre inscription à une certification",
        body=f"Vous êtes inscrit(e) à la certification {version.full_title}. Votre parcours vous y attend."
        + ("" if user.has_usable_password() else TO_COME_IN),
        path=reverse("home"),
        at=at,
    )
    invite(user, by=by, at=at)
    return candidate


@transaction.atomic
def invite_candidate(candidate, *, by, at):
    """Send the invitation again. Who invites somebody may not judge them (D7)."""
    Tie.objects.get_or_create(
        candidate=candidate,
        kind=TieKind.REGISTERED,
        email=by.email,
        defaults={"since": at, "source": reference(by)},
    )
    invite(candidate.user, by=by, at=at)


@transaction.atomic
def correct_candidate(candidate, *, identity, organisation, unit, function, by, at):
    """Correct the identity, the route or the ties. Certificates already awarded keep their own
    snapshot (D12)."""
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("user").get(pk=candidate.pk)
    changed = [name for name, value in identity.items() if getattr(candidate, name) != value]
    for name in changed:
        setattr(candidate, name, identity[name])
    candidate.search = candidate.folded()
    candidate.save()
    user = candidate.user
    user.first_name, user.last_name = first_name(identity), identity["used_name"] or identity["birth_name"]
    user.organisation, user.unit, user.function = organisation_named(organisation), unit, function
    user.save(update_fields=["first_name", "last_name", "organisation", "unit", "function"])
    check_not_tied(candidate, by=by)
    record("candidate.corrected", actor=by, target=candidate, at=at, fields=changed)
    return candidate


@transaction.atomic
def record_attendance(
    candidate, module, *, started_on, ended_on, is_followed, training_body, trainer_email, by, at
):
    """Plan a module, or record that it was followed, which confirms it (A12: at any time, apart from each
    other)."""
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("user").get(pk=candidate.pk)
    check_dates(
        started_on=started_on, ended_on=ended_on, is_followed=is_followed, today=timezone.localdate(at)
    )
    attendance = candidate.attendances.of_module(module)
    attendance = attendance or ModuleAttendance(candidate=candidate, module=module)
    was_declared = attendance.is_to_confirm
    attendance.started_on, attendance.ended_on = started_on, ended_on
    attendance.training_body = organisation_named(training_body)
    attendance.trainer_email = trainer_email.lower()
    mark(attendance, is_followed=is_followed, by=by, at=at)
    attendance.save()
    check_not_tied(candidate, by=by)
    record(
        "module.followed" if is_followed else "module.planned",
        actor=by,
        target=attendance,
        about=[candidate],
        at=at,
        module=module.code,
        started_on=started_on,
        ended_on=ended_on,
    )
    if was_declared and is_followed:
        tell_confirmed(attendance, at=at)
    return attendance
