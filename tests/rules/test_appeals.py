"""Until which second an appeal is taken, and who may look into it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.appeals import answer_by, appeal_until, check_handler, check_in_time
from rules.composition import CandidateTies, Juror
from rules.errors import AppealRefused

PARIS = ZoneInfo("Europe/Paris")
SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("told_at", "days", "last"),
    [
        ("2026-11-30T09:00:00+01:00", 60, "2027-01-29"),
        # told at 23:30 UTC on 31 January: already 1 February in Paris
        ("2027-01-31T23:30:00+00:00", 15, "2027-02-16"),
        # over the change to summer time (28 March 2027) and back (25 October 2026): days, not hours
        ("2027-03-20T12:00:00+01:00", 8, "2027-03-28"),
        ("2026-10-18T12:00:00+02:00", 7, "2026-10-25"),
    ],
)
def test_the_last_second_of_the_last_day_in_paris_is_in_time_and_the_next_is_not(told_at, days, last):
    told_at = dt.datetime.fromisoformat(told_at)
    too_late = dt.datetime.combine(dt.date.fromisoformat(last) + dt.timedelta(days=1), dt.time(), PARIS)

    assert appeal_until(told_at, days).isoformat() == last
    check_in_time(told_at, days, at=too_late - SECOND)
    for late in (too_late, too_late + SECOND):
        with pytest.raises(AppealRefused, match="délai de recours est passé"):
            check_in_time(told_at, days, at=late)


@given(told_at=st.datetimes(min_value=dt.datetime(2026, 1, 1), max_value=dt.datetime(2035, 1, 1)))
def test_an_appeal_is_taken_on_at_least_as_many_days_as_the_parameter_says(told_at):
    told_at = told_at.replace(tzinfo=dt.UTC)

    check_in_time(told_at, 60, at=told_at + dt.timedelta(days=59, hours=23))
    with pytest.raises(AppealRefused):
        check_in_time(told_at, 60, at=told_at + dt.timedelta(days=61, hours=2))


def test_nothing_is_contested_before_it_is_told():
    with pytest.raises(AppealRefused, match="pas encore notifiée"):
        check_in_time(None, 60, at=dt.datetime.now(dt.UTC))


def test_the_answer_is_due_so_many_days_after_the_filing_in_paris():
    assert answer_by(dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC), 30) == dt.date(2027, 1, 31)


TIES = CandidateTies(email="a@x.fr", organisation=1, unit="Accueil", people={"n1@x.fr": "responsable"})


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (Juror("Sat@x.fr", "Sat", 2), "a siégé"),
        (Juror("a@x.fr", "Self", 2), "candidate"),
        (Juror("n1@x.fr", "Boss", 2), "responsable"),
        (Juror("c@x.fr", "Colleague", 1, "accueil"), "même service"),
    ],
)
def test_who_judged_or_is_tied_to_the_candidate_does_not_look_into_it(handler, said):
    with pytest.raises(AppealRefused, match=said):
        check_handler(handler, sat={"sat@x.fr"}, candidate=TIES)


def test_anybody_else_of_the_office_may_look_into_it():
    check_handler(Juror("m@x.fr", "Manager", 1, "Certifications"), sat={"sat@x.fr"}, candidate=TIES)
