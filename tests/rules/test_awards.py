"""A1, A2, A5, D1: when a block is validated, when the CQP is earned, what a later dossier keeps."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.awards import (
    Block,
    Equivalence,
    ValidatedBlock,
    blocks_by_equivalence,
    check_may_move,
    is_cqp_earned,
    is_still_kept,
    missing_competences,
)
from rules.errors import CompetencesMissing, VersionRefused

SIZES = (1, 3, 6)

codes = st.sampled_from([f"C{n}" for n in range(12)])
blocks = st.builds(Block, code=st.just("B1"), competences=st.frozensets(codes, min_size=1))
dates = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


def certification(size):
    return [Block(f"B{rank}", frozenset({f"C{rank}.1"})) for rank in range(1, size + 1)]


def test_a_block_without_competences_is_a_bug_for_anyone_would_validate_it():
    with pytest.raises(ValueError, match="has no competence"):
        Block("B1", frozenset())


@given(block=blocks, extra=st.frozensets(codes))
def test_a_block_is_validated_once_all_its_competences_are_acquired(block, extra):
    proof = ValidatedBlock(block, block.competences | extra)

    assert proof == ValidatedBlock(block=block, acquired=block.competences | extra)


@given(block=blocks, extra=st.frozensets(codes), data=st.data())
def test_one_missing_competence_is_enough_to_refuse_the_block(block, extra, data):
    lost = data.draw(st.sampled_from(sorted(block.competences)))

    with pytest.raises(CompetencesMissing) as refusal:
        ValidatedBlock(block, (block.competences | extra) - {lost})

    assert (refusal.value.block, refusal.value.missing) == ("B1", {lost})


def test_the_refusal_names_what_is_missing_in_order():
    block = Block("B2", frozenset({"C2.1", "C2.2", "C2.3"}))

    with pytest.raises(CompetencesMissing) as refusal:
        ValidatedBlock(block, frozenset({"C2.2"}))

    assert refusal.value.sentences == (
        "Le bloc B2 ne peut pas être validé : il manque C2.1, C2.3. "
        "Un bloc est validé si 100 % de ses compétences sont acquises.",
    )


def test_a_block_of_one_competence_hangs_on_it_alone():
    block = Block("B1", frozenset({"C1.1"}))

    assert missing_competences(block, frozenset()) == {"C1.1"}
    assert missing_competences(block, {"C1.1"}) == frozenset()


@given(block=blocks, acquired=st.frozensets(codes))
def test_what_is_missing_and_what_is_acquired_share_the_block(block, acquired):
    missing = missing_competences(block, acquired)

    assert sorted([*missing, *(code for code in block.competences if code in acquired)]) == sorted(
        block.competences
    )


@given(block=blocks, before=st.frozensets(codes), gained=st.frozensets(codes))
def test_acquiring_more_never_loses_ground(block, before, gained):
    assert missing_competences(block, before | gained) <= missing_competences(block, before)


@given(held=st.frozensets(st.sampled_from(["B1", "B2", "B3", "B4", "other"])))
def test_the_cqp_asks_for_all_four_ccps_and_nothing_else(held):
    assert is_cqp_earned(certification(4), held) == (len(held - {"other"}) == 4)


@pytest.mark.parametrize("size", SIZES)
@given(data=st.data())
def test_the_cqp_comes_with_the_last_ccp_whatever_the_order_and_not_before(size, data):
    whole = certification(size)
    order = data.draw(st.permutations([block.code for block in whole]))

    earned = [is_cqp_earned(whole, set(order[:held])) for held in range(size + 1)]

    assert earned == [False] * size + [True]


@given(held=st.frozensets(codes))
def test_a_certification_without_blocks_has_no_cqp_to_earn(held):
    assert not is_cqp_earned([], held)


@given(held=st.frozensets(st.sampled_from(["B1", "B2", "B3"])), more=st.frozensets(codes))
def test_an_earned_cqp_is_never_lost_by_holding_more(held, more):
    whole = certification(3)

    assert is_cqp_earned(whole, held | more) >= is_cqp_earned(whole, held)


@given(decided_on=dates, on=dates)
def test_nothing_is_kept_by_default(decided_on, on):
    assert not is_still_kept(decided_on=decided_on, months=0, on=on)


@pytest.mark.parametrize(
    ("on", "is_kept"),
    [
        (dt.date(2026, 3, 10), True),
        (dt.date(2028, 3, 9), True),
        (dt.date(2028, 3, 10), False),
        (dt.date(2030, 1, 1), False),
    ],
)
def test_twenty_four_months_are_over_on_the_anniversary(on, is_kept):
    assert is_still_kept(decided_on=dt.date(2026, 3, 10), months=24, on=on) == is_kept


def test_twenty_four_months_from_a_leap_day_are_over_on_28_february():
    kept = [
        is_still_kept(decided_on=dt.date(2024, 2, 29), months=24, on=on)
        for on in (dt.date(2026, 2, 27), dt.date(2026, 2, 28))
    ]

    assert kept == [True, False]


@given(decided_on=dates, months=st.integers(1, 60), days=st.integers(0, 3000), less=st.integers(0, 3000))
def test_what_is_still_kept_was_kept_on_every_day_before(decided_on, months, days, less):
    on = decided_on + dt.timedelta(days=days)
    earlier = max(decided_on, on - dt.timedelta(days=less))

    assert is_still_kept(decided_on=decided_on, months=months, on=earlier) >= is_still_kept(
        decided_on=decided_on, months=months, on=on
    )


@given(
    held=st.frozensets(st.sampled_from(["1/A", "1/B", "2/C"])),
    written=st.frozensets(
        st.builds(Equivalence, old=st.sampled_from(["1/A", "1/B", "2/C"]), new=st.sampled_from(["N1", "N2"]))
    ),
    own=st.frozensets(st.sampled_from(["N1", "N2"])),
)
def test_an_older_ccp_counts_by_a_written_equivalence_and_in_no_other_case(held, written, own):
    blocks = [Block(code, frozenset({"C"})) for code in ("N1", "N2")]

    counted = blocks_by_equivalence(held, written)

    assert counted == {e.new for e in written if e.old in held}
    assert is_cqp_earned(blocks, own, counted) == (own | counted == {"N1", "N2"})
    assert is_cqp_earned(blocks, own, frozenset()) <= is_cqp_earned(blocks, own, counted)


@pytest.mark.parametrize(
    ("facts", "is_refused"),
    [
        ({"open_dossiers": 0, "same_certification": True, "is_newer": True, "has_blocks": True}, False),
        ({"open_dossiers": 1, "same_certification": True, "is_newer": True, "has_blocks": True}, True),
        ({"open_dossiers": 0, "same_certification": False, "is_newer": True, "has_blocks": True}, True),
        ({"open_dossiers": 0, "same_certification": True, "is_newer": False, "has_blocks": True}, True),
        ({"open_dossiers": 0, "same_certification": True, "is_newer": True, "has_blocks": False}, True),
    ],
)
def test_one_moves_forward_between_two_dossiers_within_a_certification(facts, is_refused):
    if not is_refused:
        return check_may_move(**facts)
    with pytest.raises(VersionRefused):
        check_may_move(**facts)
    return None
