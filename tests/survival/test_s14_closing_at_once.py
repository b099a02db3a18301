"""S14. Members and the chair at the same second: one closing, one « déjà clôturée »; a late vote refused and
shown; nothing lost. Real connections, acts that start together."""

import pytest
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.reauthentication import BACKEND
from jury.models import Examination, Minutes, Seat, Stage, Verdict, Vote
from jury.services import closing, voting
from rules.errors import AlreadyClosed, DomainError
from tests.acts import assign, cast_all, chair_of, make_jury, submitted_dossier
from tests.factories import eligible_candidate, published_version
from tests.identity import prove_identity
from tests.jury.test_concurrency import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture
def examination():
    version = published_version(blocks=(1, 1))
    return assign(submitted_dossier(eligible_candidate(version=version)), make_jury(version, size=3))


def closing_act(examination):
    chair = chair_of(examination)
    return lambda: closing.close_reading(
        Examination.objects.get(pk=examination.pk), overrides={}, by=chair, at=timezone.now()
    )


def sending_act(seat):
    return lambda: voting.send_votes(
        Seat.objects.get(pk=seat.pk), stage=Stage.READING, by=seat.juror, at=timezone.now()
    )


def test_s14_two_closings_at_once_give_one_success_and_one_already_closed(examination):
    cast_all(examination)

    outcomes = at_once(*[closing_act(examination)] * 2)

    refused = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert [type(refusal) for refusal in refused] == [AlreadyClosed]
    assert "déjà clôturée" in refused[0].sentences[0]
    assert Minutes.objects.count() == 1


def test_s14_the_second_closing_answers_409_with_what_was_typed_still_in_sight(examination):
    cast_all(examination)
    chair, typed = chair_of(examination), "Le fait cité date d’un autre poste."
    first = examination.blocks.first().competences.first()
    path = reverse("jury:reading_close", args=[examination.pk])
    form = {f"set_{first.pk}": "not_acquired", f"reason_{first.pk}": typed}

    def post():
        client = Client()
        client.force_login(chair, backend=BACKEND)
        prove_identity(client, chair)
        answer = client.post(path, form)
        close_old_connections()
        return answer

    answers = at_once(post, post)

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    page = late.content.decode()
    assert "déjà clôturée" in page
    assert typed in page or late.context["form"].rows() == []


def test_s14_the_last_members_sending_and_the_chair_closing_never_decide_on_less_than_all(examination):
    cast_all(examination, send=False)
    chair, second, third = examination.seats.all()
    sending_act(chair)()

    outcomes = at_once(sending_act(second), sending_act(third), closing_act(examination))

    assert not any(isinstance(outcome, DomainError) for outcome in outcomes[:2])
    closed = Examination.objects.get(pk=examination.pk).reading_closed_at is not None
    assert closed == (not isinstance(outcomes[2], DomainError))
    assert Verdict.objects.count() == (2 if closed else 0)
    assert Seat.objects.filter(read_at=None).count() == 0


def test_s14_a_vote_changed_while_the_chair_closes_is_counted_or_refused_never_half(examination):
    cast_all(examination)
    seat = examination.seats.filter(is_chair=False).first()
    competence = examination.blocks.first().competences.first()

    def change():
        return voting.change_vote(
            seat,
            competence,
            stage=Stage.READING,
            is_acquired=False,
            comment="Aucun fait daté.",
            question="",
            why="Une relecture.",
            by=seat.juror,
            at=timezone.now(),
        )

    changed, closed = at_once(change, closing_act(examination))

    vote = Vote.objects.get(seat=seat, competence=competence)
    counted = Minutes.objects.get().content["blocks"][0]["competences"][0]["votes"]
    assert not isinstance(closed, DomainError)
    if isinstance(changed, DomainError):
        assert (vote.is_acquired, counted) == (True, {"for": 3, "against": 0})
    else:
        assert (vote.is_acquired, counted) == (False, {"for": 2, "against": 1})


def test_s14_a_vote_typed_while_the_reading_closes_is_refused_and_said(examination):
    cast_all(examination)
    closing_act(examination)()
    seat = examination.seats.filter(is_chair=False).first()
    competence = examination.blocks.first().competences.first()
    client = Client()
    client.force_login(seat.juror, backend=BACKEND)
    path = reverse("jury:reading_field", args=[examination.pk, competence.pk, "comment"])

    by_script = client.post(path, {"text": "Une phrase.", "base": 1, "client": "a", "seq": 1})
    by_form = client.post(
        reverse("jury:reading", args=[examination.pk, competence.pk]),
        {"choice": "not_acquired", "comment": "Une phrase.", "n_comment": "1"},
    )

    assert (by_script.status_code, by_script.json()["closed"]) == (422, True)
    assert (by_form.status_code, "Une phrase." in by_form.content.decode()) == (409, True)
