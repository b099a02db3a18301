"""CCPs add up to the CQP, whatever the number of blocks and of dossiers."""

from pathlib import Path

import pytest
from django.conf import settings as project
from django.utils import timezone

from certificates.models import Certificate
from referentials.file_format import read_referential
from referentials.services import publish_version
from tests.journeys import path
from tests.journeys.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]
ILLUSTRATIVE = Path(project.BASE_DIR) / "referentials" / "data" / "cqp-mo-illustratif.json"


def test_four_blocks_over_three_dossiers_give_the_cqp_with_the_fourth_ccp_and_not_before(
    make_world, settings, go_to
):
    version, _ = publish_version(read_referential(ILLUSTRATIVE.read_bytes()), by=None, at=timezone.now())
    world = make_world(version)
    candidate = path.registered(world)
    path.follow_modules(world, candidate)
    jury = path.constituted(world)
    first, second, third, fourth = version.blocks.all()
    for day, blocks, tiles in [
        (10, [third], ["À présenter", "À présenter", "Validé", "À présenter"]),
        (11, [first, fourth], ["Validé", "À présenter", "Validé", "Validé"]),
        (12, [second], ["Validé", "Validé", "Validé", "Validé"]),
    ]:
        assert not Certificate.objects.cqps().exists()
        go_to(2026, 3, day, 9, 0)
        path.read_by_all(world, path.entrusted(world, path.submitted(candidate, blocks), jury))
        assert candidate.home().tiles == tiles
    path.check_home(candidate, "Vous avez obtenu le CQP MO")
    cqp = Certificate.objects.cqps().get()
    told = candidate.news()
    assert told.count("Un certificat vous est attribué") == 4
    assert told.count("Votre certification vous est attribuée") == 1
    assert world.office.home().figures == {"À délivrer": 5}

    settings.DEMO = False
    refused = world.office.post("certificates:to_issue", certificates=[cqp.pk], issued_on="12/03/2026")
    assert refused.status_code == 200
    assert Page(refused).refusals == {
        "": [
            "Ce référentiel est illustratif : aucun certificat ne peut en être délivré. "
            "Chargez le référentiel enregistré."
        ]
    }
    assert not Certificate.objects.issued().exists()
    assert candidate.news() == []

    settings.DEMO = True
    assert path.issued(world, [cqp], day="12/03/2026") == ["MO-2026-0001"]
    issued = list(Certificate.objects.issued())
    made = {c.pk: path.check_document(world, candidate, c) for c in issued}
    assert len({pdf for pdf, _text in made.values()}) == 5
    assert all("SPÉCIMEN" in text for _pdf, text in made.values())
    for ccp in Certificate.objects.ccps():
        assert ccp.number in made[cqp.pk][1]
    says = "Spécimen inscrit au registre de démonstration"
    path.check_public_page(world, made[cqp.pk][1], cqp, says=says)
    path.check_news([candidate, *["Un certificat vous est délivré"] * 5])
    path.check_closed_to_strangers(candidate, world.strangers, [("certificates:document", cqp.pk)])


@pytest.mark.parametrize("count", [1, 3, 6])
def test_a_certification_of_any_number_of_blocks_runs_the_same_path(make_world, count):
    world = make_world(blocks=(1,) * count)
    candidate = path.registered(world)
    path.check_home(candidate, "Suivre vos modules obligatoires", tiles=["À présenter"] * count)
    path.follow_modules(world, candidate)
    path.check_home(candidate, "Présenter un bloc", tiles=["À présenter"] * count)
    dossier = path.submitted(candidate, list(world.version.blocks.all()))
    examination = path.entrusted(world, dossier, path.constituted(world))

    path.read_by_all(world, examination)

    path.check_home(candidate, "Vous avez obtenu le CQP T", tiles=["Validé"] * count)
    assert world.office.home().figures == {"À délivrer": count + 1}
    cqp = Certificate.objects.cqps().get()
    assert path.issued(world, [cqp], day="09/03/2026") == ["T-2026-0001"]
    certificates = list(Certificate.objects.issued())
    made = {c.pk: path.check_document(world, candidate, c) for c in certificates}
    assert len({pdf for pdf, _text in made.values()}) == count + 1
    for certificate in certificates:
        path.check_public_page(world, made[certificate.pk][1], certificate)
    assert [c.number for c in certificates if not c.is_ccp] == ["T-2026-0001"]
    assert {c.number for c in certificates if c.is_ccp} == {
        f"T-B{rank}-2026-{rank:04d}" for rank in range(1, count + 1)
    }
    path.check_closed_to_strangers(
        candidate,
        world.strangers,
        [("candidates:dossier", dossier), ("jury:result", examination), ("certificates:document", cqp.pk)],
    )
    path.check_closed_to_strangers(
        world.chair,
        [*world.strangers, candidate],
        [("jury:examination", examination), ("jury:reading", examination)],
    )
