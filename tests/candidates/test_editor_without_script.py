"""The editor of a situation without a script: two texts for one field, and a page that lost its key."""

import pytest
from django.urls import reverse

from accounts.reauthentication import BACKEND
from tests import acts
from tests.factories import eligible_candidate, published_version
from tests.journeys.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return acts.write_dossier(eligible_candidate(version=published_version(blocks=(2, 1))))


@pytest.fixture
def situation(dossier):
    return dossier.situations.first()


@pytest.fixture
def owner(client, dossier):
    client.force_login(dossier.candidate.user, backend=BACKEND)
    return client


def in_dispute(owner, dossier, situation, name, here, there):
    """The path of the editor, and what its page would send once another window wrote in this field."""
    path = reverse("candidates:situation", args=[dossier.pk, situation.pk])
    first, second = (Page(owner.get(path)).form({"analysis": ""}) for _ in range(2))
    owner.post(path, first.filled({name: there}))
    return path, Page(owner.post(path, second.filled({name: here}))).form({"analysis": ""}).filled({})


@pytest.mark.parametrize(("name", "length", "limit"), [("title", 140, 200), ("context", 15_000, 20_000)])
def test_two_texts_too_long_together_are_refused_at_their_field_both_in_sight(
    dossier, situation, owner, name, length, limit
):
    here, there = "H" * length, "T" * length
    path, sent = in_dispute(owner, dossier, situation, name, here, there)

    refused = owner.post(path, sent | {f"choose_{name}": ["both"]})

    situation.refresh_from_db()
    (sentence,) = refused.context["form"].errors[name]
    assert (refused.status_code, getattr(situation, name)) == (200, there)
    assert f"ce champ en tient {limit} au plus" in sentence
    assert (here in refused.content.decode(), there in refused.content.decode()) == (True, True)
    again = Page(refused).form({"analysis": ""}).filled({}) | {f"choose_{name}": ["mine"]}
    assert owner.post(path, again).status_code == 302
    situation.refresh_from_db()
    assert getattr(situation, name) == here


def test_two_titles_are_kept_on_one_line(dossier, situation, owner):
    path, sent = in_dispute(owner, dossier, situation, "title", "Chez moi", "Au bureau")

    owner.post(path, sent | {"choose_title": ["both"]})

    situation.refresh_from_db()
    assert situation.title == "Au bureau / Chez moi"


def test_a_page_refused_for_another_field_still_shows_the_other_text_of_a_disputed_one(
    dossier, situation, owner
):
    path, sent = in_dispute(owner, dossier, situation, "context", "Chez moi.", "Au bureau.")

    refused = owner.post(path, sent | {"title": ["x" * 201]})

    assert refused.context["form"].errors.keys() == {"title"}
    assert refused.context["boxes"].box("context").other.text == "Au bureau."


def test_both_answers_of_a_choice_are_never_kept(dossier, situation, owner):
    before = [block.code for block in situation.blocks.all()]
    path, sent = in_dispute(owner, dossier, situation, "title", "Chez moi", "Au bureau")

    refused = owner.post(path, sent | {"choose_blocks": "both", "other_blocks": "B2"})

    assert refused.context["form"].errors.keys() == {"blocks"}
    assert [block.code for block in situation.blocks.all()] == before


KEY = "6928c221-ac24-44d4-b64f-950778a74816"  # the same in every process: a name of a test holds it


@pytest.mark.parametrize("key", [None, "", "x", "{" + KEY + "}", f" {KEY} ".upper(), "'; --"])
@pytest.mark.parametrize("title", ["Un titre", "x" * 201])
def test_a_page_that_lost_its_key_still_keeps_what_was_typed_or_says_why_not(dossier, owner, key, title):
    before = dossier.situations.count()
    sent = {"title": title} if key is None else {"title": title, "key": key}

    answer = owner.post(reverse("candidates:situation_new", args=[dossier.pk]), sent)

    kept = title == "Un titre"
    assert (answer.status_code, dossier.situations.count()) == (302 if kept else 200, before + kept)


def test_a_situation_whose_page_lost_its_key_is_the_one_of_its_address(dossier, situation, owner):
    path = reverse("candidates:situation", args=[dossier.pk, situation.pk])
    form = Page(owner.get(path)).form({"analysis": ""})

    answer = owner.post(path, form.filled({"title": "Un titre"}) | {"key": "x"})

    situation.refresh_from_db()
    assert (answer.status_code, situation.title) == (302, "Un titre")
