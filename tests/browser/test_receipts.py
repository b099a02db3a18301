"""A candidate follows a dossier, keeps the receipt, and presents a refused block again: with the keyboard's
reader in mind, and on a phone."""

import pytest

from candidates.models import Dossier
from tests import acts
from tests.factories import OrganisationFactory, eligible_candidate, published_version

pytestmark = [pytest.mark.browser, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.mark.parametrize("options", [{}, PHONE], ids=["laptop", "phone"])
def test_a_refused_block_is_presented_again_from_its_receipt_to_its_reasons(open_browser, options):
    candidate = eligible_candidate(
        version=published_version(blocks=(2, 1)),
        birth_name="Œschger-Łukasiewicz",
        first_names="Anne-Élisabeth",
        user__organisation=OrganisationFactory(name="Caisse primaire d’assurance maladie du Puy-de-Dôme"),
    )
    block = candidate.version.blocks.first()
    examination = acts.assign(acts.submitted_dossier(candidate, [block]))
    acts.cast_all(examination, missing={"C1.2"})
    examination = acts.hold_interview(acts.close_reading(examination))
    window = open_browser(**options)
    window.sign_in(candidate.user.email)
    page = window.goto(f"/dossiers/{examination.dossier_id}/")
    assert "Le jury" in page.inner_text(".custody h2")
    seen = [page.url]

    def look():
        window.check_page()
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        seen.append(page.url)

    look()
    with page.expect_navigation():
        page.locator("dd a.num").click()
    look()
    with page.expect_download() as download:
        page.get_by_role("link", name="Dossier (PDF)").click()
    assert download.value.suggested_filename == f"Dossier-{examination.dossier.reference}-v1.pdf"
    acts.cast_all(examination, stage="interview", missing={"C1.2"})
    acts.close_deliberation(examination)

    window.goto(f"/resultats/{examination.pk}/")
    look()
    window.follow("Commencer un dossier pour ce bloc")
    look()
    assert page.get_by_label("Repartir du texte du dossier").is_checked()
    window.press("Commencer à écrire")
    look()

    assert "Pas de fait précis." in page.inner_text(".earlier")
    taken = Dossier.objects.get(taken_up_from=examination.dossier_id)
    assert [one.title for one in taken.situations.all()] == ["Situation B1"]
    assert len(seen) == 6
