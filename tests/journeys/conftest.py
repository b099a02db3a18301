"""The first morning of every journey: a day of March 2026, an office, a jury to be, a referential."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.factories import manager, published_version
from tests.journeys.path import open_world
from tests.journeys.people import Person

FIRST_MORNING = dt.datetime(2026, 3, 9, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def clock():
    """The clock of the journey; `clock.move_to(…)` goes to another day."""
    with time_machine.travel(FIRST_MORNING, tick=True) as clock:
        yield clock


@pytest.fixture
def go_to(clock):
    """Another day, another hour, in Paris."""
    return lambda *when: clock.move_to(dt.datetime(*when, tzinfo=ZoneInfo("Europe/Paris")))


@pytest.fixture
def arrive(django_capture_on_commit_callbacks):
    """Somebody with a browser."""
    return lambda user: Person(user, lambda: django_capture_on_commit_callbacks(execute=True))


@pytest.fixture
def make_world(db, clock, arrive):
    """A world around one version of a referential."""

    def _make(version=None, **options):
        office = manager(first_name="Odile", last_name="Office")
        return open_world(arrive, office, version or published_version(**options))

    return _make
