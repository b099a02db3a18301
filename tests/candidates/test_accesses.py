"""Who read a dossier: one row a sitting, names for the office, roles and days for the candidate."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from audit.models import AccessEntry, Capacity, What
from candidates.accesses import readings_of
from candidates.models import Dossier
from candidates.services.accesses import note_access
from candidates.services.tutoring import invite_tutor
from jury.services.publication import publish_session
from tests.acts import (
    assign,
    cast_all,
    close_reading,
    make_jury,
    make_session,
    submitted_dossier,
    validated_on_reading,
    write_dossier,
)
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate():
    return eligible_candidate(version=published_version(blocks=(1,)))


@pytest.fixture
def examination(candidate):
    return assign(submitted_dossier(candidate))


def read(dossier, *, by, at, what=What.TEXT, as_a=Capacity.OFFICE):
    note_access(dossier, what, by=by, as_a=as_a, at=at)


def quarter(hour=10, minute=0):
    return timezone.localtime().replace(hour=hour, minute=minute, second=0, microsecond=0)


def test_a_sitting_of_fifteen_minutes_leaves_one_row_for_each_part_that_was_opened(candidate):
    dossier, office, start = write_dossier(candidate), manager(), quarter()

    for minutes in (0, 3, 14, 15, 44):
        read(dossier, by=office, at=start + timedelta(minutes=minutes))
    read(dossier, by=office, at=start, what=What.ANNEXE)
    read(dossier, by=manager(), at=start)

    rows = AccessEntry.objects.about(dossier).filter(reader=office).order_by("pk")
    assert [(row.what, row.at - start) for row in rows] == [
        ("text", timedelta()),
        ("text", timedelta(minutes=15)),
        ("text", timedelta(minutes=44)),
        ("annexe", timedelta()),
    ]
    assert AccessEntry.objects.about(dossier).count() == 5


def test_noting_costs_one_statement_the_first_time_and_the_next(candidate):
    dossier, office, now = write_dossier(candidate), manager(), quarter()
    statements = []

    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            read(dossier, by=office, at=now)
        statements.append(len(seen))

    assert statements == [1, 1]


@pytest.mark.parametrize(
    "sql", ["UPDATE audit_accessentry SET what = 'pdf'", "DELETE FROM audit_accessentry"]
)
def test_a_row_neither_changes_nor_goes(candidate, sql):
    read(write_dossier(candidate), by=manager(), at=timezone.now())

    with pytest.raises(InternalError, match="audit_accessentry"), transaction.atomic():
        connection.cursor().execute(sql)


def test_what_cannot_be_noted_is_not_shown(candidate, sign_in):
    dossier = submitted_dossier(candidate)
    client = sign_in(manager())
    path = reverse("candidates:dossier_read", args=[dossier.pk])
    assert client.get(path).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_accessentry ADD CONSTRAINT nothing_more CHECK (false) NOT VALID")

    with pytest.raises(IntegrityError, match="nothing_more"), transaction.atomic():
        client.get(path)


def test_a_juror_a_manager_and_a_tutor_are_each_noted_as_what_they_read(candidate, examination, sign_in):
    dossier = examination.dossier
    seat = examination.seats.first()
    second = eligible_candidate(version=candidate.version)
    draft = write_dossier(second)
    tutoring = invite_tutor(
        draft,
        email="tutrice@caisse.example",
        first_name="Ada",
        last_name="L",
        by=second.user,
        at=timezone.now(),
    )

    sign_in(seat.juror).get(reverse("jury:dossier_whole", args=[examination.pk]))
    sign_in(manager()).get(reverse("candidates:receipt", args=[dossier.pk, 1]))
    sign_in(tutoring.tutor).get(reverse("candidates:tutoring", args=[tutoring.pk]))

    assert set(AccessEntry.objects.about(dossier).values_list("as_a", "what")) == {
        ("juror", "text"),
        ("office", "receipt"),
    }
    assert AccessEntry.objects.about(draft).values_list("reader", "as_a", "what").get() == (
        tutoring.tutor_id,
        "tutor",
        "text",
    )


def test_the_office_reads_names_latest_first_and_goes_on_by_key(candidate, sign_in):
    dossier, office = submitted_dossier(candidate), manager(last_name="Guichet")
    names = []
    for hours in range(23, 0, -1):
        reader = manager(last_name=f"Lecture{hours:02}")
        names.insert(0, reader.full_name)
        read(dossier, by=reader, at=timezone.now() - timedelta(hours=hours))

    client, seen = sign_in(office), []
    path = first = reverse("dossier_timeline", args=[dossier.pk])
    while path:
        page = client.get(path).context["page"]
        seen += [entry.reader.full_name for entry in page]
        path = f"{first}?apres={page.after.replace('+', '%2B')}" if page.after else ""

    assert seen == [office.full_name, *names]


def test_a_manager_tied_to_the_candidate_sees_no_reading_and_leaves_none(candidate, sign_in):
    dossier, tied = submitted_dossier(candidate), manager()
    candidate.line_manager_email = tied.email
    candidate.save()

    answer = sign_in(tied).get(reverse("dossier_timeline", args=[dossier.pk]))

    assert answer.status_code == 404
    assert not AccessEntry.objects.exists()


def lines(dossier):
    return [reading.who for reading in readings_of(Dossier.objects.get(pk=dossier.pk))]


def test_the_candidate_learns_that_the_jury_read_with_the_result_and_not_before(candidate):
    session = make_session(make_jury(candidate.version))
    examination = assign(submitted_dossier(candidate), session.jury, session=session)
    dossier, now = examination.dossier, timezone.now()
    for seat in examination.seats.all():
        read(dossier, by=seat.juror, at=now, as_a=Capacity.JUROR)
    read(dossier, by=manager(), at=now)
    seen = [lines(dossier)]

    cast_all(examination)
    seen.append(lines(dossier))
    close_reading(examination)
    seen.append(lines(dossier))
    publish_session(session, by=manager(), at=timezone.now())

    assert seen == [["Le service des certifications"]] * 3
    assert lines(dossier) == ["2\u00a0membres du jury", "Le service des certifications"]


def test_the_page_of_a_dossier_tells_its_candidate_roles_and_days_and_no_name(candidate, sign_in):
    examination = validated_on_reading(candidate)
    office, dossier = manager(last_name="Le Guichetier"), examination.dossier
    yesterday = quarter() - timedelta(days=1)
    for at in (yesterday, yesterday + timedelta(hours=1)):
        read(dossier, by=office, at=at)
        read(dossier, by=examination.seats.first().juror, at=at, as_a=Capacity.JUROR)

    page = sign_in(candidate.user).get(reverse("candidates:dossier", args=[dossier.pk])).content.decode()

    told = page.split("Qui a consulté")[1]
    assert told.count("Un membre du jury") == told.count("Le service des certifications") == 1
    assert "Guichetier" not in page
    assert not any(seat.juror.last_name in page for seat in examination.seats.all())


def test_somebody_who_manages_and_applies_reads_their_own_dossier_without_a_trace(candidate, sign_in):
    dossier = submitted_dossier(candidate)
    candidate.user.roles = [Role.CANDIDATE, Role.MANAGER]
    candidate.user.save()

    answer = sign_in(candidate.user).get(reverse("candidates:dossier_read", args=[dossier.pk]))

    assert (answer.status_code, AccessEntry.objects.count()) == (200, 0)


@pytest.mark.parametrize(
    "key", ["x", "~", "demain~1", "9999-99-99~1", "%00~1", "2026-11-22T10:00:00+01:00~un"]
)
def test_a_key_that_was_tampered_with_begins_at_the_first_page(candidate, sign_in, key):
    dossier, client = submitted_dossier(candidate), sign_in(manager())

    answer = client.get(reverse("dossier_timeline", args=[dossier.pk]), {"apres": key})

    assert (answer.status_code, len(answer.context["page"])) == (200, 1)
