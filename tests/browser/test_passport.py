"""The passport of modules in a real browser: read by axe, on a phone and on a laptop."""

import pytest
from django.utils import timezone

from candidates.models import ModuleAttendance, Route
from candidates.services import passport
from tests.candidates.attendance_lists import xlsx_of
from tests.factories import CandidateFactory, manager, published_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [{"viewport": {"width": 360, "height": 740}}, {"viewport": {"width": 1280, "height": 900}}]


def check(window):
    """Nothing grave for axe, nothing in the console, nothing beyond the edge."""
    window.check_page()
    width, room = window.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert (window.page.url, width <= room) == (window.page.url, True)


@pytest.mark.parametrize(
    ("size", "javascript"),
    [(SIZES[0], True), (SIZES[1], True), (SIZES[0], False)],
    ids=["phone", "laptop", "phone without JavaScript"],
)
def test_a_module_is_declared_refused_declared_again_and_confirmed(open_browser, size, javascript):
    candidate = CandidateFactory(
        version=published_version(),
        route=Route.VAE,
        feasibility_requested_on=timezone.localdate(),
        birth_name="Vandenbroucke-Delahousse",
    )
    office = manager()
    home, desk = open_browser(javascript=javascript, **size), open_browser(javascript=javascript, **size)

    def look(window):
        if javascript:
            check(window)

    home.sign_in(candidate.user.email)
    home.follow("Mes modules")
    look(home)
    for start, decision in [("2026-01-05", "Refuser avec ce motif"), ("2026-01-12", "Confirmer la présence")]:
        home.page.locator("a", has_text="J’ai suivi ce module").first.click()
        look(home)
        if decision.startswith("Refuser"):
            home.press("Déclarer")
            assert "Ce champ est obligatoire." in home.page.inner_text("main")
            look(home)
        home.page.fill("[name=started_on]", start)
        home.page.fill("[name=ended_on]", start)
        home.page.fill("[name=training_body]", "Institut de formation aux métiers de la Sécurité sociale")
        home.press("Déclarer")
        look(home)
        assert "Déclaré, à confirmer" in home.page.inner_text("main")
        if decision.startswith("Refuser"):
            desk.sign_in(office.email)
        else:
            desk.goto("/gestion/")
        look(desk)
        desk.follow("Modules à confirmer")
        look(desk)
        desk.page.locator("a", has_text="Vérifier").first.click()
        look(desk)
        if decision.startswith("Refuser"):
            desk.press(decision)
            assert "Écrivez le motif" in desk.page.inner_text("main")
            look(desk)
            desk.page.fill("[name=reason]", "L’attestation porte une autre date.")
        desk.press(decision)
        home.goto(f"/parcours/{candidate.pk}/modules/")
        look(home)

    assert "Suivi et confirmé" in home.page.inner_text("main")
    assert ModuleAttendance.objects.get().confirmed_by == office
    for path in ("recevabilite/", ""):
        desk.goto(f"/gestion/candidats/{candidate.pk}/{path}")
        look(desk)


@pytest.mark.parametrize("size", SIZES, ids=["phone", "laptop"])
def test_a_list_is_tried_corrected_and_applied(open_browser, size, tmp_path):
    version = published_version()
    people, office = [CandidateFactory(version=version) for _ in range(3)], manager()
    first, second = version.modules.all()
    day = timezone.localdate()
    passport.declare_attendance(
        people[0], first, started_on=day, ended_on=day, training_body="", trainer_email="",
        by=people[0].user, at=timezone.now(),
    )  # fmt: skip
    rows = [[p.user.email, second.title, "05/01/2026", "06/01/2026", "", "", "oui"] for p in people]
    wrong, right = tmp_path / "fautive.xlsx", tmp_path / "bonne.xlsx"
    wrong.write_bytes(
        xlsx_of([*rows, ["inconnue@caisse.example", "Tricot", "31/02/2026", "", "", "x", "si"]])
    )
    right.write_bytes(xlsx_of(rows))
    window = open_browser(**size)
    window.sign_in(office.email)
    window.follow("Importer des présences")
    check(window)
    window.press("Essayer")
    check(window)
    assert "Choisissez un fichier." in window.page.inner_text("main")
    for file, words in [(wrong, "1 ligne est à corriger"), (right, "3 changements à appliquer")]:
        window.page.set_input_files("[name=file]", file)
        window.press("Essayer")
        check(window)
        assert words in window.page.inner_text("main").replace("\u00a0", " ")
        if file is wrong:
            window.follow("Envoyer un autre fichier")
    window.press("Appliquer")
    check(window)

    assert "Import appliqué" in window.page.inner_text("h1")
    assert ModuleAttendance.objects.filter(is_followed=True).count() == 3
