"""A8: what a dossier must hold for each block it targets, and what is merely thin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import DossierIncomplete
from rules.submission import (
    Coverage,
    Hole,
    TargetedBlock,
    WrittenSituation,
    check_submission,
    coverage,
    holes_in,
)

LONG = "x" * 500
RANKS = (1, 3, 6)

texts = st.sampled_from(["", " \n", "Court.", LONG])


def targeted(rank, size=1):
    return TargetedBlock(
        f"B{rank}", f"Bloc {rank}", {f"C{rank}.{n}": f"Compétence {n}" for n in range(1, size + 1)}
    )


def situation(*blocks, key=1, title="L’accueil", presentation=LONG, analysis=LONG, illustrations=None):
    return WrittenSituation(key, title, frozenset(blocks), presentation, analysis, illustrations or {})


def is_accepted(blocks, situations):
    try:
        check_submission(holes_in(blocks, situations))
    except DossierIncomplete:
        return False
    return True


@st.composite
def dossiers(draw, count):
    """So many blocks of one to three competences, and any situations for them, written or not."""
    blocks = [targeted(rank, draw(st.integers(1, 3))) for rank in range(1, count + 1)]
    pairs = [(block.code, code) for block in blocks for code in block.competences]
    own = st.frozensets(st.sampled_from([*(block.code for block in blocks), "B9"]))
    illustrations = st.dictionaries(st.sampled_from(pairs), st.sampled_from(["", " ", "x" * 149, "x" * 150]))
    situations = [
        WrittenSituation(
            key,
            draw(st.sampled_from(["", "L’accueil"])),
            draw(own),
            draw(texts),
            draw(texts),
            draw(illustrations),
        )
        for key in range(draw(st.integers(0, 4)))
    ]
    return blocks, situations


@pytest.mark.parametrize("count", RANKS)
@given(data=st.data())
def test_each_block_asks_for_one_situation_both_presented_and_analysed(count, data):
    blocks, situations = data.draw(dossiers(count))
    proven = set()
    for written in situations:
        if written.presentation.split() and written.analysis.split():
            proven |= written.blocks

    assert is_accepted(blocks, situations) == ({block.code for block in blocks} <= proven)


@pytest.mark.parametrize("count", RANKS)
def test_one_situation_may_serve_every_block_and_needs_no_illustration(count):
    blocks = [targeted(rank, 3) for rank in range(1, count + 1)]
    shared = situation(*(block.code for block in blocks), presentation="Un fait.", analysis="Une leçon.")

    assert is_accepted(blocks, [shared])


def test_a_presentation_here_and_an_analysis_there_make_no_situation():
    halves = [situation("B1", key=1, analysis=""), situation("B1", key=2, presentation=" ")]

    assert is_accepted([targeted(1)], [situation("B1")])
    assert not is_accepted([targeted(1)], halves)


def test_a_situation_of_another_block_proves_nothing_here():
    assert is_accepted([targeted(1)], [situation("B1")])
    assert not is_accepted([targeted(1)], [situation("B2")])


@given(data=st.data())
def test_writing_more_never_takes_a_dossier_back(data):
    blocks, situations = data.draw(dossiers(3))
    more = situation("B1", key=9, presentation=data.draw(texts), analysis=data.draw(texts))

    assert is_accepted(blocks, [*situations, more]) >= is_accepted(blocks, situations)


@given(data=st.data())
def test_what_is_required_comes_first_and_each_part_follows_the_blocks(data):
    blocks, situations = data.draw(dossiers(3))

    holes = holes_in(blocks, situations)

    order = [(not hole.is_required, [block.code for block in blocks].index(hole.block)) for hole in holes]
    assert order == sorted(order)


@given(data=st.data())
def test_the_illustrations_of_a_dossier_never_decide_of_its_submission(data):
    blocks, situations = data.draw(dossiers(3))
    bare = [
        WrittenSituation(s.key, s.title, s.blocks, s.presentation, s.analysis, illustrations={})
        for s in situations
    ]

    assert is_accepted(blocks, bare) == is_accepted(blocks, situations)


@given(data=st.data())
def test_a_hole_of_one_block_is_the_same_with_or_without_the_others(data):
    blocks, situations = data.draw(dossiers(3))

    apart = [hole for block in blocks for hole in holes_in([block], situations)]

    assert sorted(map(str, holes_in(blocks, situations))) == sorted(map(str, apart))


def test_an_empty_dossier_lacks_a_situation_in_each_block():
    assert holes_in([targeted(1), targeted(2)], []) == (
        Hole("B1", "Bloc 1 : aucune situation professionnelle n’est rattachée.", is_required=True),
        Hole("B2", "Bloc 2 : aucune situation professionnelle n’est rattachée.", is_required=True),
        Hole("B1", "C1.1 Compétence 1 : aucune illustration.", is_required=False),
        Hole("B2", "C2.1 Compétence 1 : aucune illustration.", is_required=False),
    )


def test_a_half_written_situation_says_where_to_mend_it():
    half = situation(
        "B1",
        key=7,
        title=" ",
        presentation="",
        analysis="Une leçon.",
        illustrations={("B1", "C1.1"): "x" * 149},
    )

    assert holes_in([targeted(1)], [half]) == (
        Hole(
            "B1",
            "Bloc 1 : la situation « sans titre » n’a pas de présentation.",
            is_required=True,
            situation=7,
        ),
        Hole(
            "B1",
            "Bloc 1 : la situation « sans titre » a une analyse courte.",
            is_required=False,
            situation=7,
        ),
        Hole("B1", "C1.1 Compétence 1 : illustration mince.", is_required=False),
    )


def test_once_a_block_is_proven_another_unfinished_situation_is_advice():
    unfinished = situation("B1", key=2, title="Le planning", presentation="")
    full = {("B1", "C1.1"): "x" * 150}

    assert holes_in([targeted(1)], [situation("B1", illustrations=full), unfinished]) == (
        Hole(
            "B1",
            "Bloc 1 : la situation « Le planning » n’a pas de présentation.",
            is_required=False,
            situation=2,
        ),
    )


@pytest.mark.parametrize(("length", "count"), [(499, 1), (500, 0), (501, 0)])
def test_a_text_is_short_under_five_hundred_characters_that_count(length, count):
    written = situation("B1", presentation=f" {'x' * length}\n", illustrations={("B1", "C1.1"): "x" * 150})

    assert len(holes_in([targeted(1)], [written])) == count


@pytest.mark.parametrize(
    ("lengths", "found"),
    [
        ([], Coverage.NONE),
        ([0, 0], Coverage.NONE),
        ([1], Coverage.THIN),
        ([149], Coverage.THIN),
        ([149, 149], Coverage.THIN),
        ([150], Coverage.FULL),
        ([0, 151, 3], Coverage.FULL),
    ],
)
def test_a_competence_is_covered_by_its_longest_illustration(lengths, found):
    situations = [
        situation("B1", key=key, illustrations={("B1", "C1"): f"  {'x' * length}  "})
        for key, length in enumerate(lengths)
    ]

    assert coverage(situations, "B1", "C1") == found


def test_an_illustration_covers_its_own_competence_in_its_own_block_only():
    situations = [situation("B1", illustrations={("B1", "C1"): "x" * 150})]

    assert [coverage(situations, *pair) for pair in (("B1", "C1"), ("B1", "C2"), ("B2", "C1"))] == [
        Coverage.FULL,
        Coverage.NONE,
        Coverage.NONE,
    ]


@pytest.mark.parametrize(
    ("title", "label"),
    [("L’accueil", "« L’accueil »"), ("  ", "« sans titre »")],
)
def test_a_situation_is_called_by_its_title(title, label):
    assert situation(title=title).label == label


@given(
    holes=st.lists(st.builds(Hole, st.just("B1"), st.sampled_from(["Un.", "Deux.", "Trois."]), st.booleans()))
)
def test_a_refusal_says_what_is_required_and_leaves_the_advice_out(holes):
    required = tuple(hole.sentence for hole in holes if hole.is_required)

    try:
        check_submission(holes)
        said = ()
    except DossierIncomplete as refusal:
        said = refusal.sentences

    assert said == required
