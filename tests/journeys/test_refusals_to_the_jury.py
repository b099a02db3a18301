"""What a juror mistypes, or closes too early: said in French at its place, nothing lost, nothing written."""

import pytest
from django.utils import timezone

from jury.models import Stage
from jury.services import voting
from tests import acts
from tests.journeys import moments, stages
from tests.journeys.answers import counts, refusals_of
from tests.journeys.mistakes import NOT_A_KEY, NUL, TOO_LONG, at_most
from tests.journeys.moments import FormInHand
from tests.journeys.pages import Page

pytestmark = pytest.mark.django_db


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
    examination, _person = moments.an_examination(world)
    form = FormInHand(world.chair, "jury:reading_send", (examination.pk,), {})
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
        before = counts()
        response = form.person.ask("post", page.path, page.form(changes).filled(changes))
        assert (response.status_code, counts()) == (200, before)
        return Page(response).refusals
    return refusals_of(form, changes)


def test_closing_the_reading_before_everybody_voted_is_refused(make_world):
    world = make_world(blocks=(2, 1))
    examination, _person = moments.an_examination(world)
    form = FormInHand(world.chair, "jury:reading_close", (examination.pk,), {})
    assert refusals_of(form, {}) == {
        "": ["Envoyez d’abord vos avis : tant qu’ils ne le sont pas, rien n’est dit de ceux des autres."]
    }
    acts.cast_all(examination, send=False)
    chair = examination.seats.get(is_chair=True)
    voting.send_votes(chair, stage=Stage.READING, by=chair.juror, at=timezone.now())
    assert refusals_of(form, {}) == {
        "": [
            "Avis attendus : Bruno Bihan (1 membre). La clôture attend que chaque membre ait envoyé ses avis."
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
    alone = refusals_of(form, {"present": None})["present"]
    assert alone[0] == "La présidence du jury doit être présente."
    for key in NOT_A_KEY:
        assert refusals_of(form, {"present": [key]}).keys() == {"present"}, key
