"""How members vote, for managers only, from ten votes on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from jury.fairness import by_competence, by_juror
from jury.models import Stage
from jury.services.voting import send_votes
from tests.acts import assign, cast_all, close_reading, decided, make_jury, submitted_dossier
from tests.factories import eligible_candidate, juror, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return published_version(blocks=(6,))


def read(version, jury, *, missing=()):
    examination = assign(submitted_dossier(eligible_candidate(version=version)), jury)
    cast_all(examination, missing=missing)
    return close_reading(examination)


def test_shares_are_those_of_the_votes_of_closed_stages(version):
    jury = make_jury(version)
    read(version, jury, missing={"C1.1", "C1.2", "C1.3"})
    read(version, jury)
    still_open = assign(submitted_dossier(eligible_candidate(version=version)), jury)
    cast_all(still_open, missing={"C1.1"})

    lines = by_juror().lines

    assert [(line.tendency.votes, line.sent, line.agreement, line.spread) for line in lines] == [
        (12, "25\u00a0%", "100\u00a0%", "0\u00a0%")
    ] * 2
    assert {line.name: line.tendency.to_interview for line in by_competence().lines}["C1.1"] == 2


def test_a_member_who_differs_shows_in_agreement_and_in_what_was_shared(version):
    jury = make_jury(version, size=3)
    for _ in range(2):
        examination = assign(submitted_dossier(eligible_candidate(version=version)), jury)
        cast_all(examination, send=False)
        seat = examination.seats.filter(is_chair=False).first()
        seat.votes.filter(competence__code="C1.1").update(is_acquired=False, comment="Rien.")
        for one in examination.seats.all():
            send_votes(one, stage=Stage.READING, by=one.juror, at=timezone.now())
        close_reading(examination)

    by_name = {line.name: line for line in by_juror().lines}
    differs = by_name[seat.juror.full_name]

    assert differs.agreement == "83\u00a0%"
    assert differs.sent == "17\u00a0%"
    assert {line.spread for line in by_name.values()} == {"17\u00a0%"}


def test_under_ten_votes_nothing_is_told_in_the_picture_or_in_the_table(sign_in):
    decided(eligible_candidate(version=published_version(blocks=(2,))), missing={"C1.1"})

    page = sign_in(manager()).get(reverse("jury:calibration")).content.decode()

    assert by_juror().told == []
    assert "trop peu d’avis" in page
    assert '<svg class="calibration"' not in page
    assert "%</td>" not in page


def test_the_picture_and_its_table_say_the_same(version, sign_in):
    jury = make_jury(version)
    read(version, jury, missing={"C1.1", "C1.2", "C1.3"})
    read(version, jury)

    page = sign_in(manager()).get(reverse("jury:calibration")).content.decode()

    assert page.count("<circle") == 2
    assert page.count("25\u00a0%</td>") >= 2


@pytest.mark.parametrize("roles", [[Role.JUROR], [Role.JUROR, Role.MANAGER], [Role.CANDIDATE]])
def test_no_juror_sees_it_not_even_one_who_is_also_a_manager(sign_in, roles):
    person = juror()
    person.roles = roles
    person.save()

    assert sign_in(person).get(reverse("jury:calibration")).status_code == 403


def test_a_period_and_a_certification_keep_only_their_votes(version, sign_in):
    read(version, make_jury(version))
    client, path = sign_in(manager()), reverse("jury:calibration")

    before = client.get(path, {"du": "2020-01-01", "au": "2020-12-31"})
    wrong = client.get(path, {"du": "hier"})

    assert before.context["jurors"].lines == []
    assert wrong.status_code == 200
    assert len(by_juror(certification=version.certification).lines) == 2


def test_it_asks_as_many_queries_for_many_votes_as_for_few(version, sign_in):
    client, path = sign_in(manager()), reverse("jury:calibration")
    read(version, make_jury(version, name="A"))
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    read(version, make_jury(version, name="B"))
    with CaptureQueriesContext(connection) as many:
        client.get(path)

    assert len(many) == len(few)
