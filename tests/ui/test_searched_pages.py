"""A page of a search holds the same rows, in the same order, however PostgreSQL looks for them."""

import pytest

from candidates.models import Candidate
from tests.factories import CandidateFactory, published_version
from ui import search
from ui.paging import page_of

pytestmark = pytest.mark.django_db
LAST = ["Martin", "Œuvrard", "Le Guennec-Martin", "Şahin", "Dupont", "Zielinski"]
FIRST = ["Marie", "Maëlys", "Zoé", "Hervé"]


@pytest.fixture
def people():
    version = published_version()
    for last in LAST:
        for first in FIRST:
            CandidateFactory(version=version, birth_name=last, first_names=first)
    return sorted(Candidate.objects.all(), key=lambda one: (one.search, one.pk))


def pages(words, order, size):
    rows, after, found = Candidate.objects.all(), "", []
    while True:
        page = page_of(rows, order=order, after=after, size=size, words=words)
        found += page.rows
        after = page.after
        if not after:
            return found


def holds(candidate, words):
    return all(
        any(w.startswith(word) for w in candidate.search.split()) for word in search.fold(words).split()
    )


@pytest.mark.parametrize("ahead", [1, 7, 5000])
@pytest.mark.parametrize(
    "words", ["ma", "MARTIN", "oeuvrard zo", "zielinski", "sahin maë", "personne d’ici", ""]
)
def test_the_pages_of_a_search_follow_one_another_without_a_gap(people, monkeypatch, words, ahead):
    monkeypatch.setattr(search, "AHEAD", ahead)
    expected = [candidate for candidate in people if holds(candidate, words)]

    assert pages(words, ["search", "pk"], 3) == expected
    assert pages(words, ["-search", "-pk"], 4) == expected[::-1]


def test_what_a_search_asks_does_not_depend_on_what_it_finds(people, django_assert_num_queries):
    for words in ["ma", "zielinski", "personne"]:
        with django_assert_num_queries(2):
            page_of(Candidate.objects.all(), order=["search", "pk"], words=words)
