"""What a label belongs to is seen: it stands nearer to its field than to what is above it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jury.models import Stage
from jury.services.rectifying import Correction, rectify_minutes
from tests import acts
from tests.browser.juries.people import arrive
from tests.factories import eligible_candidate, published_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 360)
BETWEEN = """([above, below]) => document.querySelector(below).getBoundingClientRect().top
    - document.querySelector(above).getBoundingClientRect().bottom"""


@pytest.fixture
def split():
    """Three members sat: two of them find C1.1 acquired, one finds C1.2 so."""
    version = published_version(blocks=(3, 1))
    jury = acts.make_jury(version, size=3)
    examination = acts.assign(acts.submitted_dossier(eligible_candidate(version=version)), jury)
    acts.cast_all(examination, missing={"C1.1", "C1.2"})
    acts.hold_interview(acts.close_reading(examination))
    acts.cast_split(examination, {"C1.1": 2, "C1.2": 1})
    return examination


def gaps(window, path, *pairs):
    """How many pixels are between the two of each pair, at each width."""
    found = {}
    for width in WIDTHS:
        window.page.set_viewport_size({"width": width, "height": 800})
        window.goto(path)
        window.page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true })")
        found[width] = [window.page.evaluate(BETWEEN, pair) for pair in pairs]
    return found


def test_nothing_of_the_closing_sticks_to_what_is_above_it_nor_drifts_from_it(open_browser, split):
    window = arrive(open_browser, acts.chair_of(split))

    found = gaps(
        window,
        reverse("jury:deliberation_close", args=[split.pk]),
        [".foreseen", "[for=id_remarks]"],
        ["details:has([name^=motive_]) > summary", "details [for^=id_motive_]"],
        [".editor-bar > div", ".editor-bar + input + p, .editor-bar + p"],
    )

    for forecast, motive, title in found.values():
        assert (forecast >= 12, motive >= 8, title <= 32) == (True, True, True), found
    late = window.page.locator("section.box.late h3").all_inner_texts()
    assert [words.split()[0] for words in late] == ["C1.2"]


def test_what_is_rectified_stands_apart_from_the_words_above_it(open_browser, split):
    chair = acts.chair_of(split)
    acts.close_deliberation(split)
    minutes = split.minutes.get(stage=Stage.INTERVIEW)
    lacking = split.blocks.get(position=1).competences.get(code="C1.2")
    words = Correction("C1.2 est fausse.", "C1.2 est acquise.", "Mauvaise case.", {lacking.pk: (True, "")})
    window = arrive(open_browser, chair)

    to_rectify = gaps(
        window,
        reverse("jury:minutes_rectify", args=[minutes.pk]),
        ["main details > summary", "main details label"],
    )
    done = rectify_minutes(minutes, words, by=chair, at=timezone.now())
    rectified = gaps(
        window,
        reverse("jury:minutes_sign", args=[done.pk]),
        [".facts:has(+ .rows)", ".facts + .rows"],
    )

    assert all(gap >= 8 for (gap,) in to_rectify.values()), to_rectify
    assert all(gap >= 12 for (gap,) in rectified.values()), rectified
