"""Rows for tests. Where a state takes acts to reach, the acts are done by the services (see
`tests/acts.py`)."""

import datetime as dt

import factory
from django.utils import timezone

from accounts.models import Organisation, Role, User
from candidates.models import Candidate, ModuleAttendance, Route, Sex
from jury.models import College, JurorProfile
from referentials.file_format import read_referential
from referentials.models import Certification
from referentials.services import publish_version
from tests.referential_files import referential_bytes
from ui.search import fold

PASSWORD = "un-mot-de-passe-long"


def published_version(*, blocks=(2, 1), code="CQP-T", number="1", **changes):
    """A published version with that many competences in each block."""
    raw = referential_bytes(blocks=blocks, code=code, version=number, **changes)
    return publish_version(read_referential(raw), by=None, at=timezone.now())[0]


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Caisse n° {n}")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@organisme.example")
    first_name = "Dominique"
    last_name = factory.Sequence(lambda n: f"Personne{n}")
    organisation = factory.SubFactory(OrganisationFactory)
    unit = "Service"
    function = "Responsable"
    roles = factory.LazyFunction(list)
    password = factory.django.Password(PASSWORD)


def manager(**fields):
    return UserFactory(roles=[Role.MANAGER], **fields)


def juror(*, college=College.OTHER, **fields):
    """Somebody of the pool, who may judge every certification published so far."""
    return habilitated(UserFactory(roles=[Role.JUROR], **fields), college=college)


def habilitated(user, *, college=College.OTHER):
    """The same person, able to judge every certification published so far."""
    profile, _ = JurorProfile.objects.get_or_create(
        user=user, defaults={"college": college, "created_at": timezone.now()}
    )
    profile.certifications.set(Certification.objects.all())
    return user


class CandidateFactory(factory.django.DjangoModelFactory):
    """Somebody registered, with no module yet."""

    class Meta:
        model = Candidate

    user = factory.SubFactory(UserFactory, roles=[Role.CANDIDATE])
    version = factory.LazyFunction(published_version)
    certification = factory.SelfAttribute("version.certification")
    route = Route.TRAINING
    sex = Sex.FEMALE
    birth_name = "Œuvrard"
    used_name = ""
    first_names = "Maëlys Zoé"
    birth_date = dt.date(1984, 2, 29)
    birth_place = "Quimper"
    birth_area = "29"
    line_manager_name = "La direction"
    line_manager_email = "direction@organisme.example"
    registered_at = factory.LazyFunction(timezone.now)
    search = factory.LazyAttribute(
        lambda c: fold(f"{c.birth_name} {c.used_name} {c.first_names} {c.user.email}")
    )


def eligible_candidate(**fields):
    """Somebody who followed every module in order, long ago."""
    candidate = CandidateFactory(**fields)
    start = timezone.localdate() - dt.timedelta(days=300)
    for rank, module in enumerate(candidate.version.modules.all()):
        day = start + dt.timedelta(days=20 * rank)
        ModuleAttendance.objects.create(
            candidate=candidate,
            module=module,
            started_on=day,
            ended_on=day + dt.timedelta(days=1),
            is_followed=True,
        )
    return candidate
