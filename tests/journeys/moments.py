"""Where a form finds people: the procedure brought to that moment by the services."""

from dataclasses import dataclass, field

from django.utils import timezone

from tests import acts
from tests.factories import eligible_candidate
from tests.journeys.people import Person


@dataclass
class FormInHand:
    """A form before somebody; `good` is accepted as it is."""

    person: Person
    address: str
    args: tuple
    good: dict
    press: str = ""
    extra: dict = field(default_factory=dict)


def a_candidate(world):
    candidate = eligible_candidate(version=world.version)
    return candidate, world.arrive(candidate.user)


def a_jury(world):
    return acts.constitution.constitute_jury(
        world.version,
        name="Jury A",
        members=[p.user for p in world.jury],
        chair=world.chair.user,
        by=world.office.user,
        at=timezone.now(),
    )


def an_examination(world):
    candidate, person = a_candidate(world)
    return acts.assign(acts.submitted_dossier(candidate), a_jury(world), office=world.office.user), person


def to_summon(world):
    examination, person = an_examination(world)
    acts.cast_all(examination, missing={"C1.2"})
    return acts.close_reading(examination), person


def summoned(world):
    examination, person = to_summon(world)
    now = timezone.now()
    acts.interview.summon_interview(
        examination,
        starts_at=now + timezone.timedelta(minutes=1),
        mode="on_site",
        place="Salle Iroise",
        by=world.office.user,
        at=now,
    )
    return examination, person


def heard(world):
    examination, person = to_summon(world)
    return acts.hold_interview(examination), person
