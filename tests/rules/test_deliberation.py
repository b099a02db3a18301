"""A6, A9, A10, D2, D3, D8, D10: from votes to a collective verdict, from verdicts to blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.awards import Block, ValidatedBlock
from rules.deliberation import (
    CollectiveVerdict,
    check_everyone_voted,
    check_motives,
    collective_verdict,
    competences_for_interview,
    majority,
    split_blocks,
)
from rules.errors import ReadingNotClosable, VerdictRefused

SIZES = (1, 3, 6)
CHAIR = "chair"

votes = st.dictionaries(st.sampled_from(["ann", "bob", "eve", "jon", "kim"]), st.booleans()).flatmap(
    lambda others: st.booleans().map(lambda own: {**others, CHAIR: own})
)
blank = st.sampled_from(["", " ", "\n\t ", "\u00a0"])
codes = st.sampled_from(["C1", "C2", "C3", "C4"])


def certification_of(size):
    """So many blocks of one to three competences; codes are the same in every block, as they may be."""
    sets = st.lists(st.frozensets(codes, min_size=1, max_size=3), min_size=size, max_size=size)
    return sets.map(
        lambda found: [Block(f"B{rank}", competences) for rank, competences in enumerate(found, 1)]
    )


@given(votes=votes)
def test_the_majority_decides_and_the_chair_breaks_a_tie(votes):
    balance = sum(1 if vote else -1 for vote in votes.values())

    verdict = majority(votes, chair=CHAIR)

    if balance:
        assert verdict == CollectiveVerdict(balance > 0)
    else:
        assert verdict == CollectiveVerdict(votes[CHAIR], by_casting_vote=True)


@given(votes=votes)
def test_the_verdict_is_as_if_the_chair_weighed_half_a_vote_more(votes):
    weight = sum(1.5 if member == CHAIR else 1 for member, vote in votes.items() if vote)

    assert majority(votes, chair=CHAIR).is_acquired == (weight > (len(votes) + 0.5) / 2)


@given(own=st.booleans())
def test_alone_the_chair_decides_without_a_casting_vote(own):
    assert majority({CHAIR: own}, chair=CHAIR) == CollectiveVerdict(own)


@given(votes=votes)
def test_opposite_votes_give_the_opposite_verdict(votes):
    opposite = majority({member: not vote for member, vote in votes.items()}, chair=CHAIR)

    assert opposite.is_acquired != majority(votes, chair=CHAIR).is_acquired


@given(votes=votes, data=st.data())
def test_one_more_favourable_vote_never_loses_a_competence(votes, data):
    convinced = data.draw(st.sampled_from(sorted(votes)))

    assert (
        majority({**votes, convinced: True}, chair=CHAIR).is_acquired
        >= majority(votes, chair=CHAIR).is_acquired
    )


@given(votes=votes)
def test_nothing_is_decided_without_the_vote_of_the_chair(votes):
    without = {member: vote for member, vote in votes.items() if member != CHAIR}

    with pytest.raises(VerdictRefused) as refusal:
        majority(without, chair=CHAIR)

    assert refusal.value.sentences == ("La présidence du jury n’a pas envoyé son avis.",)


@given(votes=votes, reason=st.sampled_from(["", "Une raison."]))
def test_recording_the_majority_changes_nothing_and_keeps_no_reason(votes, reason):
    found = majority(votes, chair=CHAIR)

    assert collective_verdict(votes, chair=CHAIR, set_by_chair=found.is_acquired, reason=reason) == found
    assert collective_verdict(votes, chair=CHAIR, reason=reason) == found


@given(votes=votes, reason=blank)
def test_another_verdict_than_the_majority_is_refused_without_a_reason(votes, reason):
    other = not majority(votes, chair=CHAIR).is_acquired

    with pytest.raises(VerdictRefused) as refusal:
        collective_verdict(votes, chair=CHAIR, set_by_chair=other, reason=reason)

    assert (refusal.value.sentences, refusal.value.field) == (
        ("Un résultat différent de la majorité demande une raison écrite de la présidence.",),
        "reason",
    )


@given(votes=votes, around=blank)
def test_another_verdict_than_the_majority_stands_with_its_reason(votes, around):
    other = not majority(votes, chair=CHAIR).is_acquired

    verdict = collective_verdict(
        votes, chair=CHAIR, set_by_chair=other, reason=f"{around}Le fait a été vérifié.{around}"
    )

    assert verdict == CollectiveVerdict(other, against_majority=True, reason="Le fait a été vérifié.")


@given(votes=votes, set_by_chair=st.booleans())
def test_the_chair_cannot_record_a_verdict_without_having_voted(votes, set_by_chair):
    del votes[CHAIR]

    with pytest.raises(VerdictRefused):
        collective_verdict(votes, chair=CHAIR, set_by_chair=set_by_chair, reason="Une raison.")


def test_a_stage_closes_once_nobody_is_waited_for():
    assert check_everyone_voted([]) is None


@given(names=st.lists(st.sampled_from(["Ada", "Bea", "Zoé"]), min_size=1, max_size=3, unique=True))
def test_a_stage_waits_for_each_member_by_name(names):
    said = {
        ("Ada",): "Ada (1 membre)",
        ("Bea",): "Bea (1 membre)",
        ("Zoé",): "Zoé (1 membre)",
        ("Ada", "Bea"): "Ada et Bea (2 membres)",
        ("Ada", "Zoé"): "Ada et Zoé (2 membres)",
        ("Bea", "Zoé"): "Bea et Zoé (2 membres)",
        ("Ada", "Bea", "Zoé"): "Ada, Bea et Zoé (3 membres)",
    }

    with pytest.raises(ReadingNotClosable) as refusal:
        check_everyone_voted(names)

    assert refusal.value.sentences == (
        f"Avis attendus : {said[tuple(sorted(names))]}. "
        "La clôture attend que chaque membre ait envoyé ses avis.",
    )


@given(motives=st.dictionaries(codes, st.sampled_from(["Pas de fait précis.", " x "])))
def test_motives_that_say_something_are_enough(motives):
    assert check_motives(motives) is None


@given(explained=st.sets(codes), bare=st.sets(codes, min_size=1), nothing=blank)
def test_a_competence_not_acquired_without_a_motive_is_refused_by_its_code(explained, bare, nothing):
    motives = dict.fromkeys(explained, "Pas de fait précis.") | dict.fromkeys(bare, nothing)

    with pytest.raises(VerdictRefused) as refusal:
        check_motives(motives)

    named = refusal.value.sentences[0].removeprefix("Écrivez le motif pour ").partition(" :")[0]
    assert (named.replace(" et ", ", ").split(", "), refusal.value.field) == (sorted(bare), "motive")


@pytest.mark.parametrize("size", SIZES)
@given(data=st.data())
def test_a_block_is_proven_when_each_of_its_competences_is_and_left_open_otherwise(size, data):
    blocks = data.draw(certification_of(size))
    acquired = {block.code: data.draw(st.frozensets(codes)) for block in blocks}

    proven, left_open = split_blocks(blocks, acquired)

    is_proven = {b.code: all(competence in acquired[b.code] for competence in b.competences) for b in blocks}
    assert [v.block for v in proven] == [b for b in blocks if is_proven[b.code]]
    assert left_open == [b for b in blocks if not is_proven[b.code]]


@pytest.mark.parametrize("size", SIZES)
@given(data=st.data())
def test_one_block_never_weighs_on_another(size, data):
    blocks = data.draw(certification_of(size))
    acquired = {block.code: data.draw(st.frozensets(codes)) for block in blocks}

    together, _ = split_blocks(blocks, acquired)
    apart = [proof for block in blocks for proof in split_blocks([block], acquired)[0]]

    assert together == apart


@given(
    block=st.frozensets(codes, min_size=1).map(lambda found: Block("B1", found)), stray=st.frozensets(codes)
)
def test_the_proof_of_a_block_holds_its_own_competences_and_no_other(block, stray):
    proven, _ = split_blocks([block], {"B1": block.competences | stray | {"C9"}, "B2": frozenset({"C9"})})

    assert proven == [ValidatedBlock(block, block.competences)]


def test_a_competence_of_the_same_code_in_another_block_proves_nothing():
    blocks = [Block("B1", frozenset({"C1"})), Block("B2", frozenset({"C1"}))]

    assert split_blocks(blocks, {"B1": {"C1"}}) == (
        [ValidatedBlock(blocks[0], frozenset({"C1"}))],
        [blocks[1]],
    )


@given(
    block=st.frozensets(codes, min_size=1).map(lambda found: Block("B1", found)),
    acquired=st.frozensets(codes),
)
def test_the_interview_bears_on_what_reading_left_open_and_on_nothing_else(block, acquired):
    asked = competences_for_interview(block, acquired)

    assert asked == {code for code in block.competences if code not in acquired}
    assert bool(asked) == (split_blocks([block], {"B1": acquired})[1] == [block])


@given(
    block=st.frozensets(codes, min_size=1).map(lambda found: Block("B1", found)), read=st.frozensets(codes)
)
def test_an_interview_that_proves_all_it_bears_on_completes_the_block(block, read):
    heard = competences_for_interview(block, read)

    proven, left_open = split_blocks([block], {"B1": read | heard})

    assert (proven, left_open) == ([ValidatedBlock(block, block.competences)], [])
