"""What calibration tells, and from how many votes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.fairness import FEWEST_VOTES, Tendency


@st.composite
def tendencies(draw):
    votes = draw(st.integers(0, 60))
    readings = draw(st.integers(0, votes))
    part = st.integers(0, votes)
    return Tendency(votes, readings, draw(st.integers(0, readings)), draw(part), draw(part))


@given(tendencies())
def test_nothing_is_told_under_ten_votes_and_shares_are_shares_from_there_on(found):
    shares = [found.sent_share, found.agreement, found.spread]

    assert found.is_told == (found.votes >= FEWEST_VOTES)
    if not found.is_told:
        assert shares == [None, None, None]
    assert all(share is None or 0 <= share <= 1 for share in shares)


def test_a_share_is_of_the_votes_it_is_about():
    found = Tendency(votes=20, readings=16, to_interview=4, agreed=15, split=10)

    assert (found.sent_share, found.agreement, found.spread) == (0.25, 0.75, 0.5)


def test_interviews_alone_say_nothing_of_what_is_sent_to_one():
    assert Tendency(12, 0, 0, 12, 0).sent_share is None


@pytest.mark.parametrize("counts", [(1, 2, 0, 0, 0), (2, 1, 2, 0, 0), (1, 1, 1, 2, 0), (1, 1, 1, 0, 2)])
def test_counts_that_cannot_be_are_refused(counts):
    with pytest.raises(ValueError, match="More votes"):
        Tendency(*counts)
