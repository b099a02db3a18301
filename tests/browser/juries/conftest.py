"""A dossier just submitted, and the people it will go through, each before a window of their own."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests import acts
from tests.browser.juries.people import Table, arrive
from tests.factories import eligible_candidate, juror, manager, published_version

PARIS = ZoneInfo("Europe/Paris")
NAMES = [("Anne", "Abgrall"), ("Bruno", "Bihan"), ("Carole", "Cadiou")]


@pytest.fixture
def go_to():
    """The service's clock, at nine the next morning; then another day from there, another hour. The windows
    do not share it, and would keep no style sheet of a service whose clock were behind."""
    first = dt.datetime.now(PARIS).date() + dt.timedelta(days=1)

    def _at(days, hour, minute):
        return dt.datetime.combine(first + dt.timedelta(days=days), dt.time(hour, minute), PARIS)

    with time_machine.travel(_at(0, 9, 0), tick=True) as clock:
        yield lambda *when: clock.move_to(_at(*when))


@pytest.fixture
def table(go_to, open_browser):
    """Two blocks of one competence each, submitted; three jurors, an office, the candidate: all signed in."""
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    dossier = acts.submitted_dossier(candidate)
    jury = [juror(first_name=first, last_name=last) for first, last in NAMES]
    users = [manager(first_name="Odile", last_name="Office"), candidate.user, *jury]
    office, home, *members = [arrive(open_browser, user) for user in users]
    return Table(dossier, office, home, members)
