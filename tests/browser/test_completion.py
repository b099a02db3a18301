"""Pages of a return, of versions and of the review of mentions: nothing that axe finds serious."""

import pytest

from candidates.models import Dossier
from tests import acts, returns
from tests.factories import eligible_candidate, juror, manager, published_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_dossier_is_reviewed_sent_back_completed_and_compared_without_a_serious_fault(open_browser):
    version = published_version(blocks=(2,))
    office = manager(email="office@organisme.example")
    chair = juror(email="presidence@organisme.example")
    jury = acts.constitution.constitute_jury(
        version, name="Jury", members=[chair, juror()], chair=chair, by=office, at=acts.timezone.now()
    )
    people = [
        eligible_candidate(version=version, user__email=f"candidat{rank}@organisme.example")
        for rank in range(2)
    ]
    dossier, other = acts.write_dossier(people[0]), acts.submitted_dossier(people[1])
    dossier.situations.update(analysis=f"{acts.TEXT} Mme Durand, et Mme Services.")

    window = open_browser()
    window.sign_in(people[0].user.email)
    window.goto(f"/dossiers/{dossier.pk}/deposer/")
    window.check_page()
    window.follow("Relire « Mme Durand »")
    window.check_page()
    window.page.get_by_label("Remplacer par").first.fill("une collègue")
    window.press("Remplacer « Mme Durand »")
    window.press("Garder « Mme Services »")
    assert "Aucune mention n’attend votre décision" in window.page.inner_text("main")
    window.check_page()

    returns.send_back(acts.submit(Dossier.objects.get(pk=dossier.pk)))
    window.goto(f"/dossiers/{dossier.pk}/")
    window.check_page()
    returns.rewrite(Dossier.objects.get(pk=dossier.pk), "Une analyse neuve. " * 40)
    window.page.get_by_label("Votre réponse au point 1").fill("C’est fait.")
    window.press("Enregistrer et vérifier avant de déposer")
    window.page.check("[name=is_own_work]")
    window.press("Déposer mon dossier")
    window.goto(f"/dossiers/{dossier.pk}/versions/")
    window.check_page()
    window.follow("Ce qui a changé depuis la version 1")
    window.check_page()
    assert window.page.locator(".compared ins").count() == 1
    assert "underline" in window.page.locator(".compared ins").evaluate(
        "e => getComputedStyle(e).textDecoration"
    )
    assert "line-through" in window.page.locator(".compared del").evaluate(
        "e => getComputedStyle(e).textDecoration"
    )

    examination = acts.assign(Dossier.objects.get(pk=dossier.pk), jury, office=office)
    window = open_browser()
    window.sign_in(chair.email)
    window.goto(f"/jury/examens/{examination.pk}/changements/")
    window.check_page()

    window = open_browser()
    window.sign_in(office.email)
    window.goto(f"/gestion/dossiers/{other.pk}/renvoyer/")
    window.check_page()
    returns.send_back(other)
    for page in ("chronologie", "complement/prolonger", "complement/annuler"):
        window.goto(f"/gestion/dossiers/{other.pk}/{page}/")
        window.check_page()
    assert window.complaints == []
