"""Two versions side by side: both texts come back to the character, and no text holds the page."""

import itertools
import random
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from rules.comparison import EFFORT, FieldChange, Kind, Piece, Section, compare_texts, compare_versions

texts = st.text("ab é.\n,’", max_size=200)
long_texts = st.lists(st.sampled_from(["J’ai repris l’accueil. ", "Quatre ", "personnes\n", "! ", "…"])).map(
    "".join
)


def sides(pieces):
    return (
        "".join(p.text for p in pieces if p.kind is not Kind.ADDED),
        "".join(p.text for p in pieces if p.kind is not Kind.REMOVED),
    )


@given(before=texts | long_texts, after=texts | long_texts)
def test_each_side_gives_its_text_back_to_the_character(before, after):
    pieces = compare_texts(before, after)

    assert sides(pieces) == (before, after)
    assert all(piece.text for piece in pieces)
    assert all(one.kind is not other.kind for one, other in itertools.pairwise(pieces))


@given(before=texts | long_texts, after=texts | long_texts, effort=st.integers(0, 50))
def test_the_texts_come_back_even_when_the_effort_is_spent(before, after, effort):
    assert sides(compare_texts(before, after, effort=effort)) == (before, after)


@given(text=texts)
def test_the_same_text_shows_no_change(text):
    assert all(piece.kind is Kind.SAME for piece in compare_texts(text, text))


@given(head=long_texts, tail=long_texts)
def test_a_sentence_put_in_is_the_only_thing_shown_as_added(head, tail):
    pieces = compare_texts(f"{head}\n{tail}", f"{head}\nTout est neuf.\n{tail}")

    assert [p.kind for p in pieces if p.kind is not Kind.SAME] == [Kind.ADDED]


def test_words_are_compared_not_letters_and_a_lone_space_does_not_cut_a_change():
    pieces = compare_texts("J’ai reçu quatre personnes. Puis rien.", "J’ai reçu cinq agents. Puis rien.")

    assert pieces == (
        Piece(Kind.SAME, "J’ai reçu "),
        Piece(Kind.REMOVED, "quatre personnes"),
        Piece(Kind.ADDED, "cinq agents"),
        Piece(Kind.SAME, ". Puis rien."),
    )


def test_one_word_changed_in_a_long_text_is_one_word():
    sentences = [f"La phrase {n} dit ce qui s’est passé ce jour-là. " for n in range(400)]
    changed = [*sentences]
    changed[200] = changed[200].replace("dit", "raconte")

    pieces = compare_texts("".join(sentences), "".join(changed))

    assert [(p.kind, p.text) for p in pieces if p.kind is not Kind.SAME] == [
        (Kind.REMOVED, "dit"),
        (Kind.ADDED, "raconte"),
    ]


def test_twenty_thousand_characters_that_share_nothing_do_not_hold_the_page():
    """In a process of its own, which would be killed."""
    chance = random.Random(1)
    pairs = [
        ("a " * 10_000, "b " * 10_000),
        ("a b " * 5_000, "b a " * 5_000),
        *(
            tuple("".join(chance.choice(alphabet) for _ in range(20_000)) for _side in "12")
            for alphabet in ("a ", "ab .", "abcdefgh \n.", ".\n")
        ),
    ]
    code = (
        "import sys; from rules.comparison import compare_texts\n"
        "for a, b in eval(sys.stdin.read()):\n"
        "    pieces = compare_texts(a, b)\n"
        "    assert ''.join(p.text for p in pieces if p.kind.value != 'added') == a"
    )

    subprocess.run([sys.executable, "-c", code], input=repr(pairs), text=True, check=True, timeout=60)
    assert EFFORT < 1_000_000


def test_a_spent_effort_shows_the_text_replaced_whole():
    before, after = "J’ai reçu quatre personnes.", "J’ai reçu cinq personnes."

    assert next(p.kind for p in compare_texts(before, after)) is Kind.SAME
    assert compare_texts(f"!{before}?", f"{after}!", effort=0) == (
        Piece(Kind.REMOVED, f"!{before}?"),
        Piece(Kind.ADDED, f"{after}!"),
    )


BLOCKS = [{"code": "B1", "label": "Bloc 1"}, {"code": "B2", "label": "Bloc 2"}]


def situation(position, **changes):
    return {
        "position": position,
        "title": f"Titre {position}",
        "context": "Contexte.",
        "presentation": "Présentation.",
        "analysis": "Analyse.",
        "blocks": ["B1"],
        "illustrations": [{"block": "B1", "competence": "C1.1", "text": "Un fait."}],
    } | changes


def content(*situations, **more):
    return {"blocks": BLOCKS, "situations": list(situations)} | more


def shown(sections):
    return [(s.title, s.state, [(f.label, f.before, f.after) for f in s.fields]) for s in sections]


def test_nothing_changed_shows_nothing():
    assert compare_versions(content(situation(1, id=7)), content(situation(1, id=7))) == ()


def test_each_field_that_changed_is_shown_with_its_two_texts_and_the_others_are_not():
    before = content(situation(1, id=7), situation(2, id=8))
    after = content(
        situation(
            1,
            id=7,
            title="Titre neuf",
            blocks=["B1", "B2"],
            illustrations=[
                {"block": "B1", "competence": "C1.1", "text": "Un fait précis."},
                {"block": "B2", "competence": "C2.1", "text": "Un autre."},
            ],
        ),
        situation(2, id=8),
    )

    assert shown(compare_versions(before, after)) == [
        (
            "Situation 1 · Titre neuf",
            "changed",
            [
                ("Titre", "Titre 1", "Titre neuf"),
                ("Blocs", "Bloc 1", "Bloc 1\nBloc 2"),
                ("Illustration de C1.1", "Un fait.", "Un fait précis."),
                ("Illustration de C2.1", "", "Un autre."),
            ],
        )
    ]


def test_a_situation_is_followed_by_its_identity_whatever_its_rank():
    before = content(situation(1, id=7), situation(2, id=8))
    after = content(situation(1, id=8, title="Titre 2"), situation(2, id=9))

    assert [(s.title, s.state) for s in compare_versions(before, after)] == [
        ("Situation 2 · Titre 2", "added"),
        ("Situation 1 de l’ancienne version · Titre 1", "removed"),
    ]


def test_older_contents_are_followed_by_their_rank():
    assert [
        s.state for s in compare_versions(content(situation(1)), content(situation(1, analysis="!")))
    ] == ["changed"]


def test_passages_and_annexes_are_compared_when_the_content_holds_them():
    passage = {"competence": "C1.1", "quote": "un fait"}
    before = content(situation(1, id=7), attachments=[{"label": "Note", "name": "n.pdf", "sha256": "aa"}])
    after = content(
        situation(1, id=7, passages=[passage]),
        attachments=[{"label": "Note", "name": "n.pdf", "sha256": "bb"}],
    )

    first, annexes = compare_versions(before, after)

    assert [(f.label, f.before, f.after) for f in first.fields] == [
        ("Passages rattachés à C1.1", "", "«\u00a0un fait\u00a0»")
    ]
    assert [(f.before, f.after) for f in annexes.fields] == [("Note\nn.pdf\naa", "Note\nn.pdf\nbb")]


def test_the_two_columns_hold_what_their_version_says():
    change = FieldChange("Analyse", compare_texts("un deux", "un trois"))

    assert (change.before, change.after) == ("un deux", "un trois")
    assert "".join(p.text for p in change.left) == "un deux"
    assert "".join(p.text for p in change.right) == "un trois"
    assert Section("t", "changed", (change,)).fields == (change,)
