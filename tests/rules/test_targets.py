"""A2, A3, A7: which blocks a dossier may target."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.eligibility import check_targets
from rules.errors import BlocksRefused

BLOCKS = ["B1", "B2", "B3", "B4", "B5", "B6"]
code_sets = st.frozensets(st.sampled_from([*BLOCKS, "B9"]))


def named(codes):
    return {code: f"bloc {code}" for code in codes}


@pytest.mark.parametrize("size", [1, 3, 6])
@given(data=st.data())
def test_any_blocks_may_be_asked_for_together(size, data):
    """A3: any subset, in one dossier or several."""
    asked = data.draw(st.sets(st.sampled_from(BLOCKS[:size]), min_size=1))

    assert check_targets(asked=asked, known=named(BLOCKS[:size]), held=set(), in_open_dossier=set()) is None


@given(asked=code_sets, held=code_sets, in_open_dossier=code_sets)
def test_a_dossier_targets_known_blocks_that_are_neither_held_nor_under_way(asked, held, in_open_dossier):
    free = [block for block in BLOCKS if block not in held and block not in in_open_dossier]

    try:
        check_targets(asked=asked, known=named(BLOCKS), held=held, in_open_dossier=in_open_dossier)
        is_accepted = True
    except BlocksRefused:
        is_accepted = False

    assert is_accepted == (asked != frozenset() and all(block in free for block in asked))


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (set(), "Choisissez au moins un bloc."),
        ({"B1", "B9", "B8"}, "Bloc inconnu de ce référentiel : B8 et B9."),
        (
            {"B1", "B2", "B3"},
            "Déjà validé : bloc B2. Un bloc validé est acquis sans limitation dans le temps, "
            "il n’est pas à présenter de nouveau.",
        ),
        ({"B1", "B3"}, "Déjà dans un dossier en cours : bloc B3. Terminez ou retirez d’abord ce dossier."),
    ],
)
def test_a_refusal_of_blocks_names_them_and_says_what_to_do(asked, sentence):
    with pytest.raises(BlocksRefused) as refusal:
        check_targets(asked=asked, known=named(["B1", "B2", "B3"]), held={"B2"}, in_open_dossier={"B3"})

    assert (refusal.value.sentences, refusal.value.field) == ((sentence,), "blocks")
