"""What does not go straight: a refused block, absences, a jury dissolved."""

import pytest

from certificates.models import Certificate
from jury.models import Examination
from tests.factories import juror
from tests.journeys import path
from tests.journeys.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]


def to_the_interview(world, go_to, *, blocks=None):
    """A candidate whose C1.2 the reading did not prove, summoned for the 1st of April, on that day."""
    candidate = path.registered(world)
    path.follow_modules(world, candidate)
    dossier = path.submitted(candidate, blocks or list(world.version.blocks.all()))
    examination = path.entrusted(world, dossier, path.constituted(world))
    path.read_by_all(world, examination, missing={"C1.2"})
    path.summoned(world.office, examination, day="01/04/2026")
    go_to(2026, 4, 1, 15, 30)
    for person in (candidate, world.office, *world.jury):
        person.news()
    return candidate, dossier, examination


def test_a_block_refused_after_the_interview_is_presented_again_and_validated(make_world, go_to):
    world = make_world(blocks=(2, 1))
    block = world.version.blocks.first()
    candidate, dossier, examination = to_the_interview(world, go_to, blocks=[block])
    path.interviewed(world, examination)
    path.deliberated(world, examination, missing={"C1.2"})

    path.check_home(candidate, "Présenter un bloc", tiles=["Non validé", "À présenter"])
    path.check_news(
        [candidate, "Le jury a rendu sa décision"],
        [world.office],
        [world.chair, "Tous les avis sont envoyés"],
        [world.member, path.TO_SIGN],
    )
    result = candidate.get("jury:result", examination)
    assert "✗ Non validé" in result.text
    assert "Motif : C1.2 : il manque un fait précis." in result.text
    assert world.office.home().figures == {}
    assert not Certificate.objects.exists()
    assert "Aucun certificat pour l’instant." in candidate.get("certificates:mine").text

    again = path.submitted(candidate, [block])
    assert again != dossier
    people = [world.arrive(juror()), world.arrive(juror())]
    second = path.entrusted(world, again, path.constituted(world, "Jury d’avril", people))
    page = people[0].get("jury:reading", second)
    assert [view.competence.code for view in page.context["views"]] == ["C1.1", "C1.2"]
    for name in ("jury:reading", "jury:examination", "jury:dossier_whole"):
        assert "il manque un fait précis" not in people[0].get(name, second).text
    path.check_closed_to_strangers(people[0], world.jury, [("jury:examination", second)])
    path.check_closed_to_strangers(world.chair, people, [("jury:examination", examination)])
    path.read_by_all(world, second, people=people)

    path.check_home(candidate, "Présenter un bloc", tiles=["Validé", "À présenter"])
    ccp = Certificate.objects.get()
    path.issued(world, [ccp], day="01/04/2026")
    _pdf, text = path.check_document(world, candidate, ccp)
    path.check_public_page(world, text, ccp)
    path.check_news(
        [
            candidate,
            "Votre dossier est déposé",
            "Votre dossier est en lecture",
            "Un certificat vous est attribué",
            "Le jury a rendu sa décision",
            "Un certificat vous est délivré",
        ],
        [world.office, "Un dossier est à confier à un jury", "Des certificats sont à délivrer"],
        [people[0], "Un dossier vous est confié", "Tous les avis sont envoyés"],
        [people[1], "Un dossier vous est confié", path.TO_SIGN],
        [world.chair],
        [world.member],
    )


def test_an_absence_without_excuse_is_decided_on_the_reading_alone(make_world, go_to):
    world = make_world(blocks=(2, 1))
    candidate, _dossier, examination = to_the_interview(world, go_to)
    open_one = world.version.blocks.first().competences.get(code="C1.2")
    world.chair.send(
        "jury:interview_record", examination, attendance="absent", reason="Aucune nouvelle.", present=None
    )
    path.check_turns((world.chair, "À clore"), (world.member, "En attente de la présidence"))
    path.check_home(candidate, "Rien à faire pour l’instant", ["Délibération en cours"])
    motive = f"motive_{open_one.pk}"
    proposed = world.chair.get("jury:deliberation_close", examination).form().values[motive]
    assert proposed == ["C1.2 : il manque un fait précis."]
    bare = world.chair.post("jury:deliberation_close", examination, **{motive: None})
    assert bare.status_code == 200
    assert Page(bare).refusals == {motive: ["Écrivez le motif pour C1.2 : la personne candidate le lira."]}

    page = world.chair.send(
        "jury:deliberation_close", examination, **{motive: "Le dossier ne le montre pas."}
    )

    assert "La délibération est close" in page.text
    path.check_home(candidate, "Présenter un bloc", tiles=["Non validé", "Validé"])
    assert "Motif : Le dossier ne le montre pas." in candidate.get("jury:result", examination).text
    told = "Le jury a rendu sa décision"
    path.check_news([candidate, told], [world.office], [world.chair], [world.member, path.TO_SIGN])
    ccp = Certificate.objects.get()
    assert ccp.block.code == "B2"
    path.issued(world, [ccp], day="01/04/2026")
    _pdf, text = path.check_document(world, candidate, ccp)
    path.check_public_page(world, text, ccp)
    path.check_closed_to_strangers(candidate, world.strangers, [("jury:result", examination)])
    path.check_closed_to_strangers(
        world.chair, [*world.strangers, candidate], [("jury:examination", examination)]
    )


def test_an_excused_absence_is_summoned_again_before_the_same_jury(make_world, go_to):
    world = make_world(blocks=(2, 1))
    candidate, _dossier, examination = to_the_interview(world, go_to)

    world.chair.send(
        "jury:interview_record", examination, attendance="excused", reason="Certificat médical.", present=None
    )

    path.check_home(candidate, "Rien à faire pour l’instant", ["Entretien à venir"], ["Entretien", "Validé"])
    path.check_turns((world.chair, "Entretien à convoquer"), (world.member, "Entretien à convoquer"))
    assert world.office.home().figures == {"Entretiens à convoquer": 1, "À délivrer": 1}
    moved = "Un entretien est reporté"
    path.check_news(
        [candidate, moved],
        [world.chair, moved],
        [world.member, moved],
        [world.office, "Un entretien est à convoquer de nouveau"],
    )
    path.summoned(world.office, examination, day="15/04/2026", hour="10:00")
    told = "Convocation à un entretien"
    path.check_news([candidate, told], [world.chair, told], [world.member, told], [world.office])
    go_to(2026, 4, 15, 11, 0)
    path.interviewed(world, examination)
    path.deliberated(world, examination)
    path.check_home(candidate, "Vous avez obtenu le CQP T", tiles=["Validé", "Validé"])
    cqp = Certificate.objects.cqps().get()
    path.issued(world, [cqp], day="15/04/2026")
    _pdf, text = path.check_document(world, candidate, cqp)
    path.check_public_page(world, text, cqp)


def test_a_dissolved_jury_loses_the_dossier_and_another_starts_from_the_reading(make_world, go_to):
    world = make_world(blocks=(2, 1))
    candidate, dossier, examination = to_the_interview(world, go_to)
    ccp = Certificate.objects.get()
    assert [juror.status_of("jury:examination", examination) for juror in world.jury] == [200, 200]

    page = world.office.send("jury:jury_dissolve", examination, reason="Deux membres sont empêchés.")

    assert "Le dossier est retiré à ce jury ; il attend un nouveau jury." in page.text
    for name in ("jury:examination", "jury:dossier_whole", "jury:reading", "jury:interview_record"):
        assert [juror.status_of(name, examination) for juror in world.jury] == [404, 404]
    assert candidate.status_of("jury:result", examination) == 404
    path.check_turns((world.chair, ""), (world.member, ""))
    assert world.office.home().figures["À confier à un jury"] == 1
    path.check_home(
        candidate, "Rien à faire pour l’instant", ["Blocs 1 et 2 : dossier déposé"], ["Déposé", "Validé"]
    )
    gone = "Un dossier ne vous est plus confié"
    path.check_news(
        [world.chair, gone], [world.member, gone], [world.office, "Un dossier attend un nouveau jury"]
    )

    people = [world.arrive(juror()), world.arrive(juror())]
    second = path.entrusted(world, dossier, path.constituted(world, "Jury d’avril", people))
    page = people[0].get("jury:reading", second)
    assert [view.competence.code for view in page.context["views"]] == ["C1.1", "C1.2"]
    path.read_by_all(world, second, people=people)
    path.check_home(candidate, "Vous avez obtenu le CQP T", tiles=["Validé", "Validé"])
    assert ccp in Certificate.objects.ccps()
    assert Examination.objects.filter(dossier=dossier).count() == 2
    cqp = Certificate.objects.cqps().get()
    path.issued(world, [cqp], day="01/04/2026")
    _pdf, text = path.check_document(world, candidate, cqp)
    path.check_public_page(world, text, cqp)
    path.check_closed_to_strangers(
        people[0],
        [*world.jury, *world.strangers, candidate],
        [("jury:examination", second), ("jury:reading", second), ("jury:dossier_whole", second)],
    )


def test_a_dossier_withdrawn_after_a_dissolution_leaves_what_was_validated(make_world, go_to):
    world = make_world(blocks=(2, 1))
    candidate, dossier, examination = to_the_interview(world, go_to)
    world.office.send("jury:jury_dissolve", examination, reason="Deux membres sont empêchés.")
    candidate.send("candidates:dossier_withdraw", dossier)
    path.check_home(candidate, "Présenter un bloc", tiles=["À présenter", "Validé"])
    validated = world.version.blocks.last()
    page = candidate.get("candidates:dossier_start", candidate.pk)

    answer = candidate.ask("post", page.path, {**page.form().filled({}), "blocks": [validated.pk]})

    assert answer.status_code == 200
    assert Page(answer).refusals == {
        "blocks": [
            "Déjà validé : bloc 2. Un bloc validé est acquis sans limitation dans le temps, "
            "il n’est pas à présenter de nouveau."
        ]
    }
