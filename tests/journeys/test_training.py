"""The route of training: with an interview, and all proven on reading."""

import pytest

from certificates.models import Certificate
from jury.models import Minutes
from tests.factories import PASSWORD
from tests.journeys import path

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]
HOLDS_NOTHING = "Personne n’a vos dossiers en main"


def test_from_the_registration_to_the_documents_by_an_interview(make_world, go_to):
    world = make_world(blocks=(2, 1))
    office, chair, member = world.office, world.chair, world.member
    for person in (office, chair, member):
        path.sign_in_by_the_page(person, PASSWORD)

    candidate = path.registered(world, by_the_page=True)
    path.check_home(candidate, "Suivre vos modules obligatoires", tiles=["À présenter", "À présenter"])
    path.follow_modules(world, candidate)
    path.check_home(candidate, "Présenter un bloc", tiles=["À présenter", "À présenter"])

    dossier = path.written(candidate, list(world.version.blocks.all()))
    path.check_home(
        candidate, "Relire et déposer votre dossier pour les blocs 1 et 2", tiles=["Brouillon", "Brouillon"]
    )
    assert office.status_of("candidates:dossier", dossier) == 404
    candidate.send("candidates:dossier_submit", dossier, is_own_work="on")
    path.check_home(
        candidate, "Rien à faire pour l’instant", ["Blocs 1 et 2 : dossier déposé"], ["Déposé", "Déposé"]
    )
    assert office.home().figures == {"À confier à un jury": 1}
    path.check_news(
        [candidate, "Votre dossier est déposé"],
        [office, "Un dossier est à confier à un jury"],
        [chair],
        [member],
    )
    path.check_turns((chair, ""), (member, ""))

    examination = path.entrusted(world, dossier, path.constituted(world))
    path.check_home(
        candidate,
        "Rien à faire pour l’instant",
        ["Blocs 1 et 2 : en lecture"],
        ["En lecture par le jury", "En lecture par le jury"],
    )
    path.check_turns((chair, "Vos avis sont attendus"), (member, "Vos avis sont attendus"))
    path.check_news(
        [candidate, "Votre dossier est en lecture"],
        [office],
        [chair, "Un dossier vous est confié"],
        [member, "Un dossier vous est confié"],
    )
    assert office.home().figures == {}

    path.vote_on_all(chair, examination, missing={"C1.2"})
    path.check_turns((chair, "Avis des membres attendus"), (member, "Vos avis sont attendus"))
    path.check_news([chair])
    path.vote_on_all(member, examination, missing={"C1.2"})
    path.check_turns((chair, "À clore"), (member, "En attente de la présidence"))
    path.check_news([chair, "Tous les avis sont envoyés"], [member], [candidate])
    chair.send("jury:reading_close", examination)
    path.check_home(candidate, "Rien à faire pour l’instant", ["Entretien à venir"], ["Entretien", "Validé"])
    path.check_turns((chair, "Entretien à convoquer"), (member, "Entretien à convoquer"))
    assert office.home().figures == {"Entretiens à convoquer": 1, "À délivrer": 1}
    path.check_news(
        [candidate, "Un certificat vous est attribué", "La lecture de votre dossier est close"],
        [office, "Des certificats sont à délivrer", "Un entretien est à convoquer"],
        [chair],
        [member, path.TO_SIGN],
    )
    assert "C1.2 : il manque un fait précis." in candidate.get("jury:result", examination).text

    path.summoned(office, examination, day="01/04/2026")
    path.check_home(
        candidate, "Préparer votre entretien du 1er avril 2026 à 14 h 30", ["Entretien avec le jury"]
    )
    assert "1er avril 2026 à 14 h 30 , Salle Iroise" in candidate.home().text
    path.check_turns((chair, "Entretien convoqué"), (member, "Entretien convoqué"))
    assert office.home().figures == {"Entretiens à venir": 1, "À délivrer": 1}
    told = "Convocation à un entretien"
    path.check_news([candidate, told], [chair, told], [member, told], [office])

    go_to(2026, 4, 1, 15, 30)
    path.check_turns((chair, "Entretien à consigner"), (member, "Entretien convoqué"))
    path.interviewed(world, examination)
    path.check_home(candidate, "Rien à faire pour l’instant", ["Délibération en cours"])
    path.check_turns((chair, "Vos avis sont attendus"), (member, "Vos avis sont attendus"))
    path.deliberated(world, examination)
    path.check_home(candidate, "Vous avez obtenu le CQP T", tiles=["Validé", "Validé"])
    path.check_turns((chair, "Décision rendue"), (member, "Décision rendue"))
    assert office.home().figures == {"À délivrer": 3}
    path.check_news(
        [
            candidate,
            "Un certificat vous est attribué",
            "Votre certification vous est attribuée",
            "Le jury a rendu sa décision",
        ],
        [office, "Des certificats sont à délivrer"],
        [chair, "Tous les avis sont envoyés"],
        [member, path.TO_SIGN],
    )

    ccps, cqp = list(Certificate.objects.ccps().order_by("block__position")), Certificate.objects.cqps().get()
    for certificate in [*ccps, cqp]:
        assert candidate.status_of("certificates:document", certificate.pk) == 404
    assert "page publique de vérification" not in candidate.get("certificates:mine").text
    assert path.issued(world, [*ccps, cqp], day="01/04/2026") == [
        "T-B2-2026-0001",
        "T-B1-2026-0002",
        "T-2026-0001",
    ]
    made = [path.check_document(world, candidate, certificate) for certificate in [*ccps, cqp]]
    assert len({pdf for pdf, _text in made}) == 3
    assert "il n’est pas le CQP" in made[0][1]
    assert "il n’est pas le CQP" not in made[2][1]
    assert "T-B1-2026-0002 Titre du bloc 1 T-B2-2026-0001 Titre du bloc 2" in made[2][1]
    for (_pdf, text), certificate in zip(made, [*ccps, cqp], strict=True):
        path.check_public_page(world, text, certificate)
    path.check_news([candidate, *["Un certificat vous est délivré"] * 3], [office], [chair], [member])
    assert office.home().figures == {}

    own = [
        ("candidates:dossier", dossier),
        ("candidates:dossier_read", dossier),
        ("candidates:dossier_submit", dossier),
        ("candidates:dossier_withdraw", dossier),
        ("candidates:situation_new", dossier),
        ("candidates:dossier_start", candidate.pk),
        ("jury:result", examination),
        *[("certificates:document", certificate.pk) for certificate in ccps],
    ]
    path.check_closed_to_strangers(candidate, world.strangers, own)
    of_the_jury = [
        ("jury:examination", examination),
        ("jury:dossier_whole", examination),
        ("jury:reading", examination),
        ("jury:reading_send", examination),
        ("jury:reading_close", examination),
        ("jury:interview_summon", examination),
        ("jury:interview_postpone", examination),
        ("jury:interview_record", examination),
        ("jury:deliberation", examination),
        ("jury:deliberation_send", examination),
        ("jury:deliberation_close", examination),
        *[("jury:minutes", minutes.pk) for minutes in Minutes.objects.all()],
    ]
    path.check_closed_to_strangers(chair, [*world.strangers, candidate], of_the_jury)
    path.check_nobody_else_was_told([candidate, office, chair, member, *world.strangers])


def test_a_dossier_all_proven_on_reading_needs_no_interview(make_world):
    world = make_world(blocks=(2, 1))
    candidate = path.registered(world)
    path.follow_modules(world, candidate)
    dossier = path.submitted(candidate, list(world.version.blocks.all()))
    examination = path.entrusted(world, dossier, path.constituted(world))
    path.check_news(
        [candidate, "Votre dossier est déposé", "Votre dossier est en lecture"],
        [world.office, "Un dossier est à confier à un jury"],
        [world.chair, "Un dossier vous est confié"],
        [world.member, "Un dossier vous est confié"],
    )

    path.read_by_all(world, examination)

    path.check_home(candidate, "Vous avez obtenu le CQP T", tiles=["Validé", "Validé"])
    path.check_turns((world.chair, "Décision rendue"), (world.member, "Décision rendue"))
    assert world.office.home().figures == {"À délivrer": 3}
    path.check_news(
        [
            candidate,
            "Un certificat vous est attribué",
            "Un certificat vous est attribué",
            "Votre certification vous est attribuée",
            "Le jury a rendu sa décision",
        ],
        [world.office, "Des certificats sont à délivrer"],
        [world.chair, "Tous les avis sont envoyés"],
        [world.member, path.TO_SIGN],
    )
    assert "à approfondir" not in candidate.get("jury:result", examination).source
    summons = world.office.post(
        "jury:interview_summon", examination, day="01/04/2026", hour="14:30", mode="on_site", place="Salle 1"
    )
    assert summons.status_code == 409

    cqp = Certificate.objects.cqps().get()
    path.issued(world, [cqp], day="09/03/2026")
    certificates = list(Certificate.objects.all())
    made = {path.check_document(world, candidate, certificate)[0] for certificate in certificates}
    assert len(made) == len(certificates) == 3
    path.check_news([candidate, *["Un certificat vous est délivré"] * 3])
    path.check_closed_to_strangers(
        candidate, world.strangers, [("certificates:document", c.pk) for c in certificates]
    )
