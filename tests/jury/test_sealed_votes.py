"""Votes are sealed once sent, and all sent together; ties keep people off juries.

What a juror's pages tell of the others' votes: tests/survival/test_s06_blind_votes.py."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.reauthentication import BACKEND
from audit.models import AuditEntry
from jury.models import Examination, Stage, Vote
from jury.services import constitution, voting
from rules.errors import DomainError, JuryRefused, VerdictRefused
from tests.acts import assign, cast_all, chair_of, make_jury, submitted_dossier
from tests.factories import eligible_candidate, habilitated, juror, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def examination():
    return assign(submitted_dossier(eligible_candidate(version=published_version(blocks=(2, 1)))))


def test_the_chair_sees_no_tally_while_a_vote_is_awaited(client, examination):
    chair, other = examination.seats.all()
    cast_all(examination, send=False)
    voting.send_votes(other, stage=Stage.READING, by=other.juror, at=timezone.now())
    client.force_login(chair.juror, backend=BACKEND)

    answer = client.get(reverse("jury:reading_close", args=[examination.pk]))

    assert answer.context["form"].rows() == []


def test_the_trail_of_a_vote_does_not_say_what_it_says(examination):
    cast_all(examination)

    facts = AuditEntry.objects.filter(action="vote.written").values_list("facts", flat=True)

    assert list(facts) == [{}] * 6


def test_votes_sent_are_sealed(examination):
    cast_all(examination)
    seat = examination.seats.first()
    vote = Vote.objects.filter(seat=seat).first()

    with pytest.raises(DomainError, match="scellés"):
        voting.cast_vote(
            seat,
            vote.competence,
            stage=Stage.READING,
            is_acquired=False,
            comment="Non.",
            question="",
            by=seat.juror,
            at=timezone.now(),
        )


def test_votes_are_not_sent_while_one_competence_has_none(examination):
    seat = examination.seats.first()

    with pytest.raises(VerdictRefused, match="sans avis"):
        voting.send_votes(seat, stage=Stage.READING, by=seat.juror, at=timezone.now())

    seat.refresh_from_db()
    assert seat.read_at is None


@pytest.mark.parametrize("tie", ["line_manager", "trainer", "companion", "unit", "self"])
def test_a_jury_with_a_tie_to_the_candidate_is_refused_with_the_tie_in_words(tie):
    candidate = eligible_candidate(version=published_version())
    tied, others = juror(unit="Autre service"), [juror(), juror()]
    if tie == "line_manager":
        candidate.line_manager_email = tied.email.upper()
    elif tie == "companion":
        candidate.companion_email = tied.email
    elif tie == "trainer":
        candidate.attendances.update(trainer_email=tied.email)
    elif tie == "unit":
        tied.organisation, tied.unit = candidate.user.organisation, candidate.user.unit.upper()
        tied.save()
    else:
        tied = candidate.user
        tied.roles = ["candidate", "juror"]
        tied.save()
        habilitated(tied)
    candidate.save()
    dossier = submitted_dossier(candidate)
    jury = constitution.constitute_jury(
        dossier.version,
        name="Jury",
        members=[*others, tied],
        chair=others[0],
        by=manager(),
        at=timezone.now(),
    )

    with pytest.raises(JuryRefused, match=tied.full_name):
        assign(dossier, jury)

    assert Examination.objects.count() == 0


def test_a_member_of_a_dissolved_jury_no_longer_sees_the_dossier(client, examination):
    seat = examination.seats.first()
    constitution.dissolve_jury(examination, reason="Quorum perdu", by=manager(), at=timezone.now())
    client.force_login(seat.juror, backend=BACKEND)

    seen = [
        client.get(reverse("jury:examination", args=[examination.pk])).status_code,
        client.post(reverse("jury:reading_send", args=[examination.pk])).status_code,
        client.get(reverse("candidates:dossier", args=[examination.dossier_id])).status_code,
    ]

    assert seen == [404, 404, 404]


def test_after_a_dissolution_another_jury_starts_from_the_reading(examination):
    constitution.dissolve_jury(examination, reason="Quorum perdu", by=manager(), at=timezone.now())

    second = assign(
        type(examination.dossier).objects.get(pk=examination.dossier_id),
        make_jury(examination.dossier.version, name="Nouveau jury"),
    )

    assert (second.is_reading, Vote.objects.filter(seat__examination=second).count()) == (True, 0)


def test_what_one_is_about_to_send_is_said_in_words_and_counted(sign_in):
    examination = assign(submitted_dossier(eligible_candidate(version=published_version(blocks=(3,)))))
    cast_all(examination, missing={"C1.2"}, send=False)
    client = sign_in(chair_of(examination))

    page = client.get(reverse("jury:reading_send", args=[examination.pk])).content.decode()

    said = page.replace("\u00a0", " ")
    assert "2 compétences acquises</strong>, <strong>1 à approfondir</strong>" in said
    assert (said.count("<strong>acquise</strong>"), said.count("<strong>à approfondir</strong>")) == (2, 1)
    assert "Revenir à la lecture" in page
