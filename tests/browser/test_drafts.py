"""What a browser keeps of a text that the server has not: its writer finds it again, and nobody else."""

import pytest
from playwright.sync_api import expect

from tests import acts
from tests.browser.editor import SAVED, area, kept, open_editor, state, type_at_end
from tests.factories import eligible_candidate, published_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECRET = "Mon responsable a refusé mon aménagement de poste."
READ = """async () => {
  const opened = indexedDB.open("brouillons", 1);
  await new Promise((done) => { opened.onsuccess = done; });
  const asked = opened.result.transaction("textes").objectStore("textes").getAll();
  await new Promise((done) => { asked.onsuccess = done; });
  const bytes = (one) => String.fromCharCode(...new Uint8Array(one));
  return JSON.stringify(asked.result, (_name, value) =>
    value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? bytes(value.buffer ?? value) : value);
}"""
ALTER = """async (change) => {
  const opened = indexedDB.open("brouillons", 1);
  await new Promise((done) => { opened.onsuccess = done; });
  const store = opened.result.transaction("textes", "readwrite").objectStore("textes");
  const asked = store.getAll();
  await new Promise((done) => { asked.onsuccess = done; });
  for (const one of asked.result) store.put({ ...one, ...change });
  await new Promise((done) => { store.transaction.oncomplete = done; });
}"""


@pytest.fixture
def left_behind(signed_in, situation):
    """A window whose writer closed the page while the line was cut, then left; what the server has."""
    window = signed_in()
    page = open_editor(window, situation)
    before = area(page).input_value()
    window.context.set_offline(True)
    type_at_end(page, SECRET)
    expect(state(page)).to_contain_text("conservé sur cet appareil")
    page.close()
    window.context.set_offline(False)
    window.page = window.context.new_page()
    window.goto("/")
    window.press("Se déconnecter")
    assert kept(situation) == before
    return window, before


def test_whoever_comes_next_to_the_device_finds_nothing_to_read(left_behind, draft, situation):
    window, before = left_behind
    colleague = acts.write_dossier(eligible_candidate(version=published_version(blocks=(2, 1))))

    window.sign_in(colleague.candidate.user.email)
    page = open_editor(window, colleague.situations.first())
    on_disk = page.evaluate(READ)

    assert f'"person":"{draft.candidate.user.pk}"' in on_disk  # it is there
    assert "responsable" not in on_disk  # bytes are read as letters: an accent would hide a text
    assert "responsable" not in page.content()

    window.press("Se déconnecter")
    window.sign_in(draft.candidate.user.email)
    page = open_editor(window, situation)
    assert area(page).input_value() == before + SECRET == kept(situation)
    assert page.evaluate(READ) == "[]"


def test_a_key_retired_meanwhile_still_gives_the_text_back(left_behind, draft, situation, settings):
    window, before = left_behind
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "of another day" * 5

    window.sign_in(draft.candidate.user.email)
    page = open_editor(window, situation)

    assert area(page).input_value() == before + SECRET == kept(situation)


def test_a_key_that_is_lost_costs_the_text_and_breaks_no_page(left_behind, draft, situation, settings):
    window, before = left_behind
    settings.SECRET_KEY = "of another day" * 5

    window.context.clear_cookies()
    window.sign_in(draft.candidate.user.email)
    page = open_editor(window, situation)
    type_at_end(page, "Et ceci.")
    expect(state(page)).to_have_text(SAVED)

    assert kept(situation) == before + "Et ceci."


@pytest.mark.parametrize(
    "change",
    [
        {"sealed": None, "text": "Texte d’un autre.", "name": "analysis", "base": 0},
        {"text": "Texte d’un autre."},
        {"name": "context"},
        {"id": "elsewhere"},
    ],
    ids=["in the clear", "beside it", "to another field", "under another name"],
)
def test_nobody_who_uses_the_device_writes_in_another_s_name(left_behind, draft, situation, change):
    window, before = left_behind
    context = situation.context
    window.page.evaluate(ALTER, change)

    window.sign_in(draft.candidate.user.email)
    page = open_editor(window, situation)

    assert "Texte d’un autre." not in page.content()
    assert (kept(situation, "context"), kept(situation) in (before, before + SECRET)) == (context, True)
