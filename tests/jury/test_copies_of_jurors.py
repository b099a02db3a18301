"""A juror's copy holds their own seats, votes, notes and declarations; of anybody else's, not a word."""

import pytest
from django.utils import timezone

from candidates.models import Dossier
from jury.models import Stage
from jury.selectors import full_examination, to_vote
from jury.services import replacement, voting
from jury.services.pool import declare_unavailability
from jury.services.sessions import summon_members
from tests.accounts.copies import copy_of
from tests.acts import assign, close_reading, declare, make_jury, make_session, sign_all, submitted_dossier
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def examination():
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    return assign(submitted_dossier(candidate), make_jury(candidate.version, size=3, name="Jury d’automne"))


def word(seat, what):
    return f"{what}-de-{seat.juror.last_name}"


def write_votes(examination, *, send=True):
    """Each member votes on everything in their own words, which say whose they are."""
    examination = full_examination(type(examination).objects.all(), examination.pk)
    for seat in examination.seats.all():
        for competence in to_vote(examination, Stage.READING):
            vote = voting.cast_vote(
                seat,
                competence,
                stage=Stage.READING,
                is_acquired=False,
                comment=word(seat, "commentaire"),
                question=word(seat, "question"),
                by=seat.juror,
                at=timezone.now(),
            )
            type(vote).objects.filter(pk=vote.pk).update(note=word(seat, "note"))
        if send:
            voting.send_votes(seat, stage=Stage.READING, by=seat.juror, at=timezone.now())
    return list(examination.seats.all())


@pytest.mark.parametrize("moment", ["written", "sent", "closed", "signed"])
def test_a_juror_s_copy_has_their_own_votes_and_notes_and_never_another_s(examination, moment):
    seats = write_votes(examination, send=moment != "written")
    if moment in ("closed", "signed"):
        minutes = close_reading(examination).minutes.get()
        if moment == "signed":
            sign_all(minutes)
    own, *others = seats

    copy = copy_of(own.juror)

    (seat,) = copy.rows("sieges")
    assert len(seat["votes"]) == 2
    assert {(v["comment"], v["question"], v["note"]) for v in seat["votes"]} == {
        (word(own, "commentaire"), word(own, "question"), word(own, "note"))
    }
    for other in others:
        assert other.juror.last_name not in copy.text
        assert word(other, "note") not in copy.text
    assert len(copy.rows("signatures")) == (moment in ("closed", "signed"))


def test_a_juror_s_copy_neither_names_the_candidate_nor_quotes_the_dossier(examination):
    own, *_others = write_votes(examination)
    candidate = examination.dossier.candidate

    text = copy_of(own.juror).text

    assert examination.dossier.reference in text
    for secret in (candidate.birth_name, candidate.first_names, candidate.user.email, "quarante minutes"):
        assert secret not in text


def test_what_concerns_the_juror_is_all_there(examination):
    person = examination.seats.first().juror
    session, now = make_session(examination.jury), timezone.now()
    summon_members(session, [person], by=manager(), at=now)
    day = timezone.localdate(now)
    declare_unavailability(person, starts_on=day, ends_on=day, reason="Congés", by=person, at=now)

    copy = copy_of(person)

    assert [row["college"] for row in copy.rows("profil-de-jury")] == ["Autre"]
    assert [row["reason"] for row in copy.rows("disponibilites")] == ["Congés"]
    assert [row["jury"] for row in copy.rows("jurys")] == ["Jury d’automne"]
    assert [row["session"] for row in copy.rows("sessions-de-jury")] == [session.name]
    (declared,) = copy.rows("declarations")
    assert (declared["dossier"], declared["has_link"]) == (examination.dossier.reference, False)


def test_a_member_removed_from_a_dossier_keeps_their_own_words_of_declaration_and_nothing_of_it(examination):
    write_votes(examination, send=False)
    removed = examination.seats.filter(is_chair=False).first()
    assert copy_of(removed.juror).rows("sieges")
    declare(examination, removed.juror, kind="personal", text="Nous avons été voisins.")

    copy = copy_of(removed.juror)

    assert copy.rows("sieges") == []
    assert {(row["dossier"], row["text"]) for row in copy.rows("declarations")} == {
        (None, ""),
        (None, "Nous avons été voisins."),
    }
    assert examination.dossier.reference not in copy.text
    assert word(removed, "note") not in copy.text


def test_a_tie_seen_since_closes_the_copy_like_the_pages(examination):
    write_votes(examination, send=False)
    seat = examination.seats.filter(is_chair=False).first()
    candidate = Dossier.objects.get(pk=examination.dossier_id).candidate
    candidate.line_manager_email = seat.juror.email
    candidate.save()

    copy = copy_of(seat.juror)

    assert copy.rows("sieges") == []
    assert examination.dossier.reference not in copy.text


def test_a_manager_s_copy_has_their_acts_and_nobody_s_file(examination):
    office = manager()
    seat = examination.seats.filter(is_chair=False).first()
    replacement.remove_member(seat, reason="Absence longue du membre.", by=office, at=timezone.now())

    copy = copy_of(office)

    assert [row["action"] for row in copy.rows("actes") if row["action"] == "juror.removed"]
    assert set(copy.documents) == {"compte.json", "actes.json", "messages.json", "fichiers.json"}
    assert copy.files == {}
    assert "Absence longue" not in copy.text
