"""A passage keeps to its words while the text changes around it."""

from hypothesis import assume, given
from hypothesis import strategies as st

from rules.passages import Span, shifted

TEXT = "J’ai préféré voir chaque agent une demi-heure. Deux craignaient de perdre le contact."
QUOTE = "chaque agent une demi-heure"
SPAN = Span(TEXT.index(QUOTE), TEXT.index(QUOTE) + len(QUOTE))


def quote_after(after, span=SPAN):
    [moved] = shifted(TEXT, after, [span])
    return moved and after[moved.start : moved.end]


def test_typing_before_a_passage_moves_it():
    assert quote_after("En mars, j" + TEXT[1:]) == QUOTE


def test_typing_after_a_passage_leaves_it():
    assert quote_after(TEXT + " Et c’est avec eux que j’ai dessiné le poste.") == QUOTE


def test_typing_inside_a_passage_makes_it_longer():
    after = TEXT.replace("une demi-heure", "une bonne demi-heure")
    assert quote_after(after) == "chaque agent une bonne demi-heure"


def test_correcting_its_last_word_keeps_the_passage():
    after = TEXT.replace("demi-heure", "heure")
    assert quote_after(after) in ("chaque agent une heure", "chaque agent une ")


def test_deleting_its_words_deletes_the_passage():
    assert quote_after(TEXT.replace(QUOTE, "")) is None
    assert quote_after("") is None


def test_a_passage_found_again_in_a_text_put_together_from_two_is_kept():
    assert quote_after(f"Autre début. {QUOTE} Autre fin") == QUOTE


@st.composite
def edits(draw):
    before = draw(st.text("ab ’é😀", min_size=1, max_size=60))
    start = draw(st.integers(0, len(before)))
    end = draw(st.integers(start, len(before)))
    after = before[:start] + draw(st.text("ab ’é😀", max_size=20)) + before[end:]
    first = draw(st.integers(0, len(before) - 1))
    return before, after, Span(first, draw(st.integers(first + 1, len(before)))), (start, end)


@given(edits())
def test_a_moved_passage_is_never_empty_and_always_inside_its_text(edit):
    before, after, span, _where = edit
    [moved] = shifted(before, after, [span])
    assert moved is None or 0 <= moved.start < moved.end <= len(after)


WORDS = st.text("ab ’é😀", max_size=20)


@given(head=WORDS, quote=WORDS.filter(bool), tail=WORDS, typed=WORDS)
def test_a_passage_keeps_its_very_words_whatever_is_typed_away_from_it(head, quote, tail, typed):
    # « # » and « | » stand in no other text: the edit can be told in one way only
    before = f"{head}|{quote}|{tail}"
    span = Span(len(head) + 1, len(head) + 1 + len(quote))
    for after in (f"{head}#{typed}|{quote}|{tail}", f"|{quote}|{tail}", f"{head}|{quote}|#{typed}"):
        [moved] = shifted(before, after, [span])
        assert moved is not None
        assert after[moved.start : moved.end] == quote


@given(st.text(max_size=60), st.data())
def test_a_text_that_did_not_change_moves_nothing(text, data):
    assume(text)
    first = data.draw(st.integers(0, len(text) - 1))
    span = Span(first, data.draw(st.integers(first + 1, len(text))))
    assert shifted(text, text, [span]) == [span]
