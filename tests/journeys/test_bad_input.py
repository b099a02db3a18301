"""What people mistype, paste or click twice: said in French at its place, nothing lost, nothing written."""

import io
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver
from pypdf import PdfReader

from candidates.models import Candidate
from certificates.models import Certificate
from tests import acts
from tests.journeys import path, stages
from tests.journeys.pages import Page
from tests.journeys.people import address

pytestmark = pytest.mark.django_db
TOO_LONG = "é" * 20_001
A_LOT = "N" * 300
NUL = "Le caractère nul n’est pas autorisé."
REQUIRED = "Ce champ est obligatoire."
DAY = "Écrivez la date sous la forme 17/03/2026."
EMAIL = "Saisissez une adresse de courriel valide."


def at_most(limit, given):
    return f"Assurez-vous que cette valeur comporte au plus {limit} caractères (actuellement {given})."


@pytest.mark.parametrize("build", stages.FORMS, ids=lambda build: build.__name__)
def test_what_fills_a_form_well_is_accepted(make_world, build):
    form = build(make_world(blocks=(2, 1)))
    form.person.send(form.address, *form.args, press=form.press, **form.good)


def refusals_of(form, changes):
    """Type `good` but for `changes`, send: status 200, nothing written, everything typed still there."""
    page = form.person.get(form.address, *form.args)
    typed = {**form.good, **changes}
    sent = page.form(typed).filled(typed, press=form.press)
    before = stages.counts()
    response = form.person.ask("post", page.path, sent)
    assert response.status_code == 200, f"{changes} was accepted"
    assert stages.counts() == before
    answer = Page(response)
    known, again = page.form(typed), answer.form(typed)
    options = {
        "version",
        "members",
        "chair",
        "blocks",
        "jury",
        "present",
        "certificates",
        "sex",
        "route",
        "mode",
        "choice",
        "attendance",
        "feasibility_is_accepted",
    }
    ours = {
        name: values
        for name, values in sent.items()
        if name != "csrfmiddlewaretoken"
        and name not in known.passwords
        and values != [""]
        and not (name in changes and name in options)
        and name != form.press
    }
    kept = {name: sorted(values) for name, values in again.typed.items() if name in ours}
    assert kept == {name: sorted(values) for name, values in ours.items()}
    return answer.refusals


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
WRONG_CHOICE = "Sélectionnez un choix valide. Ce choix ne fait pas partie de ceux disponibles."
NOT_A_KEY = ["0", "-1", "999999", "9" * 30, "9" * 5000, "abc", "1.5", "²"]


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


def test_starting_a_dossier_says_what_is_wrong_with_its_blocks(make_world):
    form = stages.start(make_world())
    assert refusals_of(form, {"blocks": None}) == {"blocks": ["Choisissez au moins un bloc."]}
    for key in NOT_A_KEY:
        assert refusals_of(form, {"blocks": [key]}).keys() == {"blocks"}, key


def test_a_situation_says_what_is_too_long_at_its_field(make_world):
    form = stages.situation(make_world())
    illustration = next(name for name in form.good if name.startswith("illustration_"))
    for name in ("context", "presentation", "analysis", illustration):
        assert refusals_of(form, {name: TOO_LONG}) == {name: [at_most(20_000, 20_001)]}
        assert refusals_of(form, {name: "Un\0deux"}) == {name: [NUL]}
    assert refusals_of(form, {"title": A_LOT}) == {"title": [at_most(200, 300)]}
    for key in NOT_A_KEY:
        assert refusals_of(form, {"blocks": [key]}).keys() == {"blocks"}, key


def test_submitting_asks_for_the_declaration(make_world):
    form = stages.submit(make_world())
    assert refusals_of(form, {"is_own_work": None}) == {
        "is_own_work": ["Cochez cette déclaration pour déposer votre dossier."]
    }


def test_submitting_a_dossier_with_nothing_in_it_says_what_is_missing(make_world):
    world = make_world(blocks=(1,))
    form = stages.start(world)
    dossier = form.person.send(form.address, *form.args, **form.good).pk
    form = stages.FormInHand(form.person, "candidates:dossier_submit", (dossier,), {"is_own_work": "on"})
    assert refusals_of(form, {}) == {"": ["Bloc 1 : aucune situation professionnelle n’est rattachée."]}


def test_withdrawing_after_the_reading_began_is_refused(make_world):
    world = make_world()
    examination, person = stages._examination(world)
    form = stages.FormInHand(person, "candidates:dossier_withdraw", (examination.dossier_id,), {})
    assert refusals_of(form, {}) == {
        "": [
            "Ce dossier est à l’état « En lecture par le jury » : il ne peut pas passer à « Retiré ». "
            "Rechargez la page pour voir où il en est."
        ]
    }


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


@pytest.mark.parametrize(
    ("build", "asked"), [(stages.vote, "« à approfondir »"), (stages.vote_after, "« non acquise »")]
)
def test_a_vote_says_what_is_wrong_at_its_field(make_world, build, asked):
    form = build(make_world(blocks=(2, 1)))
    lacks = "Écrivez ce qui manque : la personne candidate doit pouvoir s’y préparer."
    for changes, expected in [
        ({"choice": None}, {"choice": [f"Choisissez « acquise » ou {asked}."]}),
        (
            {"choice": "peut-être"},
            {"choice": ["Sélectionnez un choix valide. peut-être n’en fait pas partie."]},
        ),
        ({"comment": ""}, {"comment": [lacks]}),
        ({"comment": "  \x07 "}, {"comment": [lacks]}),
        ({"comment": TOO_LONG}, {"comment": [at_most(4000, 20_001)]}),
        ({"comment": "Un\0deux"}, {"comment": [NUL]}),
    ]:
        assert refusals_of(form, changes) == expected, changes


def test_sending_votes_waits_for_the_last_one(make_world):
    world = make_world(blocks=(2, 1))
    examination, _person = stages._examination(world)
    form = stages.FormInHand(world.chair, "jury:reading_send", (examination.pk,), {})
    assert refusals_of(form, {}) == {
        "": [
            "3 compétences sans avis : le jury se prononce sur chacune. Aucun avis n’est envoyé tant "
            "qu’il en manque."
        ]
    }


def test_closing_the_reading_says_what_is_wrong_at_its_field(make_world):
    form = stages.close_reading(make_world(blocks=(2, 1)))
    chosen, reason = (f"{word}_{form.extra['first']}" for word in ("set", "reason"))
    why = "Un résultat différent de la majorité demande une raison écrite de la présidence."
    for changes, expected in [
        ({reason: ""}, {reason: [why]}),
        ({reason: "  "}, {reason: [why]}),
        ({reason: TOO_LONG}, {reason: [at_most(2000, 20_001)]}),
        ({reason: "Un\0deux"}, {reason: [NUL]}),
        ({chosen: "x"}, {chosen: ["Sélectionnez un choix valide. x n’en fait pas partie."]}),
    ]:
        form.good = (
            {**form.good} if chosen not in changes else {k: v for k, v in form.good.items() if k != chosen}
        )
        assert refusals_of_closing(form, changes, chosen) == expected, changes


def refusals_of_closing(form, changes, chosen):
    """A select whose value is unknown shows its first option again: it is not compared."""
    if chosen in changes:
        page = form.person.get(form.address, *form.args)
        before = stages.counts()
        response = form.person.ask("post", page.path, page.form(changes).filled(changes))
        assert (response.status_code, stages.counts()) == (200, before)
        return Page(response).refusals
    return refusals_of(form, changes)


def test_closing_the_reading_before_everybody_voted_is_refused(make_world):
    world = make_world(blocks=(2, 1))
    examination, _person = stages._examination(world)
    form = stages.FormInHand(world.chair, "jury:reading_close", (examination.pk,), {})
    assert refusals_of(form, {}) == {
        "": [
            "Avis attendus : Anne Abgrall et Bruno Bihan (2 membres). "
            "La clôture attend que chaque membre ait envoyé ses avis."
        ]
    }


def test_closing_the_deliberation_says_what_is_wrong_at_its_field(make_world):
    form = stages.close_deliberation(make_world(blocks=(2, 1)))
    motive = f"motive_{form.extra['key']}"
    for changes, expected in [
        ({motive: ""}, {motive: ["Écrivez le motif pour C1.2 : la personne candidate le lira."]}),
        ({motive: TOO_LONG}, {motive: [at_most(4000, 20_001)]}),
        ({motive: "Un\0deux"}, {motive: [NUL]}),
        ({"remarks": TOO_LONG}, {"remarks": [at_most(4000, 20_001)]}),
    ]:
        assert refusals_of(form, changes) == expected, changes


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


def test_recording_an_interview_says_what_is_wrong_at_its_field(make_world):
    form = stages.record(make_world(blocks=(2, 1)))
    why = ["Écrivez la raison de l’absence, ou qu’aucune n’a été donnée."]
    for changes, expected in [
        ({"attendance": None}, {"attendance": ["Dites si la personne candidate est venue."]}),
        ({"attendance": "excused"}, {"reason": why}),
        ({"attendance": "absent"}, {"reason": why}),
        ({"reason": TOO_LONG}, {"reason": [at_most(2000, 20_001)]}),
        ({"reason": "Un\0deux"}, {"reason": [NUL]}),
        (
            {"attendance": "absent", "reason": "Aucune nouvelle."},
            {"attendance": ["L’entretien n’a pas encore eu lieu : l’absence ne peut pas être constatée."]},
        ),
    ]:
        assert refusals_of(form, changes) == expected, changes
    alone = refusals_of(form, {"present": None})[""]
    assert alone[0] == "La présidence du jury doit être présente."
    for key in NOT_A_KEY:
        assert refusals_of(form, {"present": [key]}).keys() == {"present"}, key


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


@pytest.mark.parametrize("key", NOT_A_KEY, ids=lambda key: ascii(key)[:12])
def test_issuing_a_certificate_that_does_not_exist_delivers_nothing(make_world, key):
    form = stages.issue(make_world())
    assert statuses_of(form, [{"certificates": [key]}], written=False) == []


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


def test_choosing_a_password_says_what_is_wrong_at_its_field(make_world):
    form = stages.choose_password(make_world())
    short = "Ce mot de passe est trop court. Il doit contenir au minimum 12 caractères."
    for first, second, expected in [
        ("", "", {"new_password1": [REQUIRED], "new_password2": [REQUIRED]}),
        ("court", "court", {"new_password2": [short]}),
        (
            "quatre mots choisis",
            "quatre mots oubliés",
            {"new_password2": ["Les deux mots de passe ne correspondent pas."]},
        ),
        ("quatre\0mots choisis", "quatre\0mots choisis", {"new_password1": [NUL], "new_password2": [NUL]}),
    ]:
        assert refusals_of(form, {"new_password1": first, "new_password2": second}) == expected, first


def test_a_code_that_is_no_code_is_told_so(make_world):
    anyone = stages.choose_password(make_world()).person
    for code, said in [
        ("", REQUIRED),
        ("ABC", "Un code a 26 lettres et chiffres ; celui-ci en a 3."),
        ("A" * 300, at_most(80, 300)),
        ("A\0B", NUL),
        ("🙂" * 26, "Un code a 26 lettres et chiffres ; celui-ci en a 0."),
    ]:
        before = stages.counts()
        page = Page(anyone.ask("get", "/verifier/?" + urlencode({"code": code})))
        assert (page.status, page.refusals) == (200, {"code": [said]})
        assert page.form({"code"}).values["code"] == [code]
        assert stages.counts() == before


# --- nothing breaks ------------------------------------------------------------------------------------

HOSTILE = [
    TOO_LONG,
    A_LOT,
    "N" * 155,
    "Le\0Guen",
    "Le\x01\x07\x0b\x1b\x7f\x85Guen\r\nBcc: quelqu.un@ailleurs.example\n",
    "Le Guen 👩🏽‍🏭🇫🇷 \u202eneuG eL\u202c\u200f\u061cשלום مرحبا L\u0301\u0301\u0301 \ufffe\uffff\ud7ff",
    "</textarea><script>alert(1)</script>{{ 7|add:7 }}'; DROP TABLE jury_jury; --",
]
DAYS = [
    "31/02/2026",
    "01/01/0001",
    "0001-01-01",
    "31/12/9999",
    "9999-12-31",
    "00/00/0000",
    "-1",
    "2026-13-45",
    "٠١/٠١/٢٠٢٦",
]


def statuses_of(form, many_changes, *, written=None):
    """What answers none of 200 and 302, each POST undone after it: with `written` False, what wrote
    anything too."""
    page, found = form.person.get(form.address, *form.args), []
    before = stages.counts()
    form.person.client.raise_request_exception = False
    for changes in many_changes:
        told = {name: ascii(value)[:30] for name, value in changes.items()}
        typed = page.form(form.good).filled({**form.good, **changes}, press=form.press)
        with transaction.atomic():
            response = form.person.ask("post", page.path, typed)
            if response.status_code not in (200, 302):
                found.append((told, response.status_code))
            elif written is False and stages.counts() != before:
                found.append((told, "written"))
            elif response.status_code == 302 and form.person.ask("get", response.url).status_code >= 500:
                found.append((told, "the page after it"))
            transaction.set_rollback(True)
    return found


def texts_of(form):
    """The controls of a form that take what one types."""
    fields = form.person.get(form.address, *form.args).context["form"].fields
    kinds = ("TextInput", "EmailInput", "Textarea", "PasswordInput", "TimeInput")
    return [name for name in form.good if name in fields and type(fields[name].widget).__name__ in kinds]


@pytest.mark.parametrize("build", stages.FORMS, ids=lambda build: build.__name__)
def test_no_text_breaks_a_form(make_world, build):
    form = build(make_world(blocks=(2, 1)))
    names = texts_of(form) if form.good else []
    assert statuses_of(form, [{name: text} for name in names for text in HOSTILE]) == []


@pytest.mark.parametrize(
    "build", [stages.register, stages.correct, stages.invite_juror, stages.module, stages.register_vae]
)
def test_an_address_of_320_characters_breaks_no_form(make_world, build):
    form = build(make_world(blocks=(2, 1)))
    address = "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".example"
    names = [name for name in form.good if name.endswith("email")]
    assert statuses_of(form, [{name: address} for name in names]) == []


@pytest.mark.parametrize(
    "build",
    [stages.register, stages.register_vae, stages.correct, stages.module, stages.summon, stages.issue],
)
def test_no_date_breaks_a_form(make_world, build):
    form = build(make_world(blocks=(2, 1)))
    names = [name for name in form.good if name.endswith("_on") or name in ("day", "birth_date")]
    assert statuses_of(form, [{name: day} for name in names for day in DAYS]) == []


@pytest.mark.parametrize(
    ("build", "changes"),
    [
        (stages.register, {"first_names": "", "route": "cheval", "sex": "", "birth_date": "x", "email": "x"}),
        (stages.situation, {"blocks": ["0"], "title": A_LOT, "context": TOO_LONG}),
        (stages.submit, {"is_own_work": None}),
        (stages.start, {"blocks": None}),
        (stages.jury, {"name": "", "members": None, "chair": ""}),
        (stages.assign, {"jury": None}),
        (stages.vote, {"choice": None, "comment": TOO_LONG, "question": TOO_LONG}),
        (stages.summon, {"day": "", "hour": "", "mode": None, "place": ""}),
        (stages.record, {"attendance": None, "present": ["0"], "reason": TOO_LONG}),
        (stages.issue, {"issued_on": ""}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_refusal_links_to_its_place_in_the_page(make_world, build, changes):
    form = build(make_world(blocks=(2, 1)))
    page = form.person.get(form.address, *form.args)
    answer = Page(form.person.ask("post", page.path, page.form(changes).filled({**form.good, **changes})))
    assert answer.refusals.keys() == changes.keys()
    assert answer.dead_links == []


# --- the second click ------------------------------------------------------------------------------------

EDITS = {
    "correct",
    "module",
    "situation",
    "situation_again",
    "vote",
    "vote_after",
}  # written again as they are, with a trace


@pytest.mark.parametrize("build", stages.FORMS, ids=lambda build: build.__name__)
def test_a_second_click_has_no_second_effect(make_world, build):
    form = build(make_world(blocks=(2, 1)))
    form.person.client.raise_request_exception = False
    page = form.person.get(form.address, *form.args)
    sent = page.form(form.good).filled(form.good, press=form.press)
    first = stages.counts()
    assert form.person.ask("post", page.path, sent).status_code == 302
    before = stages.counts()
    assert before != first

    again = form.person.ask("post", page.path, sent)

    # 403: a password just chosen signs the person in, and the token of the first page dies
    assert again.status_code in (200, 302, 403, 404, 410)
    after = stages.counts()
    if build.__name__ in EDITS:
        after["audit.AuditEntry"] -= 1
    assert {label: (before[label], n) for label, n in after.items() if n != before[label]} == {}


# --- addresses that lead nowhere ---------------------------------------------------------------------------

NO_KEYS = ["0", "-1", "999999999", str(2**63), "9" * 5000, "²", "1%00"]


def routes_with_keys():
    """Every address of ours that holds a key, with NN in its place."""
    found = []

    def walk(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                if "<int:" in route:
                    found.append(
                        "/" + "/".join("NN" if "<int:" in part else part for part in route.split("/"))
                    )
            elif not route.startswith("administration"):
                walk(pattern.url_patterns, route)

    walk(get_resolver().url_patterns)
    return sorted(set(found))


@pytest.mark.parametrize("who", ["office", "chair", "other_candidate"])
def test_no_key_in_an_address_breaks_a_page(make_world, who):
    person = getattr(make_world(), who)
    person.client.raise_request_exception = False
    routes = routes_with_keys()
    assert len(routes) > 25
    token = person._token()
    before = stages.counts()
    found = [
        (route, key[:12], method, status)
        for route in routes
        for key in NO_KEYS
        for method in ("get", "post")
        if (
            status := person.ask(method, route.replace("NN", key), {"csrfmiddlewaretoken": token}).status_code
        )
        not in (403, 404)
    ]
    assert found == []
    assert stages.counts() == before


QUERIES = {
    "candidates:candidates": ("q", "apres"),
    "candidates:queue": ("etat", "apres"),
    "certificates:to_issue": ("apres",),
    "certificates:register": ("q", "nature", "bloc", "annee", "apres"),
    "certificates:verify": ("code",),
    "notifications:list": ("avant",),
    "account_login": ("next",),
}
ODD = [
    "",
    "0",
    "-1",
    "9" * 30,
    "9" * 5000,
    "99999",
    "²",
    "é\0",
    "a~b~1",
    "a~1",
    "2026-03-09~²",
    "31/02/2026~1",
    "🙂" * 300,
    "' OR 1=1 --",
]


@pytest.mark.parametrize(("name", "parameter"), [(n, p) for n, ps in QUERIES.items() for p in ps])
def test_nothing_after_the_question_mark_breaks_a_page(make_world, name, parameter):
    office = make_world().office
    office.client.raise_request_exception = False
    url = office.get(name).path if name == "account_login" else address(name)
    answers = {odd[:14]: office.ask("get", f"{url}?{urlencode({parameter: odd})}").status_code for odd in ODD}
    assert {odd: status for odd, status in answers.items() if status not in (200, 302)} == {}


def test_a_request_at_the_end_of_time_breaks_no_page(make_world):
    form = stages.register_vae(make_world())
    form.good |= {"feasibility_is_accepted": "", "feasibility_decided_on": ""}
    days = ["31/12/9999", "30/11/9999", "01/01/0001"]
    assert statuses_of(form, [{"feasibility_requested_on": day} for day in days]) == []


@pytest.mark.pdf
@pytest.mark.parametrize(
    "names",
    [
        {"first_names": "Ma\x01ëlys\x0b \x1bZoé", "birth_name": "Le\x85Guen\x7f"},
        {"first_names": "Maëlys 🙂 👩🏽‍🏭", "birth_name": "\u202eneuG eL\u202c שלום"},
        {"first_names": "N" * 140, "birth_name": "W" * 120},
        {"first_names": "<b>Maëlys</b>", "birth_name": "{{ 7|add:7 }} & Cie"},
    ],
    ids=["controls", "emoji and right to left", "endless", "markup"],
)
def test_whatever_the_name_its_certificate_comes_out(make_world, names):
    world = make_world(blocks=(1,))
    form = stages.register(world)
    pk = form.person.send(form.address, **{**form.good, **names, "used_name": ""}).pk
    path.follow_modules(world, SimpleNamespace(pk=pk))
    candidate = Candidate.objects.get(pk=pk)
    acts.validated_on_reading(candidate)
    path.issued(world, Certificate.objects.all(), day="09/03/2026")
    holder = world.arrive(candidate.user)
    for certificate in Certificate.objects.all():
        pdf = path.document_of(holder, certificate)
        assert pdf.startswith(b"%PDF")
        assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
