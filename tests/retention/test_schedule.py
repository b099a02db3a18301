"""How long each kind is kept, by property."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import add_months
from rules.retention import LINES, NOTICE, SCHEDULE, Kind, erased_on, started_by, too_short

dates = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))
months = st.integers(1, 120)


@given(day=dates, months=months)
def test_what_started_by_that_day_has_had_its_time_and_what_started_the_day_after_has_not(day, months):
    start = started_by(day, months)
    assert add_months(start, months) <= day < add_months(start + dt.timedelta(days=1), months)


@given(since=dates, told=dates, months=months)
def test_nothing_goes_before_its_time_nor_sooner_than_a_month_after_the_person_was_told(since, told, months):
    goes = erased_on(since, months, told_on=told)
    assert goes >= add_months(since, months)
    assert goes - told >= NOTICE


@given(since=dates, months=months)
def test_what_nobody_was_told_of_never_goes(since, months):
    assert erased_on(since, months, told_on=None) is None


def test_every_kind_has_its_line_and_none_begins_under_its_own_floor():
    assert set(LINES) == set(Kind)
    assert too_short({line.kind: line.months for line in SCHEDULE}) == []


def test_a_setting_under_the_floor_is_named():
    short = {line.kind: line.floor for line in SCHEDULE} | {Kind.DOSSIER: LINES[Kind.DOSSIER].floor - 1}
    assert [line.kind for line in too_short(short)] == [Kind.DOSSIER]
