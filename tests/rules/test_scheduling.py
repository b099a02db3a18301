"""Slots, overlaps and reminders of interviews."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import SlotRefused
from rules.scheduling import MOST_SLOTS, check_slots, overlaps, planned_minutes, reminders_due

NOW = dt.datetime(2026, 10, 24, 9, 0, tzinfo=dt.UTC)
minutes = st.integers(1, 240)
instants = st.integers(0, 60 * 24 * 30).map(lambda m: NOW + dt.timedelta(minutes=m))


@given(start=instants, length=minutes, other=instants, other_length=minutes)
def test_two_meetings_overlap_when_one_minute_belongs_to_both(start, length, other, other_length):
    def held(begins, lasts):
        first = int((begins - NOW) / dt.timedelta(minutes=1))
        return set(range(first, first + lasts))

    assert overlaps(start, length, other, other_length) == bool(
        held(start, length) & held(other, other_length)
    )


def test_one_interview_may_begin_when_the_other_ends():
    assert not overlaps(NOW, 45, NOW + dt.timedelta(minutes=45), 45)
    assert overlaps(NOW, 45, NOW + dt.timedelta(minutes=44), 45)


def test_extra_time_is_one_third_more():
    assert (planned_minutes(has_extra_time=False), planned_minutes(has_extra_time=True)) == (45, 60)


def in_days(*days):
    return [NOW + dt.timedelta(days=day) for day in days]


@pytest.mark.parametrize(
    ("starts", "sentence"),
    [
        ([], "au moins un créneau"),
        (in_days(*range(1, MOST_SLOTS + 2)), "12 au plus"),
        (in_days(1, -1), "est passé"),
        ([NOW], "Ce créneau est passé : 24 octobre 2026 à 11 h 00"),
        (in_days(1, 2, 1), "deux fois"),
    ],
)
def test_slots_that_cannot_be_offered_are_refused_in_words(starts, sentence):
    with pytest.raises(SlotRefused, match=sentence):
        check_slots(starts, at=NOW)


@given(days=st.lists(st.integers(1, 90), min_size=1, max_size=MOST_SLOTS, unique=True))
def test_one_to_twelve_dates_to_come_may_be_offered(days):
    check_slots(in_days(*days), at=NOW)


@given(before=st.integers(0, 60 * 24 * 20))
def test_reminders_fall_due_a_week_then_a_day_before(before):
    starts_at = NOW + dt.timedelta(minutes=before)

    assert reminders_due(starts_at, at=NOW) == (before <= 7 * 24 * 60) + (before <= 24 * 60)
