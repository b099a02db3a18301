"""The route of VAE: a feasibility decision first, the same modules, the dossier under its own name."""

import pytest

from certificates.models import Certificate
from tests.journeys import path
from tests.journeys.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]
SILENT = {"route": "vae", "feasibility_requested_on": "10/01/2026"}
WAITING = (
    "La demande de recevabilité (VAE) du 10 janvier 2026 attend une réponse ; "
    "sans réponse, elle sera acceptée le 10 mars 2026."
)


def test_two_months_of_silence_open_the_vae_route_up_to_the_document(make_world, go_to):
    world = make_world(blocks=(2, 1))
    candidate = path.registered(world, **SILENT)
    path.follow_modules(world, candidate)
    dossier = path.written(candidate, list(world.version.blocks.all()))
    page = candidate.get("candidates:dossier_submit", dossier)
    assert WAITING in page.text
    early = candidate.post("candidates:dossier_submit", dossier, is_own_work="on")
    assert early.status_code == 200
    assert Page(early).refusals == {"": [WAITING]}
    path.check_home(
        candidate,
        "Terminer votre dossier pour les blocs 1 et 2",
        ["Recevabilité en attente d’une réponse"],
    )
    assert candidate.news() == []

    go_to(2026, 3, 10, 0, 1)
    path.check_home(candidate, "Relire et déposer votre dossier pour les blocs 1 et 2")
    candidate.send("candidates:dossier_submit", dossier, is_own_work="on")

    assert "Dossier de validation, blocs 1 et 2" in candidate.get("candidates:dossier", dossier).text
    examination = path.entrusted(world, dossier, path.constituted(world))
    for juror in world.jury:
        page = juror.get("jury:examination", examination)
        assert "Dossier de validation, version 1" in page.text
        assert "Dossier de pratiques professionnelles" not in page.text
    path.read_by_all(world, examination, missing={"C2.1"})
    path.summoned(world.chair, examination, day="25/03/2026")
    go_to(2026, 3, 25, 15, 0)
    path.interviewed(world, examination)
    path.deliberated(world, examination)
    path.check_home(candidate, "Vous avez obtenu le CQP T", tiles=["Validé", "Validé"])
    cqp = Certificate.objects.cqps().get()
    path.issued(world, [cqp], day="25/03/2026")
    _pdf, text = path.check_document(world, candidate, cqp)
    path.check_public_page(world, text, cqp)
    path.check_news(
        [
            candidate,
            "Votre dossier est déposé",
            "Votre dossier est en lecture",
            "Un certificat vous est attribué",
            "La lecture de votre dossier est close",
            "Convocation à un entretien",
            "Un certificat vous est attribué",
            "Votre certification vous est attribuée",
            "Le jury a rendu sa décision",
            *["Un certificat vous est délivré"] * 3,
        ],
        [
            world.office,
            "Un dossier est à confier à un jury",
            "Des certificats sont à délivrer",
            "Un entretien est à convoquer",
            "Des certificats sont à délivrer",
        ],
    )
    path.check_closed_to_strangers(
        candidate, world.strangers, [("candidates:dossier", dossier), ("jury:result", examination)]
    )
    path.check_closed_to_strangers(
        world.chair, [*world.strangers, candidate], [("jury:examination", examination)]
    )


def test_a_refused_feasibility_closes_the_vae_route(make_world):
    world = make_world(blocks=(1,))
    candidate = path.registered(
        world, **SILENT, feasibility_is_accepted="no", feasibility_decided_on="20/01/2026"
    )
    path.follow_modules(world, candidate)
    dossier = path.written(candidate, list(world.version.blocks.all()))

    answer = candidate.post("candidates:dossier_submit", dossier, is_own_work="on")

    assert answer.status_code == 200
    assert Page(answer).refusals == {"": ["La demande de recevabilité (VAE) a été refusée."]}
    assert "Brouillon" in candidate.get("candidates:dossiers").text
    assert world.office.home().figures == {}


def test_the_modules_bind_the_vae_route_too_and_in_this_order(make_world):
    world = make_world(blocks=(1,))
    candidate = path.registered(
        world,
        route="vae",
        feasibility_requested_on="05/01/2026",
        feasibility_is_accepted="yes",
        feasibility_decided_on="20/01/2026",
    )
    path.follow_modules(world, candidate, [("03/03/2026", "04/03/2026"), ("02/03/2026", "02/03/2026")])
    dossier = path.written(candidate, list(world.version.blocks.all()))

    answer = candidate.post("candidates:dossier_submit", dossier, is_own_work="on")

    assert answer.status_code == 200
    assert Page(answer).refusals == {
        "": [
            "Le module « Se préparer aux épreuves de certification » a commencé le 2 mars 2026, avant "
            "la fin du "
            "module « Analyser et formaliser sa pratique » (4 mars 2026) : l’ordre des modules est "
            "obligatoire, "
            "il est à suivre de nouveau à partir du 4 mars 2026."
        ]
    }

    path.follow_modules(world, candidate, [("03/03/2026", "04/03/2026"), ("04/03/2026", "05/03/2026")])
    candidate.send("candidates:dossier_submit", dossier, is_own_work="on")
    assert candidate.news() == ["Votre dossier est déposé"]
