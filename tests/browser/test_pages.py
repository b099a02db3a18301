"""Main pages on a small screen, and the candidate's writing without JavaScript."""

import pytest
from django.utils import timezone

from candidates.models import Dossier
from certificates.models import Certificate
from certificates.services import issue_certificate
from tests import acts, returns
from tests.factories import (
    PASSWORD,
    OrganisationFactory,
    eligible_candidate,
    juror,
    manager,
    published_version,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def town(open_browser):
    """Work at every stage, from a draft to a certificate: who opens which pages."""
    version = published_version(
        blocks=(2, 3, 1), title="Manager opérationnel de la Sécurité sociale et de ses organismes"
    )
    office, chair = manager(email="office@organisme.example"), juror(email="presidence@organisme.example")
    people = [chair, juror(last_name="Le Bihan de Kerguelen-Trémarec")]
    jury = acts.constitution.constitute_jury(
        version,
        name="Jury d’automne, session extraordinaire",
        members=people,
        chair=chair,
        by=office,
        at=timezone.now(),
    )
    one, *others = [
        eligible_candidate(
            version=version,
            birth_name="Vandenbroucke-Delahousse",
            user__email=f"candidat{rank}@organisme.example",
            user__organisation=OrganisationFactory(
                name=f"Caisse primaire d’assurance maladie du Puy-de-Dôme {rank}"
            ),
        )
        for rank in range(6)
    ]
    first, second, third = version.blocks.all()
    done = acts.assign(acts.submitted_dossier(one, [first]), jury, office=office)
    acts.cast_all(done)
    acts.close_reading(done)
    issue_certificate(Certificate.objects.get(), issued_on=timezone.localdate(), at=timezone.now(), by=office)
    open_one = acts.assign(acts.submitted_dossier(one, [second]), jury, office=office)
    acts.cast_all(open_one, missing={"C2.2"})
    acts.close_reading(open_one)
    draft = acts.write_dossier(one, [third])
    waiting = acts.submitted_dossier(others[0])
    reading = acts.assign(acts.submitted_dossier(others[1]), jury, office=office)
    proven = acts.assign(returns.completed(acts.submitted_dossier(others[2])), jury, office=office)
    named = acts.write_dossier(others[3])
    named.situations.filter(position=1).update(analysis="Avec Mme Durand-Le Bihan, au 02 98 00 00 00. " * 20)
    returned = returns.send_back(acts.submitted_dossier(others[4]))
    acts.cast_all(proven)
    certificate = Certificate.objects.issued().get()
    competence = first.competences.first().pk
    return {
        "": [
            "/connexion/",
            "/mot-de-passe/oublie/",
            "/verifier/",
            f"/verifier/{certificate.code}/",
            "/verifier/RIEN/",
        ],
        office.email: [
            "/gestion/",
            "/gestion/candidats/",
            "/gestion/candidats/inscrire/",
            f"/gestion/candidats/{one.pk}/",
            f"/gestion/candidats/{one.pk}/corriger/",
            f"/gestion/candidats/{one.pk}/modules/{version.modules.first().pk}/",
            "/gestion/dossiers/",
            f"/gestion/dossiers/{waiting.pk}/confier/",
            f"/gestion/dossiers/{open_one.dossier_id}/chronologie/",
            f"/dossiers/{open_one.dossier_id}/",
            f"/gestion/dossiers/{waiting.pk}/renvoyer/",
            f"/gestion/dossiers/{returned.pk}/chronologie/",
            f"/gestion/dossiers/{returned.pk}/complement/prolonger/",
            f"/gestion/dossiers/{returned.pk}/complement/annuler/",
            f"/dossiers/{proven.dossier_id}/versions/",
            f"/dossiers/{proven.dossier_id}/versions/2/changements/",
            "/gestion/jurys/",
            "/gestion/jurys/constituer/",
            "/gestion/jurys/membres/",
            "/gestion/jurys/membres/inviter/",
            f"/jury/examens/{open_one.pk}/convoquer/",
            f"/gestion/examens/{reading.pk}/dissoudre/",
            "/gestion/a-delivrer/",
            "/gestion/registre/",
            f"/gestion/registre/{certificate.pk}/",
            "/messages/",
        ],
        chair.email: [
            "/jury/dossiers/",
            f"/jury/examens/{reading.pk}/",
            f"/jury/examens/{reading.pk}/dossier/",
            f"/jury/examens/{reading.pk}/lecture/{competence}/",
            f"/jury/examens/{reading.pk}/lecture/envoyer/",
            f"/jury/examens/{proven.pk}/lecture/clore/",
            f"/jury/examens/{proven.pk}/changements/",
            f"/jury/examens/{open_one.pk}/convoquer/",
            "/messages/",
        ],
        others[3].user.email: [f"/dossiers/{named.pk}/relecture/", f"/dossiers/{named.pk}/deposer/"],
        others[4].user.email: ["/mon-parcours/", f"/dossiers/{returned.pk}/completer/"],
        one.user.email: [
            "/mon-parcours/",
            "/dossiers/",
            f"/parcours/{one.pk}/nouveau-dossier/",
            f"/dossiers/{draft.pk}/",
            f"/dossiers/{draft.pk}/situations/{draft.situations.first().pk}/",
            f"/dossiers/{draft.pk}/situations/nouvelle/",
            f"/dossiers/{draft.pk}/deposer/",
            f"/dossiers/{draft.pk}/lire/",
            f"/dossiers/{open_one.dossier_id}/",
            f"/resultats/{open_one.pk}/",
            f"/resultats/{done.pk}/",
            "/certificats/",
            "/messages/",
        ],
    }


def test_no_main_page_scrolls_sideways_on_a_small_screen(town, open_browser):
    too_wide, seen = [], 0
    for email, paths in town.items():
        window = open_browser(**PHONE)
        if email:
            window.sign_in(email)
        for path in paths:
            page = window.goto(path)
            width, room = page.evaluate(
                "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
            )
            assert page.inner_text("h1") != "Cette page n’existe pas", path
            too_wide += [(path, width)] if width > room else []
            seen += 1
    assert too_wide == []
    assert seen > 40


def test_a_candidate_writes_and_submits_a_dossier_without_javascript(open_browser):
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    window = open_browser(javascript=False)
    window.sign_in(candidate.user.email, PASSWORD)
    window.follow("Commencer un dossier")
    page = window.page
    for box in page.locator("[name=blocks]").all():
        box.check()
    window.press("Commencer à écrire")
    window.follow("Ajouter une situation")
    page.fill("[name=title]", "L’accueil du lundi")
    for box in page.locator("[name=blocks]").all():
        box.check()
    for name in ("context", "presentation", "analysis"):
        page.fill(f"[name={name}]", acts.TEXT)
    window.press("Enregistrer")
    assert "Enregistré à" in page.inner_text("main")
    for fold in page.locator("details.fold").all():
        fold.locator("summary").click()
        fold.locator("textarea").fill(acts.TEXT)
    window.press("Enregistrer et revenir")
    window.follow("Vérifier et déposer")
    page.check("[name=is_own_work]")
    window.press("Déposer mon dossier")

    assert "Reçu n°" in page.inner_text("main")
    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.situations.get().illustrations.count()) == ("submitted", 3)
    assert window.complaints == []
