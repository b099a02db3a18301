"""Nothing typed is overwritten unseen, whatever order attempts and their answers arrive in."""

from hypothesis import given
from hypothesis import strategies as st

from rules.autosave import Attempt, Fate, Revision, both_on_one_line, both_texts, fate_of

HERE, ELSEWHERE = "this page", "another page"


def fate(attempt, current, *, is_same_text=False):
    return fate_of(attempt, current, is_same_text=is_same_text)


def test_a_text_typed_on_the_version_that_is_kept_is_written():
    assert fate(Attempt(3, HERE, 1), Revision(3, ELSEWHERE, 8)) is Fate.WRITE


def test_a_text_typed_on_a_version_that_another_page_replaced_is_a_conflict():
    assert fate(Attempt(3, HERE, 1), Revision(4, ELSEWHERE, 8)) is Fate.CONFLICT


def test_the_same_text_from_two_pages_is_no_conflict():
    assert fate(Attempt(3, HERE, 1), Revision(4, ELSEWHERE, 8), is_same_text=True) is Fate.ALREADY


def test_when_the_answer_was_lost_the_page_goes_on_from_what_it_wrote_itself():
    assert fate(Attempt(3, HERE, 2), Revision(4, HERE, 1)) is Fate.WRITE


def test_an_attempt_that_arrives_after_a_later_one_of_its_page_changes_nothing():
    assert fate(Attempt(3, HERE, 1), Revision(4, HERE, 2)) is Fate.ALREADY


def test_a_form_without_a_page_name_is_never_taken_for_its_own_follower():
    assert fate(Attempt(3, "", 1), Revision(4, "", 0)) is Fate.CONFLICT


class Page:
    """An open page: what stands in it, what it was typed on, the last attempt it sent."""

    def __init__(self, name):
        self.name, self.words, self.base, self.seq = name, [], 0, 0
        self.sent, self.shows_both = None, False


class Kept:
    def __init__(self):
        self.words, self.revision = [], Revision()

    def receive(self, words, attempt):
        found = fate_of(attempt, self.revision, is_same_text=words == self.words)
        if found is Fate.WRITE:
            self.words = words
            self.revision = Revision(self.revision.number + 1, attempt.client, attempt.seq)
        return found


def send(page, kept, *, answer_arrives=True):
    page.seq += 1
    page.sent = (page.words, Attempt(page.base, page.name, page.seq))
    found = kept.receive(*page.sent)
    if answer_arrives:
        page.shows_both = found is Fate.CONFLICT
        page.base = kept.revision.number


ACTS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["type", "save", "save, answer lost", "late again"])),
    max_size=40,
)


@given(acts=ACTS)
def test_whatever_the_order_every_word_typed_is_kept_or_shown_in_a_conflict(acts):
    kept, pages, typed = Kept(), {name: Page(name) for name in "ABC"}, set()
    for number, (name, act) in enumerate(acts):
        page = pages[name]
        if act == "late again" and page.sent:
            kept.receive(*page.sent)  # a request that the network kept for a while; nobody reads its answer
        elif page.shows_both:
            continue  # both texts stand on the page, which waits for its person
        elif act == "type":
            page.words = [*page.words, f"{name}{number}"]
            typed.add(f"{name}{number}")
        else:
            send(page, kept, answer_arrives=act == "save")
    for page in pages.values():
        if page.words and not page.shows_both:
            send(page, kept)
    shown = {word for page in pages.values() if page.shows_both for word in page.words}
    assert typed <= set(kept.words) | shown


def test_keeping_both_puts_one_after_the_other():
    assert both_texts("Le texte gardé.\n", "Le texte écrit.") == "Le texte gardé.\n\nLe texte écrit."
    assert both_texts("", "seul") == "seul"


@given(st.text(), st.text())
def test_keeping_both_loses_no_word_of_either(kept, typed):
    both = both_texts(kept, typed)
    assert kept.strip() in both
    assert typed.strip() in both


def test_keeping_both_in_a_field_of_one_line_stays_on_one_line():
    assert both_on_one_line("Un titre ", " Un autre") == "Un titre / Un autre"
    assert both_on_one_line("", "seul") == both_on_one_line("seul", " ") == "seul"
