"""Two windows, one draft, random typing, random faults: at the end every word is kept or shown in a conflict.

WRITING_SEEDS=50 plays fifty stories instead of three (`make writing`).
"""

import os
import random
import re

import pytest
from playwright.sync_api import expect

from tests.browser.editor import area, kept, open_editor, state

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEEDS = range(int(os.environ.get("WRITING_SEEDS", "3")))
STEPS = 24
FIELDS = ("context", "analysis")
SETTLED = re.compile("Enregistré à|Deux textes pour un même champ")


class Writer:
    """Somebody's window on a line that fails at random until it is mended."""

    def __init__(self, name, window, situation, chance):
        self.name, self.window, self.situation, self.chance = name, window, situation, chance
        self.page = open_editor(window, situation)
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.is_mended = False
        self.window.context.route("**/textes/**", self.carry)

    def carry(self, route):
        fault = (
            "none" if self.is_mended else self.chance.choice(["none", "lost", "answer lost", "500", "none"])
        )
        if fault == "lost":
            route.abort()
        elif fault == "500":
            route.fulfill(status=500, body="")
        elif fault == "answer lost":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    def type(self, word):
        place = area(self.page, self.chance.choice(FIELDS))
        place.press(self.chance.choice(["Control+End", "Control+Home"]))
        self.page.keyboard.insert_text(f" {word} ")

    def act(self, step):
        """One step of the story; the word that was typed, if one was."""
        deed = self.chance.choice(
            ["type", "type", "type", "wait", "leave the field", "reload", "cut", "back"]
        )
        if deed == "type":
            word = f"{self.name}{step}x"
            self.type(word)
            return word
        if deed == "wait":
            self.page.wait_for_timeout(self.chance.choice([100, 900, 1500]))
        elif deed == "leave the field":
            area(self.page, "title").focus()
        elif deed == "reload":
            self.window.context.set_offline(False)
            self.page.reload()
            expect(state(self.page)).not_to_be_empty()
        else:
            self.window.context.set_offline(deed == "cut")
        return None

    def settle(self):
        self.is_mended = True
        self.window.context.set_offline(False)
        self.page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(state(self.page)).to_have_text(SETTLED, timeout=40_000)

    @property
    def disputed(self):
        return [name for name in FIELDS if self.page.locator(f"[data-field={name}] .two").count()]

    def shown(self, name):
        """Both texts of a field in dispute; the only one of another."""
        others = self.page.locator(f"[data-field={name}] [data-theirs]").all_text_contents()
        return " ".join([area(self.page, name).input_value(), *others])


@pytest.mark.parametrize("seed", SEEDS)
def test_no_word_of_two_writers_ever_vanishes(signed_in, situation, seed):
    chance = random.Random(seed)
    writers = [Writer(name, signed_in(), situation, chance) for name in "AB"]
    typed = set()

    for step in range(STEPS):
        word = chance.choice(writers).act(step)
        typed |= {word} if word else set()
    for writer in writers:
        writer.settle()
        writer.page.wait_for_timeout(1200)

    shown = {name: " ".join(w.shown(name) for w in writers if name in w.disputed) for name in FIELDS}
    found = {name: kept(situation, name) + shown[name] for name in FIELDS}
    assert {word for word in typed if not any(word in text for text in found.values())} == set()
    for writer in writers:
        for name in set(FIELDS) - set(writer.disputed):
            text = area(writer.page, name).input_value()
            assert [w for w in typed if w in text and w not in found[name]] == []
