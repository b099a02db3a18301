"""An employer with a file: it is checked without leaving their computer, or sent when they ask for it."""

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.utils import timezone

from certificates.models import DocumentKind
from certificates.services import issue_certificate
from tests import acts
from tests.factories import eligible_candidate, manager, published_version

pytestmark = [pytest.mark.browser, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def ccp(live_server, settings):
    settings.PUBLIC_URL = live_server.url
    cache.clear()
    candidate = eligible_candidate(version=published_version(blocks=(2,)))
    acts.validated_on_reading(candidate)
    waiting = candidate.certificates.ccps().get()
    return issue_certificate(waiting, issued_on=timezone.localdate(), at=timezone.now(), by=manager())


def file_of(ccp, tmp_path, kind=DocumentKind.SHEET):
    content = default_storage.open(ccp.documents.get(kind=kind).file).read()
    path = tmp_path / f"{kind}.pdf"
    path.write_bytes(content)
    return path


def test_only_the_digest_is_sent_until_its_reader_asks_for_more(open_browser, ccp, tmp_path):
    window = open_browser(**PHONE)
    page = window.goto(f"/verifier/{ccp.code}/")
    window.check_page()
    sent = []
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    path = file_of(ccp, tmp_path)

    page.set_input_files("[name=file]", str(path))
    page.get_by_text("Ce fichier est identique à celui qui a été délivré").wait_for()
    identical = b"".join(sent)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    other = tmp_path / "modifié.pdf"
    other.write_bytes(content)
    page.set_input_files("[name=file]", str(other))
    page.get_by_text("Ce fichier n’est aucun de ceux qui ont été délivrés").wait_for()
    before_asking = b"".join(sent)
    window.check_page()
    page.get_by_role("button", name="Faire contrôler le fichier par le serveur, sans le garder").click()
    page.get_by_text("Ce fichier a été modifié").wait_for()

    assert b"%PDF" not in identical + before_asking
    assert ccp.sheet.file_sha256.encode() in identical
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    window.check_page()


def test_without_javascript_the_file_is_sent_checked_and_forgotten(open_browser, ccp, tmp_path):
    window = open_browser(javascript=False)
    page = window.goto("/verifier/")

    page.set_input_files("[name=file]", str(file_of(ccp, tmp_path, DocumentKind.ANNEX)))
    window.press("Contrôler le fichier")

    assert "identique" in page.inner_text("h2 >> nth=0")
    assert f"l’annexe du certificat n° {ccp.number}" in page.inner_text("main").replace("\u00a0", " ")


UNREADABLE = "Ce fichier n’a pas pu être lu"


def drop(page, path):
    """What a hand lets fall on the page's place for it, a folder as well as a file."""
    page.locator(".dropzone").scroll_into_view_if_needed()
    box = page.locator(".dropzone").bounding_box()
    hand = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] - 5, "data": data}
    for kind in ("dragEnter", "dragOver", "drop"):
        hand.send("Input.dispatchDragEvent", {"type": kind, **where})


def test_a_folder_or_a_file_that_is_gone_is_said_not_to_be_read_and_one_may_try_again(
    open_browser, ccp, tmp_path
):
    window = open_browser()
    page = window.goto("/verifier/")
    answer = page.locator("[data-file-answer]")
    folder, path = tmp_path / "dossier", file_of(ccp, tmp_path)
    folder.mkdir()

    drop(page, folder)
    answer.get_by_text(UNREADABLE).wait_for()
    drop(page, path)
    answer.get_by_text("Ce fichier est identique à celui qui a été délivré").wait_for()
    content = path.read_bytes()
    path.unlink()
    page.get_by_role("button", name="Contrôler le fichier", exact=True).click()
    answer.get_by_text(UNREADABLE).wait_for()
    path.write_bytes(content)
    page.set_input_files("[name=file]", str(path))

    answer.get_by_text("Ce fichier est identique à celui qui a été délivré").wait_for()
    assert not answer.get_by_text("Contrôle en cours").count()


def test_a_number_stays_on_one_line_in_the_answer_about_a_file(open_browser, ccp, tmp_path):
    page = open_browser(**PHONE).goto("/verifier/")

    page.set_input_files("[name=file]", str(file_of(ccp, tmp_path)))
    page.get_by_text("Ce fichier est identique à celui qui a été délivré").wait_for()

    number = page.locator("[data-file-answer] section").first.locator(".nowrap")
    assert number.inner_text() == ccp.number
    assert number.evaluate("(one) => one.getClientRects().length") == 1
