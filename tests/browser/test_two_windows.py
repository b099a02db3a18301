"""Two windows on one text: both are shown, the person chooses, nothing is overwritten unseen."""

import pytest
from playwright.sync_api import expect

from tests.browser.editor import SAVED, area, kept, open_editor, state, type_at_end

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_windows_on_one_field_show_both_texts_and_overwrite_nothing(signed_in, draft, situation):
    here, there = signed_in(), signed_in()
    one, two = open_editor(here, situation), open_editor(there, situation)
    before = area(one).input_value()
    here.complaints.clear()

    type_at_end(one, "Écrit au bureau.")
    expect(state(here.page)).to_have_text(SAVED)
    type_at_end(two, "Écrit chez moi.")
    expect(state(there.page)).to_contain_text("Deux textes pour un même champ")
    panel = two.locator("[data-field=analysis] .two")
    assert "Écrit au bureau." in panel.inner_text()
    assert "Écrit chez moi." in panel.inner_text()
    assert kept(situation) == before + "Écrit au bureau."
    there.complaints[:] = [c for c in there.complaints if "409" not in c[1]]
    there.check_page()

    panel.get_by_role("button", name="Garder les deux, l’un après l’autre").click()
    expect(state(there.page)).to_have_text(SAVED)
    both = kept(situation)
    assert "Écrit au bureau." in both
    assert both.endswith("Écrit chez moi.")


@pytest.mark.parametrize(
    ("button", "expected"), [("Garder celui-ci", "Chez moi."), ("Garder celui-là", "Au bureau.")]
)
def test_one_of_two_texts_is_kept_when_that_is_chosen(signed_in, draft, situation, button, expected):
    here, there = signed_in(), signed_in()
    one, two = open_editor(here, situation), open_editor(there, situation)
    area(one, "title").fill("Au bureau.")
    area(one, "title").press("Tab")
    expect(state(here.page)).to_have_text(SAVED)
    area(two, "title").fill("Chez moi.")
    two.get_by_role("button", name=button).click()
    expect(state(there.page)).to_have_text(SAVED)

    assert kept(situation, "title") == expected == area(two, "title").input_value()


def test_other_fields_go_on_being_saved_while_one_waits_for_a_choice(signed_in, draft, situation):
    here, there = signed_in(), signed_in()
    one, two = open_editor(here, situation), open_editor(there, situation)
    type_at_end(one, "A", "context")
    expect(state(here.page)).to_have_text(SAVED)
    type_at_end(two, "B", "context")
    expect(state(there.page)).to_contain_text("Deux textes")

    type_at_end(two, "Suite.")
    two.wait_for_timeout(1500)

    assert kept(situation).endswith("Suite.")
    assert kept(situation, "context").endswith("A")
