"""What the office mistypes: said in French at its place, nothing lost, nothing written."""

import pytest

from tests.journeys import stages
from tests.journeys.answers import refusals_of
from tests.journeys.mistakes import (
    A_LOT,
    DAY,
    EMAIL,
    NOT_A_KEY,
    NUL,
    REQUIRED,
    TOO_LONG,
    WRONG_CHOICE,
    at_most,
)

pytestmark = pytest.mark.django_db
REGISTER = [
    ({"first_names": ""}, {"first_names": [REQUIRED]}),
    ({"first_names": " , "}, {"first_names": ["Écrivez au moins un prénom."]}),
    ({"first_names": A_LOT}, {"first_names": [at_most(150, 300)]}),
    ({"birth_name": A_LOT}, {"birth_name": [at_most(120, 300)]}),
    ({"used_name": A_LOT}, {"used_name": [at_most(120, 300)]}),
    ({"birth_name": "Le\0Guen"}, {"birth_name": [NUL]}),
    ({"birth_date": "31/02/1984"}, {"birth_date": [DAY]}),
    ({"birth_date": "1984"}, {"birth_date": [DAY]}),
    (
        {"birth_date": "01/01/0001"},
        {"birth_date": ["Vérifiez l’année : elle doit être entre 1900 et 2200."]},
    ),
    (
        {"birth_date": "31/12/2199"},
        {"birth_date": ["Cette date de naissance n’est pas possible : vérifiez l’année."]},
    ),
    (
        {"birth_date": "10/03/2026"},
        {"birth_date": ["Cette date de naissance n’est pas possible : vérifiez l’année."]},
    ),
    *[
        (
            {"birth_date": born},
            {"birth_date": ["Cette personne aurait moins de 16 ans : vérifiez la date de naissance."]},
        )
        for born in ("10/03/2010", "09/03/2026")
    ],
    ({"line_manager_email": "herve@localhost"}, {"line_manager_email": [EMAIL]}),
    ({"birth_place": A_LOT}, {"birth_place": [at_most(120, 300)]}),
    ({"birth_area": A_LOT}, {"birth_area": [at_most(80, 300)]}),
    ({"sex": ""}, {"sex": [REQUIRED]}),
    ({"sex": "X"}, {"sex": ["Sélectionnez un choix valide. X n’en fait pas partie."]}),
    ({"route": "cheval"}, {"route": ["Sélectionnez un choix valide. cheval n’en fait pas partie."]}),
    ({"organisation": A_LOT}, {"organisation": [at_most(200, 300)]}),
    ({"unit": TOO_LONG}, {"unit": [at_most(200, 20_001)]}),
    ({"function": TOO_LONG}, {"function": [at_most(200, 20_001)]}),
    ({"line_manager_name": A_LOT}, {"line_manager_name": [at_most(200, 300)]}),
    ({"line_manager_email": "hervé chez nous"}, {"line_manager_email": [EMAIL]}),
]


def test_registering_somebody_says_what_is_wrong_at_its_field(make_world):
    form = stages.register(make_world())
    cases = [
        *REGISTER,
        ({"email": "pas une adresse"}, {"email": [EMAIL]}),
        ({"email": ""}, {"email": [REQUIRED]}),
        *[({"version": key}, {"version": [WRONG_CHOICE]}) for key in NOT_A_KEY],
        (
            {"email": form.person.user.email},
            {"email": ["Nul n’instruit sa propre candidature : demandez à un autre gestionnaire."]},
        ),
    ]
    for changes, expected in cases:
        assert refusals_of(form, changes) == expected, changes


def test_registering_for_the_vae_asks_for_dates_that_agree(make_world):
    form = stages.register_vae(make_world())
    for changes, expected in [
        (
            {"feasibility_requested_on": "31/02/2026"},
            {"feasibility_requested_on": [DAY, "Écrivez la date de la demande."]},
        ),
        ({"feasibility_requested_on": ""}, {"feasibility_requested_on": ["Écrivez la date de la demande."]}),
        ({"feasibility_decided_on": ""}, {"feasibility_decided_on": ["Écrivez la date de la réponse."]}),
        (
            {"feasibility_is_accepted": ""},
            {"feasibility_is_accepted": ["Choisissez la réponse donnée à cette date."]},
        ),
        (
            {"feasibility_decided_on": "04/01/2026"},
            {"feasibility_decided_on": ["La réponse ne peut pas précéder la demande."]},
        ),
        ({"companion_email": "@@"}, {"companion_email": [EMAIL]}),
    ]:
        assert refusals_of(form, changes) == expected, changes


def test_correcting_somebody_says_what_is_wrong_at_its_field(make_world):
    form = stages.correct(make_world())
    for changes, expected in REGISTER:
        assert refusals_of(form, changes) == expected, changes


def test_a_module_says_what_is_wrong_at_its_field(make_world):
    form = stages.module(make_world())
    for changes, expected in [
        ({"started_on": "31/02/2026"}, {"started_on": [DAY]}),
        ({"started_on": ""}, {"started_on": [REQUIRED]}),
        ({"ended_on": "30/02/2026"}, {"ended_on": [DAY]}),
        ({"ended_on": "01/01/1900"}, {"ended_on": ["Le module ne peut pas finir avant d’avoir commencé."]}),
        (
            {"ended_on": "31/12/2199"},
            {
                "is_followed": [
                    "Un module qui n’est pas terminé ne peut pas être « suivi » : laissez-le planifié."
                ]
            },
        ),
        ({"trainer_email": "formateur"}, {"trainer_email": [EMAIL]}),
        ({"training_body": A_LOT}, {"training_body": [at_most(200, 300)]}),
    ]:
        assert refusals_of(form, changes) == expected, changes


def test_constituting_a_jury_says_what_is_wrong_at_its_field(make_world):
    world = make_world()
    form = stages.jury(world)
    shape = "La présidence du jury doit être confiée à l’un de ses membres."
    alone = "Ce jury a 1 membre ; il en faut au moins 2, dont la présidence."
    for changes, expected in [
        ({"name": ""}, {"name": [REQUIRED]}),
        ({"name": A_LOT}, {"name": [at_most(120, 300)]}),
        ({"members": None}, {"members": [REQUIRED]}),
        ({"members": [world.member.user.pk]}, {"": [alone, shape]}),
        ({"chair": world.other_juror.user.pk}, {"": [shape]}),
        ({"chair": ""}, {"chair": [REQUIRED]}),
        ({"chair": world.office.user.pk}, {"chair": [WRONG_CHOICE]}),
        *[({"chair": key}, {"chair": [WRONG_CHOICE]}) for key in NOT_A_KEY],
        *[({"version": key}, {"version": [WRONG_CHOICE]}) for key in NOT_A_KEY],
    ]:
        assert refusals_of(form, changes) == expected, changes
    for key in NOT_A_KEY:
        assert refusals_of(form, {"members": [key]}).keys() == {"members"}, key


def test_entrusting_a_dossier_asks_for_a_jury_that_exists(make_world):
    form = stages.assign(make_world())
    assert refusals_of(form, {"jury": None}) == {"jury": [REQUIRED]}
    for key in NOT_A_KEY:
        assert refusals_of(form, {"jury": key}) == {"jury": [WRONG_CHOICE]}, key


@pytest.mark.parametrize(("build", "limit"), [(stages.dissolve, 2000), (stages.postpone, 2000)])
def test_a_reason_is_asked_for_and_is_not_a_book(make_world, build, limit):
    form = build(make_world(blocks=(2, 1)))
    for changes, expected in [
        ({"reason": ""}, [REQUIRED]),
        ({"reason": " \t\x07 "}, [REQUIRED]),
        ({"reason": TOO_LONG}, [at_most(limit, 20_001)]),
        ({"reason": "Un\0deux"}, [NUL]),
    ]:
        assert refusals_of(form, changes) == {"reason": expected}, changes


def test_a_summons_says_what_is_wrong_at_its_field(make_world):
    form = stages.summon(make_world(blocks=(2, 1)))
    for changes, expected in [
        ({"day": "31/02/2026"}, {"day": [DAY]}),
        ({"day": ""}, {"day": [REQUIRED]}),
        ({"hour": "25:00"}, {"hour": ["Écrivez l’heure sous la forme 14:30."]}),
        ({"hour": "midi"}, {"hour": ["Écrivez l’heure sous la forme 14:30."]}),
        ({"mode": "pigeon"}, {"mode": ["Sélectionnez un choix valide. pigeon n’en fait pas partie."]}),
        ({"place": ""}, {"place": [REQUIRED]}),
        ({"place": TOO_LONG}, {"place": [at_most(300, 20_001)]}),
        ({"place": "Un\0deux"}, {"place": [NUL]}),
    ]:
        assert refusals_of(form, changes) == expected, changes


def test_a_summons_in_the_past_is_refused_at_the_day(make_world):
    form = stages.summon(make_world(blocks=(2, 1)))
    past = ["La date de l’entretien est passée : choisissez une date à venir."]
    for day in ("08/03/2026", "01/01/1900"):
        assert refusals_of(form, {"day": day}) == {"day": past}, day


def test_issuing_says_what_is_wrong_at_its_field(make_world):
    form = stages.issue(make_world())
    before = "La date de délivrance précède la décision du jury (9 mars 2026)."
    for changes, expected in [
        ({"issued_on": ""}, {"issued_on": [REQUIRED]}),
        ({"issued_on": "31/02/2026"}, {"issued_on": [DAY]}),
        ({"issued_on": "01/01/1900"}, {"issued_on": [before]}),
        ({"issued_on": "08/03/2026"}, {"issued_on": [before]}),
        ({"issued_on": "31/12/2199"}, {"issued_on": ["La date de délivrance ne peut pas être à venir."]}),
        ({"certificates": None}, {"": ["Choisissez au moins un certificat à délivrer."]}),
    ]:
        assert refusals_of(form, changes) == expected, changes


def test_inviting_a_juror_says_what_is_wrong_at_its_field(make_world):
    form = stages.invite_juror(make_world())
    for changes, expected in [
        ({"first_name": ""}, {"first_name": [REQUIRED]}),
        ({"first_name": A_LOT}, {"first_name": [at_most(150, 300)]}),
        ({"last_name": A_LOT}, {"last_name": [at_most(150, 300)]}),
        ({"last_name": "Dor\0val"}, {"last_name": [NUL]}),
        ({"email": "denis"}, {"email": [EMAIL]}),
        ({"organisation": A_LOT}, {"organisation": [at_most(200, 300)]}),
        ({"unit": TOO_LONG}, {"unit": [at_most(200, 20_001)]}),
        ({"function": TOO_LONG}, {"function": [at_most(200, 20_001)]}),
    ]:
        assert refusals_of(form, changes) == expected, changes
