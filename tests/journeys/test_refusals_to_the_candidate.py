"""What a candidate mistypes, or does too early or too late: said in French at its place, nothing lost."""

import pytest
from django.urls import reverse

from tests import acts
from tests.journeys import moments, stages
from tests.journeys.answers import counts, refusals_of
from tests.journeys.mistakes import A_LOT, NOT_A_KEY, NUL, TOO_LONG, at_most
from tests.journeys.moments import FormInHand
from tests.journeys.pages import Page

pytestmark = pytest.mark.django_db


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
    form = FormInHand(form.person, "candidates:dossier_submit", (dossier,), {"is_own_work": "on"})
    assert refusals_of(form, {}) == {"": ["Bloc 1 : aucune situation professionnelle n’est rattachée."]}


def test_withdrawing_after_the_reading_began_is_explained_and_changes_nothing(make_world):
    world = make_world()
    candidate, person = moments.a_candidate(world)
    dossier = acts.submitted_dossier(candidate)
    address = reverse("candidates:dossier_withdraw", args=[dossier.pk])
    opened_before = person.get(address).form()
    acts.assign(dossier)
    before = counts()

    for answer in (person.ask("get", address), person.ask("post", address, opened_before.filled({}))):
        page = Page(answer)
        assert answer.status_code == 409
        assert "Un dossier se retire tant que sa lecture n’a pas commencé." in page.text
        assert "En lecture par le jury" in page.text
        assert 'class="btn btn-stop"' not in answer.content.decode()
    assert counts() == before
