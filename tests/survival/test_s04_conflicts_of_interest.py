"""S04: a juror who is, or becomes, tied to the candidate is off the dossier at once, in SQL too."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from candidates.models import Candidate
from cqp.tasks import catch_up
from jury.conflicts import conflicts_of
from jury.models import Examination, PanelChange, Seat
from notifications.models import Message
from rules.errors import ConflictRefused, JuryRefused
from tests.acts import assign, cast_all, close_reading, make_jury, submitted_dossier
from tests.factories import eligible_candidate, juror, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def examination():
    version = published_version(blocks=(1,))
    return assign(submitted_dossier(eligible_candidate(version=version)), make_jury(version))


def make_boss(person, examination):
    """By raw SQL, as an integration or a correction at night would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE candidates_candidate SET line_manager_email = %s WHERE id = %s",
            [person.email, examination.dossier.candidate_id],
        )


def make_trainer(person, examination):
    examination.dossier.candidate.attendances.update(trainer_email=person.email)


def make_companion(person, examination):
    Candidate.objects.filter(pk=examination.dossier.candidate_id).update(companion_email=person.email)


def make_colleague(person, examination):
    own = examination.dossier.candidate.user
    person.organisation = own.organisation  # one row whatever its spelling
    person.unit = own.unit.upper() + " "
    person.save()


TIES = [make_boss, make_trainer, make_companion, make_colleague]


@pytest.mark.parametrize("tie", TIES)
def test_s04_a_tied_member_is_refused_even_by_raw_sql(examination, tie):
    person = juror()
    tie(person, examination)

    with (
        pytest.raises(IntegrityError, match="lié à la personne candidate"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO jury_seat (examination_id, juror_id, is_chair, removal_reason) "
            "VALUES (%s, %s, false, '')",
            [examination.pk, person.pk],
        )


@pytest.mark.parametrize("tie", TIES)
def test_s04_a_tie_that_appears_after_the_assignment_closes_everything_at_the_next_request(
    examination, tie, sign_in
):
    seat = examination.seats.get(is_chair=False)
    cast_all(examination)
    client = sign_in(seat.juror)
    tie(seat.juror, examination)

    met = [
        client.get(reverse("jury:examination", args=[examination.pk])).status_code,
        client.get(reverse("jury:dossier_whole", args=[examination.pk])).status_code,
        client.get(reverse("jury:dossier_document", args=[examination.pk])).status_code,
        client.post(reverse("jury:reading_send", args=[examination.pk])).status_code,
    ]

    assert met == [404, 404, 404, 404]
    assert examination.dossier.reference not in client.get(reverse("notifications:list")).content.decode()
    with pytest.raises(JuryRefused, match=f"{seat} ne peut pas siéger"):
        close_reading(examination)


def test_s04_the_tied_member_is_taken_away_their_votes_flagged_and_the_office_told(examination):
    office = manager()
    seat = examination.seats.get(is_chair=False)
    cast_all(examination)
    make_boss(seat.juror, examination)

    catch_up()

    change = PanelChange.objects.get()
    assert (change.kind, change.leaving, change.by) == ("derived", seat, None)
    assert Message.objects.filter(recipient=office, key=f"seat:{seat.pk}:removed").exists()
    words = " ".join(line.words for line in conflicts_of(examination))
    assert "responsable hiérarchique" in words
    assert "sont gardés et ne comptent pas" in words
    assert seat.votes.exists()
    assert not Seat.objects.to_remove().exists()
    with pytest.raises(JuryRefused, match="il en faut au moins 2"):
        close_reading(examination)


def test_s04_a_manager_made_line_manager_in_mid_reading_may_not_send_the_votes_already_written(examination):
    seat = examination.seats.get(is_chair=False)
    cast_all(examination, send=False)
    make_boss(seat.juror, examination)

    with pytest.raises(ConflictRefused, match="Vous ne siégez plus"):
        cast_all(examination)

    seat.refresh_from_db()
    assert seat.read_at is None


def test_s04_a_tie_of_the_past_counts_as_one_of_today(examination):
    seat = examination.seats.get(is_chair=False)
    make_boss(seat.juror, examination)
    make_boss(juror(), examination)

    assert not Examination.objects.visible_to(seat.juror).exists()
