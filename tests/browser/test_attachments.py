"""Annexes in a real browser: dropped, followed, cancelled, by keyboard, without JavaScript."""

import re

import pytest
from django.urls import reverse

from candidates.models import Attachment, Dossier
from tests.acts import write_dossier
from tests.factories import eligible_candidate, published_version
from tests.files import a_pdf, a_picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DROP = """([names, bytes]) => {
  const dropped = new DataTransfer();
  for (const name of names) dropped.items.add(new File([new Uint8Array(bytes), name], name));
  const zone = document.querySelector("[data-drop]");
  for (const kind of ["dragenter", "dragover", "drop"])
    zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: dropped }));
}"""


@pytest.fixture
def dossier():
    return write_dossier(eligible_candidate(version=published_version(blocks=(2, 1))))


def file(name, content, kind="image/png"):
    return {"name": name, "mimeType": kind, "buffer": content}


def open_annexes(open_browser, dossier, **options):
    window = open_browser(**options)
    window.sign_in(dossier.candidate.user.email)
    page = window.goto(reverse("candidates:attachments", args=[dossier.pk]))
    return window, page


def until(page, condition):
    """Wait for a condition; our CSP forbids the browser's own way of waiting."""
    for _ in range(150):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def said(page):
    return [line.strip() for line in page.locator("[data-progress] .said").all_inner_texts()]


def test_several_files_are_chosen_together_and_each_is_answered_beside_its_name(open_browser, dossier):
    window, page = open_annexes(open_browser, dossier)

    page.set_input_files(
        "#files",
        [
            file("un.png", a_picture()),
            file("page.pdf", b"<html>", "application/pdf"),
            file("deux.pdf", a_pdf()),
        ],
    )
    until(page, "document.querySelectorAll('[data-progress] .done, [data-progress] .refused').length === 3")
    until(page, "document.querySelectorAll('.annexe-rows h3').length === 2")

    lines = said(page)
    assert (lines[0], lines[2]) == ("Ajouté. Décrivez-le ci-dessous.",) * 2
    assert lines[1].startswith("Ce fichier n’est pas un PDF, JPEG ou PNG")
    assert page.locator(".annexe-rows h3").all_inner_texts() == ["un.png", "deux.pdf"]
    assert page.inner_text("[data-said]").startswith("deux.pdf : ")
    assert [c for c in window.complaints if "422" not in c[1]] == []


def test_files_are_dropped_on_the_zone_and_nowhere_else(open_browser, dossier):
    window, page = open_annexes(open_browser, dossier)

    page.evaluate(DROP, [["posé.png"], list(a_picture())])
    page.wait_for_selector(".annexe-rows h3")

    assert page.locator(".annexe-rows h3").all_inner_texts() == ["posé.png"]
    window.check_page()


def test_a_file_too_heavy_is_refused_before_it_leaves(open_browser, dossier, settings):
    settings.ATTACHMENT_MAX_BYTES = 1_000
    _window, page = open_annexes(open_browser, dossier)
    asked = []
    page.on("request", lambda request: asked.append(request.method))

    page.set_input_files("#files", file("gros.png", b"0" * 2_000))
    page.wait_for_selector("[data-progress] .refused")

    assert said(page) == ["Ce fichier dépasse 1\u00a0Ko. Réduisez-le, ou partagez-le en plusieurs."]
    assert "POST" not in asked


def test_the_bar_moves_while_a_file_goes_and_cancelling_stops_it(open_browser, dossier):
    window, page = open_annexes(open_browser, dossier)
    slow = window.context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000},
    )
    heavy = a_picture(kind="JPEG") + b"0" * 3_000_000

    page.set_input_files("#files", [file("lent.jpg", heavy, "image/jpeg"), file("attend.png", a_picture())])
    until(page, "document.querySelector('[data-progress] progress').value > 3")
    assert re.fullmatch(r"Envoi… \d+ %", said(page)[0])
    assert said(page)[1] == "En attente"
    page.get_by_role("button", name="Annuler l’envoi de attend.png").click()
    page.get_by_role("button", name="Annuler l’envoi de lent.jpg").click()
    until(page, "!document.querySelector('[data-progress] progress')")

    assert said(page) == ["Envoi annulé."] * 2
    assert not Attachment.objects.exists()
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    page.set_input_files("#files", file("après.pdf", a_pdf()))
    page.get_by_role("heading", name="après.pdf").wait_for()


def test_a_session_that_ended_is_said_and_the_page_stays(open_browser, dossier):
    window, page = open_annexes(open_browser, dossier)
    window.context.clear_cookies()

    page.set_input_files("#files", file("un.png", a_picture()))
    page.wait_for_selector("[data-progress] .refused")

    assert said(page) == [
        "Votre session est terminée. Reconnectez-vous, puis choisissez de nouveau ce fichier."
    ]
    assert not Attachment.objects.exists()


def test_an_annexe_is_added_described_and_removed_without_javascript(open_browser, dossier):
    window, page = open_annexes(open_browser, dossier, javascript=False)

    page.set_input_files(
        "#files", [file("un.png", a_picture()), file("deux.pdf", a_pdf(), "application/pdf")]
    )
    window.press("Envoyer")
    assert "2\u00a0fichiers ajoutés à vos annexes." in page.inner_text("main")
    page.get_by_role("link", name="Décrire « un.png »").click()
    page.fill("[name=label]", "Le planning")
    page.check("[name=is_anonymous]")
    page.locator("[name=competences]").first.check()
    window.press("Enregistrer et décrire la suivante")
    page.fill("[name=label]", "Le bilan")
    page.check("[name=is_anonymous]")
    window.press("Enregistrer")
    page.get_by_role("link", name="Retirer « Le bilan »").click()
    window.press("Retirer l’annexe")

    kept = Attachment.objects.get()
    assert (kept.label, kept.is_anonymous, kept.competences.count()) == ("Le planning", True, 1)
    assert window.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_annexes_are_sound_for_who_reads_otherwise_and_fit_a_phone(open_browser, dossier, width):
    window, page = open_annexes(open_browser, dossier, viewport={"width": width, "height": 740})
    long = "Planning_de_l_accueil_de_Morlaix_avant_et_après_la_réorganisation_de_septembre_2026_v12.png"
    page.set_input_files("#files", file(long, a_picture()))
    page.wait_for_selector(".annexe-rows h3")
    one = f"annexes/{Attachment.objects.get().pk}/"
    paths = ["annexes/", one, f"{one}retirer/", "", "lire/", "deposer/"]

    for path in paths:
        window.goto(reverse("candidates:dossier", args=[dossier.pk]) + path)
        window.check_page()
        wide, room = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= room, path


def test_an_annexe_is_described_with_the_keyboard_alone(open_browser, dossier):
    _window, page = open_annexes(open_browser, dossier)
    page.set_input_files("#files", file("un.png", a_picture()))
    page.wait_for_selector(".annexe-rows h3")

    page.get_by_role("link", name="Décrire « un.png »").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=label]")
    page.focus("[name=label]")
    page.keyboard.type("Le planning")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Le planning").wait_for()

    kept = Dossier.objects.get().attachments.get()
    assert (kept.label, kept.is_anonymous, kept.competences.count()) == ("Le planning", True, 1)
