"""A candidate's whole stage with the keyboard alone, from the sign-in to the receipt."""

import pytest
from playwright.sync_api import expect

from candidates.models import Dossier
from tests.acts import TEXT
from tests.browser.editor import SAVED, state
from tests.factories import PASSWORD, eligible_candidate, published_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = """() => {
  const e = document.activeElement;
  const label = e.labels?.[0]?.textContent ?? "";
  return [e.name ?? "", e.getAttribute("aria-label") ?? "", label, e.textContent ?? ""].join(" | ");
}"""


def tab_to(page, words, *, most=80):
    """Press Tab until what has the focus bears these words; the focus must then be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if words in page.evaluate(NAME):
            outline = page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
            )
            assert outline, f"the focus is not seen on {words}"
            return
    raise AssertionError(f"the keyboard never reaches {words}: {page.evaluate(NAME)}")


def enter(page, words):
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_dossier_is_written_proved_and_submitted_without_a_mouse(open_browser, width):
    candidate = eligible_candidate(version=published_version(blocks=(2,)))
    window = open_browser(viewport={"width": width, "height": 800})
    page = window.goto("/connexion/")
    tab_to(page, "login")
    page.keyboard.type(candidate.user.email)
    tab_to(page, "password")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    enter(page, "Commencer un dossier")
    tab_to(page, "blocks")
    page.keyboard.press("Space")
    enter(page, "Commencer à écrire")
    enter(page, "Ajouter une situation")

    tab_to(page, "title")
    page.keyboard.insert_text("L’accueil du lundi")
    for name in ("context", "presentation", "analysis"):
        tab_to(page, name)
        page.keyboard.insert_text(TEXT)
    for _ in range(12):
        page.keyboard.press("Shift+Control+ArrowLeft")
    # the browser tells of a selection at its next frame: no hand is quicker
    expect(page.locator("[data-field=analysis] .passage-bar")).to_be_visible()
    page.keyboard.press("Tab")
    assert "C1.1" in page.evaluate(NAME)
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=analysis] [data-said]")).to_have_text("Passage lié à C1.1.")
    expect(state(page)).to_have_text(SAVED)
    window.check_page()
    enter(page, "Enregistrer et revenir")
    enter(page, "Vérifier et déposer")
    tab_to(page, "is_own_work")
    page.keyboard.press("Space")
    enter(page, "Déposer mon dossier")

    assert "Reçu n°" in page.inner_text("main")
    dossier = Dossier.objects.get()
    [situation] = dossier.submissions.get().content["situations"]
    assert (situation["analysis"], len(situation["passages"])) == (TEXT, 1)
    window.check_page()
