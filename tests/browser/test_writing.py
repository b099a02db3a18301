"""Nothing typed is lost: network, session, crash, a stopped server, a slow line."""

import os
import shutil
import signal
import subprocess

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from candidates.services import keeping
from tests import acts
from tests.browser.conftest import FLAGS
from tests.browser.editor import (
    LONG,
    SAVED,
    Service,
    area,
    kept,
    open_editor,
    sign_in,
    state,
    type_at_end,
)
from tests.processes import answers, free_port, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_typed_is_kept_to_the_character(signed_in, draft, situation):
    window = signed_in()
    page = open_editor(window, situation)
    before = area(page).input_value()

    type_at_end(page, LONG)
    expect(state(window.page)).to_have_text("Enregistrement…")
    expect(state(window.page)).to_have_text(SAVED)

    assert kept(situation) == before + LONG == area(page).input_value()
    window.check_page()


def test_leaving_the_field_saves_at_once_and_a_new_situation_is_made_once(signed_in, draft):
    window = signed_in()
    page = window.goto(f"/dossiers/{draft.pk}/situations/nouvelle/")
    before = draft.situations.count()

    page.fill("[name=title]", "Le vendredi")
    page.fill("[name=context]", "Fin de semaine.")
    page.locator("[name=context]").press("Tab")
    expect(state(window.page)).to_have_text(SAVED)

    assert draft.situations.count() == before + 1
    made = draft.situations.last()
    assert (made.title, made.context) == ("Le vendredi", "Fin de semaine.")
    assert page.url.endswith(f"/situations/{made.pk}/")


def test_a_network_cut_in_mid_typing_loses_nothing(signed_in, draft, situation):
    window = signed_in()
    page = open_editor(window, situation)
    before = area(page).input_value()

    window.context.set_offline(True)
    type_at_end(page, LONG)
    expect(state(window.page)).to_have_text("Non enregistré : hors ligne, conservé sur cet appareil")
    type_at_end(page, "Encore une phrase.")
    assert kept(situation) == before
    window.context.set_offline(False)
    expect(state(window.page)).to_have_text(SAVED)

    assert kept(situation) == before + LONG + "Encore une phrase."


def test_a_session_that_ends_in_mid_typing_asks_to_sign_in_and_keeps_the_text(signed_in, draft, situation):
    window = signed_in()
    page = open_editor(window, situation)
    before = area(page).input_value()
    Session.objects.all().delete()

    type_at_end(page, LONG)
    expect(state(window.page)).to_contain_text("votre session a expiré, texte conservé sur cet appareil")
    with window.context.expect_page() as opened:
        page.get_by_role("link", name="Se reconnecter dans un nouvel onglet").click()
    other = opened.value
    sign_in(other, draft.candidate.user.email)
    other.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state(window.page)).to_have_text(SAVED)

    assert kept(situation) == before + LONG


class KilledBrowser:
    """A Chromium with its profile on disk, which dies as a browser does: without a word."""

    def __init__(self, playwright, profile):
        self.port = free_port()
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        self.process = subprocess.Popen(
            [
                path,
                *FLAGS,
                "--headless=new",
                f"--user-data-dir={profile}",
                f"--remote-debugging-port={self.port}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(lambda: answers(self.port), what="Chromium did not start")
        self.browser = playwright.connect_over_cdp(f"http://127.0.0.1:{self.port}")
        self.context = self.browser.contexts[0]
        self.page = self.context.new_page()

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def test_a_browser_killed_in_mid_typing_gives_the_text_back(
    chromium, live_server, draft, situation, tmp_path
):
    url = f"{live_server.url}/dossiers/{draft.pk}/situations/{situation.pk}/"
    first = KilledBrowser(chromium.browser_type, tmp_path)
    page = first.page
    page.goto(live_server.url + "/connexion/")
    sign_in(page, draft.candidate.user.email)
    page.goto(url)
    expect(state(page)).to_have_text(SAVED)
    before = area(page).input_value()
    page.route("**/textes/**", lambda route: route.abort())
    type_at_end(page, LONG)
    expect(state(page)).to_contain_text("conservé sur cet appareil")
    first.kill()
    assert kept(situation) == before

    second = KilledBrowser(chromium.browser_type, tmp_path)
    try:
        page = second.page
        page.goto(live_server.url + "/connexion/")
        if "/connexion/" in page.url:
            sign_in(page, draft.candidate.user.email)
        page.goto(url)
        expect(state(page)).to_have_text(SAVED)
        assert area(page).input_value() == before + LONG == kept(situation)
    finally:
        second.kill()


def test_a_server_stopped_and_started_in_mid_typing_loses_nothing(chromium, draft, situation):
    service = Service()
    context = chromium.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(service.url + "/connexion/")
    sign_in(page, draft.candidate.user.email)
    page.goto(f"{service.url}/dossiers/{draft.pk}/situations/{situation.pk}/")
    expect(state(page)).to_have_text(SAVED)
    before = area(page).input_value()

    service.stop()
    type_at_end(page, LONG)
    expect(state(page)).to_contain_text("le service ne répond pas, conservé sur cet appareil")
    type_at_end(page, "Et ceci.")
    service.start()
    try:
        expect(state(page)).to_have_text(SAVED, timeout=40_000)
        assert kept(situation) == before + LONG + "Et ceci."
    finally:
        service.stop()
        context.close()


def test_a_text_typed_after_the_submission_is_refused_and_stays_for_copying(signed_in, draft, situation):
    window = signed_in()
    page = open_editor(window, situation)
    before = area(page).input_value()
    acts.submit(draft)

    type_at_end(page, "Trop tard.")
    expect(state(window.page)).to_contain_text("son texte ne peut plus changer")

    assert area(page).input_value() == before + "Trop tard."
    assert kept(situation) == before


def test_a_text_over_the_limit_is_refused_at_its_field_until_it_is_shorter(signed_in, draft, situation):
    window = signed_in()
    page = open_editor(window, situation)
    before = kept(situation)

    area(page).fill("x" * 20_001)
    expect(page.locator("[data-field=analysis] [data-refusal]")).to_contain_text("20")
    expect(state(window.page)).to_have_text("Non enregistré : un champ est à corriger.")
    assert kept(situation) == before
    area(page).fill("x" * 20_000)
    expect(state(window.page)).to_have_text(SAVED)

    assert kept(situation) == "x" * 20_000


def test_on_a_slow_line_the_state_never_says_saved_before_it_is(signed_in, draft, situation):
    window = signed_in()
    page = open_editor(window, situation)
    session = window.context.new_cdp_session(page)
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 1500, "downloadThroughput": 8000, "uploadThroughput": 8000},
    )
    told = []

    type_at_end(page, LONG)
    for _ in range(60):
        words, is_kept = state(window.page).inner_text(), kept(situation).endswith(LONG)
        told.append((words, is_kept))
        if SAVED.match(words):
            break
        page.wait_for_timeout(100)

    assert told[0] == ("Enregistrement…", False)
    assert SAVED.match(told[-1][0])
    assert told[-1][1]
    assert {words for words, is_kept in told if not is_kept} == {"Enregistrement…"}


# where the letters of an element of the page's text stand, and how high the whole is
LETTERS = """(ink) => {
  const walker = document.createTreeWalker(ink, NodeFilter.SHOW_TEXT), found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (let rank = 0; rank < node.length; rank += 1) {
      const range = document.createRange();
      range.setStart(node, rank);
      range.setEnd(node, rank + 1);
      const box = range.getBoundingClientRect();
      found.push([box.left, box.top]);
    }
  return found;
}"""
UNMARKED = """(ink) => {
  const bare = ink.cloneNode();
  bare.textContent = ink.textContent;
  ink.replaceWith(bare);
  return bare;
}"""


@pytest.mark.parametrize("width", [1280, 360])
def test_what_underlines_a_passage_lies_under_its_letters(signed_in, draft, situation, width):
    text = situation.analysis
    number = situation.revisions.get("analysis", {}).get("n", 0)
    for start in range(0, len(text) - 60, 90):
        keeping.link_passage(
            draft,
            situation,
            draft.blocks.first().competences.first(),
            field="analysis",
            start=start,
            end=start + 60,
            number=number,
            by=draft.candidate.user,
            at=timezone.now(),
        )
    window = signed_in(viewport={"width": width, "height": 800})
    page = open_editor(window, situation)
    ink = page.locator("[data-field=analysis] .ink")
    expect(ink.locator("mark").nth(3)).to_be_attached()

    marked = ink.evaluate(LETTERS)
    ink.evaluate(UNMARKED)

    bare = page.locator("[data-field=analysis] .ink").evaluate(LETTERS)
    assert len(marked) == len(bare) >= len(text)
    assert [top for _left, top in marked] == [top for _left, top in bare]
    # two letters on either side of an edge are not kerned together: less than half a pixel
    assert max(abs(one[0] - other[0]) for one, other in zip(marked, bare, strict=True)) < 1
    heights = page.locator("[data-field=analysis] .paper").evaluate(
        "(paper) => [...paper.children].map((one) => one.scrollHeight)"
    )
    assert heights[0] == heights[1]


def test_a_passage_ticks_the_block_that_it_brings_with_it(signed_in, draft, situation):
    """And so does an illustration: the page never shows less than what is kept."""
    first, second = draft.blocks.order_by("position")
    situation.illustrations.all().delete()
    situation.blocks.set([first])
    window = signed_in()
    page = open_editor(window, situation)
    box = page.locator(f"[data-field=blocks] input[value='{second.pk}']")
    expect(box).not_to_be_checked()

    area(page).press("Control+A")
    page.locator("[data-field=analysis] .passage-bar").get_by_text("C2.1", exact=True).click()

    expect(box).to_be_checked()
    expect(state(page)).to_have_text(SAVED)
    assert set(situation.blocks.all()) == {first, second}
    box.uncheck()  # what is illustrated is not taken away
    expect(box).to_be_checked()


@pytest.mark.parametrize("press", ["click", "Enter"])
def test_a_link_to_an_illustration_opens_it_and_waits_in_its_field(signed_in, draft, situation, press):
    bare = draft.blocks.first().competences.last()
    situation.illustrations.filter(competence=bare).delete()
    window = signed_in()
    page = open_editor(window, situation)
    fold = page.locator(f"#illustration-{bare.pk}")
    link = page.locator(f"a[href='#illustration-{bare.pk}']")
    expect(fold).not_to_have_attribute("open", "")

    link.click() if press == "click" else link.press(press)

    expect(fold).to_have_attribute("open", "")
    expect(fold.locator("textarea")).to_be_focused()
    window.check_page()
