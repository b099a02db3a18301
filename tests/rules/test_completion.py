"""What a return reopens, until which second, and what it waits for."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.completion import (
    ANALYSIS,
    ATTACHMENTS,
    CONTEXT,
    ILLUSTRATIONS,
    PARIS,
    PRESENTATION,
    SITUATIONS,
    Opening,
    Point,
    check_completed,
    check_may_change,
    check_points,
    check_until,
    closed_because,
    deadline,
    is_late,
    may_change,
    shortened,
    unanswered,
)
from rules.errors import CompletionRefused, PlaceClosed

PLACES = [CONTEXT, PRESENTATION, ANALYSIS, ILLUSTRATIONS, SITUATIONS, ATTACHMENTS]
places = st.sampled_from([*PLACES, "title", "passages", "blocks"])
openings = st.frozensets(st.builds(Opening, st.sampled_from(PLACES), st.sampled_from([None, 1, 2])))


@given(openings=openings, situation=st.sampled_from([None, 1, 2]), place=places)
def test_everything_changes_when_all_is_reopened(openings, situation, place):
    assert may_change(openings, True, situation, place)


@given(situation=st.sampled_from([None, 1, 2]), place=places)
def test_nothing_changes_when_nothing_is_reopened(situation, place):
    assert not may_change(frozenset(), False, situation, place)


@given(opened=st.sampled_from([CONTEXT, PRESENTATION, ANALYSIS, ILLUSTRATIONS]), place=places)
def test_one_text_reopened_reopens_that_text_of_that_situation_only(opened, place):
    found = frozenset([Opening(opened, 1)])
    parts = {ILLUSTRATIONS: {ILLUSTRATIONS, "passages", "blocks"}}.get(opened, {opened})

    assert may_change(found, False, 1, place) == (place in parts)
    assert not may_change(found, False, 2, place)


@given(situation=st.sampled_from([None, 1, 2]))
def test_annexes_and_new_situations_belong_to_the_whole_dossier(situation):
    found = frozenset([Opening(ATTACHMENTS), Opening(SITUATIONS)])

    assert may_change(found, False, situation, ATTACHMENTS)
    assert may_change(found, False, situation, SITUATIONS)
    assert not may_change(found, False, situation, CONTEXT)


def test_a_place_that_is_closed_says_why_at_its_field():
    with pytest.raises(PlaceClosed) as refusal:
        check_may_change(frozenset(), False, 1, CONTEXT, field="context")

    assert refusal.value.field == "context"
    assert refusal.value.sentences == (closed_because(CONTEXT),)
    assert "telle que vous l’avez déposée" in closed_because(CONTEXT)
    assert "nouvelle situation" in closed_because(SITUATIONS)
    check_may_change(frozenset([Opening(CONTEXT, 1)]), False, 1, CONTEXT)


SECOND = dt.timedelta(seconds=1)
DAYS = [  # an ordinary day, the day clocks go forward, the day they go back, the eve of each, New Year's Eve
    (dt.date(2026, 6, 15), "2026-06-15T22:00:00"),
    (dt.date(2026, 3, 28), "2026-03-28T23:00:00"),
    (dt.date(2026, 3, 29), "2026-03-29T22:00:00"),
    (dt.date(2026, 10, 24), "2026-10-24T22:00:00"),
    (dt.date(2026, 10, 25), "2026-10-25T23:00:00"),
    (dt.date(2026, 12, 31), "2026-12-31T23:00:00"),
]


@pytest.mark.parametrize(("until", "utc"), DAYS)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "Pacific/Noumea"])
def test_the_day_ends_at_midnight_in_paris_to_the_second(until, utc, zone):
    midnight = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone))

    assert deadline(until) == midnight
    assert [is_late(until, midnight + step) for step in (-SECOND, 0 * SECOND, SECOND)] == [False, True, True]


@given(until=st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), hours=st.integers(0, 22))
def test_no_hour_of_the_day_itself_is_late(until, hours):
    assert not is_late(until, dt.datetime.combine(until, dt.time(hours, 59), PARIS))
    assert is_late(until, dt.datetime.combine(until + dt.timedelta(days=1), dt.time(hours), PARIS))


TODAY = dt.date(2026, 11, 22)


def test_the_date_is_today_or_later_and_an_extension_goes_further():
    check_until(TODAY, today=TODAY)
    check_until(TODAY + dt.timedelta(days=1), today=TODAY, after=TODAY)

    with pytest.raises(CompletionRefused, match="est passé"):
        check_until(TODAY - dt.timedelta(days=1), today=TODAY)
    with pytest.raises(CompletionRefused, match="déjà fixée"):
        check_until(TODAY, today=TODAY, after=TODAY)


def test_a_return_says_at_least_one_thing():
    check_points(["", "Le contexte est trop court."])

    for texts in ([], ["", "  "]):
        with pytest.raises(CompletionRefused) as refusal:
            check_points(texts)
        assert refusal.value.field == "text_1"


points = st.lists(
    st.builds(Point, st.integers(1, 9), st.just("À préciser"), st.sampled_from(["", " ", "oui"]))
)


@given(points=points)
def test_every_point_waits_for_its_answer_by_name(points):
    in_time = dt.datetime.combine(TODAY, dt.time(23, 59, 59), PARIS)
    missing = [point.position for point in points if point.answer != "oui"]

    assert [point.position for point in unanswered(points)] == missing
    if not missing:
        check_completed(points, until=TODAY, at=in_time)
        return
    with pytest.raises(CompletionRefused) as refusal:
        check_completed(points, until=TODAY, at=in_time)
    assert [s.split(",")[0] for s in refusal.value.sentences] == [f"Le point {n}" for n in missing]


@given(points=points)
def test_after_the_day_everything_is_refused_and_the_sentence_says_what_to_do(points):
    with pytest.raises(CompletionRefused) as refusal:
        check_completed(points, until=TODAY, at=deadline(TODAY))

    assert "demandez aux gestionnaires de prolonger la date" in str(refusal.value)


@given(text=st.text(max_size=200), limit=st.integers(5, 80))
def test_a_shortened_text_is_one_line_within_its_limit(text, limit):
    found = shortened(text, limit)

    assert len(found) <= limit + 1
    assert "\n" not in found
