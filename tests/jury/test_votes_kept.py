"""A vote is kept as it is written, half-made too, on the version it was typed on; what is sealed stays."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from jury.models import Stage, Vote, VoteChange
from jury.services import voting
from notifications.models import Message
from tests.acts import assign, cast_all, close_reading, make_jury, submitted_dossier
from tests.factories import eligible_candidate, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def examination():
    version = published_version(blocks=(2, 1))
    return assign(submitted_dossier(eligible_candidate(version=version)), make_jury(version))


@pytest.fixture
def seat(examination):
    return examination.seats.get(is_chair=False)


@pytest.fixture
def competence(examination):
    return examination.blocks.first().competences.first()


@pytest.fixture
def save(sign_in, examination, seat, competence):
    """Save one field as the page's script does: (status, answer)."""
    client = sign_in(seat.juror)

    def _save(name, text, *, base=0, window="a" * 24, seq=1):
        path = reverse("jury:reading_field", args=[examination.pk, competence.pk, name])
        answer = client.post(path, {"text": text, "base": base, "client": window, "seq": seq})
        return answer.status_code, answer.json()

    return _save


def send(seat):
    return voting.send_votes(seat, stage=Stage.READING, by=seat.juror, at=timezone.now())


def change(seat, competence, **words):
    given = {"is_acquired": True, "comment": "", "question": "", "why": "Une annexe relue."} | words
    return voting.change_vote(
        seat, competence, stage=Stage.READING, by=seat.juror, at=timezone.now(), **given
    )


def test_a_comment_without_a_choice_is_kept_and_counts_for_nothing_yet(save, seat):
    status, answer = save("comment", "Le calendrier est solide, mais ")

    vote = seat.votes.get()
    assert (status, answer["state"], answer["number"], answer["mark"]) == (200, "saved", 1, "begun")
    assert (vote.is_acquired, vote.comment, answer["given"]) == (None, "Le calendrier est solide, mais ", 0)


def test_to_explore_counts_once_what_lacks_is_written(save):
    before = save("choice", "not_acquired")[1]
    after = save("comment", "Un fait daté.", seq=2)[1]

    assert [(a["given"], a["mark"]) for a in (before, after)] == [(0, "begun"), (1, "to_explore")]


def test_two_windows_on_one_vote_overwrite_nothing(save, seat):
    save("comment", "Au bureau.")

    status, answer = save("comment", "Chez moi.", window="b" * 24)

    assert (status, answer["state"], answer["text"]) == (409, "conflict", "Au bureau.")
    assert seat.votes.get().comment == "Au bureau."


def test_writing_a_vote_leaves_one_trace_a_sitting_that_says_nothing_of_it(save):
    for rank, text in enumerate(("U", "Un", "Un fait"), 1):
        save("comment", text, base=rank - 1, seq=rank)

    assert list(AuditEntry.objects.filter(action="vote.written").values_list("facts", flat=True)) == [{}]


def test_nothing_of_another_seat_or_competence_can_be_written(sign_in, examination, save, seat):
    client = sign_in(seat.juror)
    path = reverse("jury:reading_field", args=[examination.pk, 10**9, "comment"])
    typed = {"text": "x", "base": 0, "client": "a", "seq": 1}

    assert client.post(path, typed).status_code == 404
    assert client.post(path.replace("comment", "revisions"), typed).status_code == 404
    assert save("choice", "peut-être")[0] == 422
    assert Vote.objects.count() == 0


def test_what_is_typed_after_the_seal_is_refused_for_good_but_the_private_note(save, examination, seat):
    cast_all(examination)

    refused = save("comment", "Trop tard.", base=1)
    noted = save("note", "À revoir à l’entretien.")

    assert (refused[0], refused[1]["closed"]) == (422, True)
    assert (noted[0], seat.votes.first().note) == (200, "À revoir à l’entretien.")


def test_without_a_script_a_half_made_vote_is_kept_and_going_on_asks_for_the_rest(
    sign_in, examination, seat, competence
):
    client = sign_in(seat.juror)
    path = reverse("jury:reading", args=[examination.pk, competence.pk])

    kept = client.post(path, {"choice": "", "comment": "Un début.", "question": "", "note": "pour moi"})
    going_on = client.post(path, {"choice": "not_acquired", "comment": "", "n_comment": "1", "suivante": "1"})

    vote = seat.votes.get()
    assert (kept.status_code, vote.comment, vote.note, vote.is_acquired) == (
        302,
        "Un début.",
        "pour moi",
        None,
    )
    assert (going_on.status_code, going_on.context["form"].errors.keys()) == (200, {"comment"})


def test_without_a_script_two_windows_show_both_texts(sign_in, examination, seat, competence):
    client = sign_in(seat.juror)
    path = reverse("jury:reading", args=[examination.pk, competence.pk])
    client.post(path, {"choice": "acquired", "comment": "Au bureau.", "question": "", "note": ""})

    late = client.post(path, {"choice": "acquired", "comment": "Chez moi.", "question": "", "note": ""})
    page = late.content.decode()
    both = {
        "choice": "acquired", "comment": "Chez moi.", "n_comment": "1", "other_comment": "Au bureau.",
        "choose_comment": "both", "question": "", "note": "",
    }  # fmt: skip
    client.post(path, both)

    assert (late.status_code, "Au bureau." in page, "Chez moi." in page) == (409, True, True)
    assert seat.votes.get().comment == "Au bureau.\n\nChez moi."


@pytest.mark.parametrize(
    ("name", "other"), [("comment", "x" * 100_000), ("comment", "x" * 3_990), ("choice", "acquired")]
)
def test_both_texts_of_a_vote_are_refused_past_their_limit_and_both_answers_always(
    sign_in, examination, seat, competence, name, other
):
    client = sign_in(seat.juror)
    path = reverse("jury:reading", args=[examination.pk, competence.pk])
    sent = {"choice": "not_acquired", "comment": "Il manque un fait.", "question": "", "note": ""}

    refused = client.post(path, sent | {f"choose_{name}": "both", f"other_{name}": other})

    assert (refused.status_code, refused.context["form"].errors.keys()) == (200, {name})
    assert refused.context["boxes"][name].other.text == other
    assert not seat.votes.exists()


def test_a_save_that_comes_without_its_text_erases_nothing_of_a_vote(
    save, sign_in, examination, seat, competence
):
    save("comment", "Un début.")
    path = reverse("jury:reading_field", args=[examination.pk, competence.pk, "comment"])

    answer = sign_in(seat.juror).post(path, {"base": 1, "client": "b", "seq": 1})

    assert (answer.status_code, seat.votes.get().comment) == (400, "Un début.")


def test_a_sealed_vote_changes_with_its_history_and_the_chair_is_told(examination, seat, competence):
    cast_all(examination, missing={competence.code})

    changed = change(seat, competence)

    vote = Vote.objects.get(seat=seat, competence=competence)
    assert (vote.is_acquired, vote.comment) == (True, "")
    assert (changed.was_acquired, changed.old_comment) == (False, "Il manque un fait précis.")
    message = Message.objects.get(key__contains="vote-changed")
    assert (message.recipient, "Une annexe relue." in message.body) == (
        examination.seats.get(is_chair=True).juror,
        True,
    )


def test_the_chair_hears_of_a_change_only_once_their_own_votes_are_sent(examination, seat, competence):
    cast_all(examination, missing={competence.code}, send=False)
    send(seat)
    change(seat, competence)
    told = Message.objects.filter(key__contains="vote-changed")

    before = told.count()
    send(examination.seats.get(is_chair=True))

    assert (before, told.count()) == (0, 1)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"why": " "}, "pourquoi vous changez"),
        ({"is_acquired": False, "comment": " "}, "ce qui manque"),
        ({"is_acquired": True}, "Rien n’a changé"),
    ],
)
def test_a_change_is_refused_without_its_words_or_without_a_change(
    examination, seat, competence, words, sentence
):
    cast_all(examination)

    with pytest.raises(voting.VerdictRefused, match=sentence):
        change(seat, competence, **words)

    assert VoteChange.objects.count() == 0


def test_nothing_changes_after_the_reading_is_closed(sign_in, examination, seat, competence):
    cast_all(examination)
    close_reading(examination)
    path = reverse("jury:reading_change", args=[examination.pk, competence.pk])

    with pytest.raises(voting.StageOver):
        change(seat, competence, is_acquired=False, comment="Trop tard.")
    answer = sign_in(seat.juror).post(
        path, {"choice": "not_acquired", "comment": "Non.", "why": "Trop tard."}
    )

    assert (answer.status_code, "Trop tard." in answer.content.decode()) == (409, True)
    assert VoteChange.objects.count() == 0


def refused_by_the_database(act):
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


def test_the_database_lets_a_sealed_vote_change_only_as_its_last_recorded_change_says(
    examination, seat, competence
):
    cast_all(examination)
    votes = Vote.objects.filter(seat=seat, competence=competence)
    change(seat, competence, is_acquired=False, comment="Aucun fait.")

    assert refused_by_the_database(lambda: votes.update(is_acquired=True))
    assert refused_by_the_database(lambda: votes.update(is_acquired=True, comment=""))
    assert refused_by_the_database(lambda: votes.update(comment="Autre chose."))
    assert refused_by_the_database(lambda: votes.update(seat=examination.seats.get(is_chair=True)))
    assert refused_by_the_database(lambda: VoteChange.objects.update(why="Autre."))
    assert refused_by_the_database(votes.delete)
    assert not refused_by_the_database(lambda: votes.update(note="pour moi"))


def test_the_database_refuses_a_recorded_change_once_the_reading_is_closed(examination, seat, competence):
    cast_all(examination)
    close_reading(examination)
    vote = Vote.objects.get(seat=seat, competence=competence)
    words = {"old_comment": vote.comment, "old_question": vote.question}
    VoteChange.objects.create(
        vote=vote,
        at=timezone.now(),
        why="Après.",
        was_acquired=True,
        is_acquired=False,
        comment="Non.",
        **words,
    )

    assert refused_by_the_database(
        lambda: Vote.objects.filter(pk=vote.pk).update(is_acquired=False, comment="Non.")
    )


def test_the_database_seals_only_whole_votes_and_never_unseals(examination, seat, competence):
    cast_all(examination, send=False)
    seats, now = type(seat).objects.filter(pk=seat.pk), timezone.now()
    votes = Vote.objects.filter(seat=seat, competence=competence)

    votes.update(is_acquired=None)
    undecided = refused_by_the_database(lambda: seats.update(read_at=now))
    votes.update(is_acquired=False, comment=" ")
    unexplained = refused_by_the_database(lambda: seats.update(read_at=now))
    votes.update(is_acquired=False, comment="Aucun fait.")
    whole = refused_by_the_database(lambda: seats.update(read_at=now))
    unsealed = refused_by_the_database(lambda: seats.update(read_at=None))

    assert (undecided, unexplained, whole, unsealed) == (True, True, False, True)
