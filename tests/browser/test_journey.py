"""One whole journey in a real browser, from the registration to the document."""

import hashlib
import re

import pytest
from django.core import mail

from candidates.models import Dossier
from certificates.models import Certificate, Document
from jury.models import Examination, Vote
from tests.acts import TEXT
from tests.browser.juries import steps
from tests.browser.juries.people import follow
from tests.factories import juror, manager, published_version

pytestmark = [pytest.mark.browser, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]
SECRET = "quatre mots choisis ensemble"
COMMENT = "Pas de fait précis à ce sujet, dans un récit sans repère."  # with every key of the room


def register(window):
    """The office registers somebody; each page is checked before it is left."""
    window.follow("Inscrire une personne")
    window.check_page()
    page = window.page
    for name, value in {
        "first_names": "Maëlys, Zoé",
        "birth_name": "Œuvrard",
        "used_name": "Le Guen",
        "birth_date": "1984-02-29",
        "birth_place": "Quimper",
        "birth_area": "29",
        "email": "maelys@caisse.example",
        "organisation": "Cpam du Finistère",
        "unit": "Accueil",
        "line_manager_name": "Hervé Kermarrec",
        "line_manager_email": "herve@caisse.example",
    }.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=sex]", "F")
    window.press("Inscrire et inviter")
    window.check_page()
    assert "l’invitation est envoyée" in page.inner_text("main")


def follow_modules(window):
    for start, end in [("2026-01-05", "2026-01-06"), ("2026-01-06", "2026-01-07")]:
        window.page.locator("a", has_text="Enregistrer le module").first.click()
        window.page.fill("[name=started_on]", start)
        window.page.fill("[name=ended_on]", end)
        window.page.check("[name=is_followed]")
        window.check_page()
        window.press("Enregistrer")
    window.check_page()
    assert "Oui" in window.page.inner_text("main")


def enter_by_invitation(window):
    link = re.search(r"/invitation/\S+", next(m.body for m in mail.outbox if "/invitation/" in m.body))[0]
    window.goto(link)
    window.check_page()
    window.page.fill("[name=new_password1]", SECRET)
    window.page.fill("[name=new_password2]", SECRET)
    window.press("Enregistrer et entrer")
    window.check_page()
    window.press("Se déconnecter")
    window.sign_in("maelys@caisse.example", SECRET)
    window.check_page()


def write_and_submit(window):
    window.follow("Commencer un dossier")
    window.check_page()
    for box in window.page.locator("[name=blocks]").all():
        box.check()
    window.press("Commencer à écrire")
    window.check_page()
    window.follow("Ajouter une situation")
    page = window.page
    page.fill("[name=title]", "L’accueil du lundi")
    for box in page.locator("[name=blocks]").all():
        box.check()
    for name in ("context", "presentation", "analysis"):
        page.fill(f"[name={name}]", TEXT)
    assert "caractères sur 20" in page.locator(".counter").first.inner_text()
    for fold in page.locator("details.fold").all():
        fold.locator("summary").click()
        fold.locator("textarea").fill(TEXT)
    window.check_page()
    with page.expect_navigation():  # once the server has every field
        page.get_by_role("button", name="Enregistrer et revenir").first.click()
    window.check_page()
    window.follow("Vérifier et déposer")
    window.check_page()
    page.check("[name=is_own_work]")
    window.press("Déposer mon dossier")
    window.check_page()
    assert "Reçu n°" in page.inner_text("main")


def read_by_keyboard(window, *, missing=""):
    """A and P vote, S and R (J and K too) go on and back, the arrows are the browser's, and typing a comment
    presses no key of the room."""
    steps.declare_no_link(window)
    follow(window, steps.ROOM)
    page = window.page
    with page.expect_navigation():
        page.keyboard.press("s")
    assert page.inner_text("main section .over") == "C1.2"
    with page.expect_navigation():
        page.keyboard.press("r")
    assert page.inner_text("main section .over") == "C1.1"
    for arrow in ("ArrowDown", "ArrowUp", "ArrowDown"):
        page.keyboard.press(arrow)
    assert steps.vote(window, {missing: COMMENT}) == ["C1.1", "C1.2", "C2.1"]
    steps.seal(window)


def issue_and_download(window, tmp_path):
    window.goto("/gestion/a-delivrer/")
    window.check_page()
    for box in window.page.locator("[name=certificates]").all():
        box.check()
    window.press("Délivrer les certificats choisis")
    window.check_page()
    path = tmp_path / "office.pdf"
    steps.downloaded(window.page.locator("a", has_text="PDF du certificat").first, path)
    return path


def test_from_the_registration_to_the_document_in_a_browser(open_browser, tmp_path):
    version = published_version(blocks=(2, 1))
    office, people = manager(), [juror(), juror()]
    desk, home, chair, member = (open_browser() for _ in range(4))
    desk.goto("/connexion/")
    desk.check_page()
    desk.sign_in(office.email)
    desk.check_page()
    register(desk)
    follow_modules(desk)
    enter_by_invitation(home)
    write_and_submit(home)
    steps.constitute(desk, people)
    steps.entrust(desk, Dossier.objects.get())
    chair.sign_in(people[0].email)
    read_by_keyboard(chair)
    member.sign_in(people[1].email)
    read_by_keyboard(member, missing="C1.2")
    assert Vote.objects.get(is_acquired=False).comment == COMMENT
    steps.close_reading(chair)

    assert Examination.objects.get().state == "closed"
    assert [c.block.code for c in Certificate.objects.ccps().order_by("block__position")] == [
        b.code for b in version.blocks.all()
    ]
    document = issue_and_download(desk, tmp_path).read_bytes()
    assert document.startswith(b"%PDF")
    assert hashlib.sha256(document).hexdigest() in set(Document.objects.values_list("file_sha256", flat=True))
    home.goto("/certificats/")
    home.check_page()
    mine, cqp = tmp_path / "holder.pdf", Certificate.objects.cqps().get()
    link = home.page.get_by_role("link", name="Télécharger (PDF)", exact=True).first
    assert steps.downloaded(link, mine).suggested_filename == f"{cqp.number}.pdf"
    assert hashlib.sha256(mine.read_bytes()).hexdigest() == cqp.sheet.file_sha256
    for path in ("/mon-parcours/", "/dossiers/", "/messages/", f"/resultats/{Examination.objects.get().pk}/"):
        home.goto(path)
        home.check_page()
    anyone = open_browser()
    anyone.goto("/verifier/")
    anyone.check_page()
    anyone.page.fill("[name=code]", cqp.printed_code.lower())
    anyone.press("Vérifier")
    anyone.check_page()
    assert "Ce certificat est authentique et en vigueur" in anyone.page.inner_text("main")
