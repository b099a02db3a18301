"""Months on a calendar: what « deux mois » means to the day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import add_months

dates = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))
months = st.integers(0, 120)


@given(start=dates, months=months)
def test_the_month_reached_is_that_many_months_away(start, months):
    reached = add_months(start, months)

    assert (reached.year - start.year) * 12 + reached.month - start.month == months


@given(start=dates, months=months)
def test_the_day_is_the_same_or_the_last_of_a_month_too_short_for_it(start, months):
    reached = add_months(start, months)
    is_last_of_its_month = (reached + dt.timedelta(days=1)).day == 1

    assert reached.day == start.day or (reached.day < start.day and is_last_of_its_month)


@given(start=dates, later=st.integers(0, 500), months=months)
def test_starting_later_never_ends_earlier(start, later, months):
    assert add_months(start, months) <= add_months(start + dt.timedelta(days=later), months)


@pytest.mark.parametrize(
    ("start", "months", "reached"),
    [
        (dt.date(2026, 12, 31), 2, dt.date(2027, 2, 28)),
        (dt.date(2027, 12, 31), 2, dt.date(2028, 2, 29)),
        (dt.date(2026, 11, 30), 1, dt.date(2026, 12, 30)),
        (dt.date(2024, 2, 29), 24, dt.date(2026, 2, 28)),
        (dt.date(2026, 7, 14), 0, dt.date(2026, 7, 14)),
    ],
)
def test_the_end_of_a_month_is_never_passed(start, months, reached):
    assert add_months(start, months) == reached
