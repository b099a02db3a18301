"""Where one is signed in, how long it lasts, and what ends it."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.devices import device_in_words
from accounts.models import Role
from tests.factories import PASSWORD, UserFactory, juror, manager
from tests.second_factor import is_signed_in, sign_in

pytestmark = pytest.mark.django_db
START = dt.datetime(2027, 3, 1, 8, 0, tzinfo=dt.UTC)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def after(**delay):
    return time_machine.travel(START + dt.timedelta(**delay), tick=False)


def signed_in(person, **headers):
    browser = Client(**headers)
    sign_in(browser, person, PASSWORD)
    browser.get(reverse("accounts:session_alive"))
    return browser


@pytest.mark.parametrize(
    ("roles", "minutes", "goes_on"),
    [
        ([Role.JUROR], 29, True),
        ([Role.JUROR], 30, False),
        ([Role.MANAGER], 31, False),
        ([Role.ADMINISTRATOR], 31, False),
        ([Role.CANDIDATE, Role.JUROR], 31, False),
        ([Role.CANDIDATE], 600, True),
    ],
)
def test_a_session_of_who_decides_ends_after_half_an_hour_without_activity(roles, minutes, goes_on):
    with after():
        browser = signed_in(UserFactory(roles=roles))

    with after(minutes=minutes):
        assert is_signed_in(browser) == goes_on


def test_a_session_that_is_used_goes_on_for_twelve_hours_and_not_for_one_minute_more():
    with after():
        browser = signed_in(manager())

    for minutes in range(20, 720, 20):
        with after(minutes=minutes):
            assert is_signed_in(browser)
    with after(minutes=721):
        over = browser.get(reverse("dashboard"), follow=True)

    assert over.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert "Votre session a atteint sa durée la plus longue" in over.content.decode()


def test_a_session_that_ended_says_why_and_leads_back_to_where_one_was():
    with after():
        browser = signed_in(juror())

    with after(minutes=45):
        over = browser.get(reverse("jury:examinations"), follow=True)

    assert "faute d’activité" in over.content.decode()
    assert over.redirect_chain[-1][0] == f"{reverse('account_login')}?next={reverse('jury:examinations')}"


def test_reading_pages_writes_the_time_of_activity_once_a_minute(client):
    with after():
        browser = signed_in(juror())
        with CaptureQueriesContext(connection) as seen:
            browser.get(reverse("accounts:session_alive"))
    with after(seconds=61), CaptureQueriesContext(connection) as noted:
        browser.get(reverse("accounts:session_alive"))

    def written(queries):
        return [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]

    assert written(seen) == []
    assert written(noted)


def test_ones_sessions_are_listed_in_words_and_one_of_them_ends_at_once():
    person = juror()
    here, there = signed_in(person), signed_in(person, HTTP_USER_AGENT=FIREFOX)

    page = here.get(reverse("accounts:sessions")).content.decode()
    theirs = UserSession.objects.get(user=person, user_agent=FIREFOX)
    here.post(reverse("accounts:session_end", args=[theirs.pk]))

    assert ("Firefox sur Windows" in page, "Cette session" in page) == (True, True)
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert "Firefox" not in here.get(reverse("accounts:sessions")).content.decode()


def test_all_the_others_end_together_and_the_one_in_hand_goes_on():
    person = juror()
    here, *others = [signed_in(person) for _ in range(3)]

    here.post(reverse("accounts:sessions_end_others"))

    assert [is_signed_in(browser) for browser in (here, *others)] == [True, False, False]
    assert here.get(reverse("accounts:sessions")).content.decode().count("Cette session") == 1


def test_nobody_ends_the_session_of_somebody_else(client):
    victim = juror()
    theirs = signed_in(victim)
    session = UserSession.objects.get(user=victim)

    answer = signed_in(juror()).post(reverse("accounts:session_end", args=[session.pk]))

    assert answer.status_code == 404
    assert is_signed_in(theirs)


def test_the_list_asks_as_many_queries_for_ten_sessions_as_for_one():
    person = juror()
    here = signed_in(person)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            here.get(reverse("accounts:sessions"))
        return len(seen)

    queries()
    one = queries()
    for _ in range(9):
        signed_in(person)

    assert queries() == one


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (FIREFOX, "Firefox sur Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36", "Chrome sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge sur Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/141.0 Mobile Safari/537.36", "Chrome sur Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari sur iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_1) Version/18.0 Safari/605.1", "Safari sur Mac"),
        ("curl/8.5", "Appareil inconnu"),
        ("", "Appareil inconnu"),
    ],
)
def test_a_device_is_said_in_the_words_of_its_owner(header, words):
    assert device_in_words(header) == words


def test_the_key_of_a_session_changes_when_one_proves_again_who_one_is_and_nothing_else_does():
    here = signed_in(person := juror())
    session = here.session
    session["kept"] = "« Œuvre »"
    session.save()
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    was_in = is_signed_in(stolen)

    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert (was_in, is_signed_in(stolen), is_signed_in(here)) == (True, False, True)
    assert (here.session["kept"], here.session.session_key != session.session_key) == ("« Œuvre »", True)
    assert [row.session_key for row in UserSession.objects.filter(user=person)] == [here.session.session_key]
    assert here.get(reverse("accounts:sessions")).content.decode().count("Cette session") == 1


def test_a_wrong_proof_changes_no_key():
    here = signed_in(juror())
    before = here.session.session_key

    here.post(reverse("account_reauthenticate"), {"password": "un-autre-mot-de-passe"})

    assert here.session.session_key == before


@pytest.mark.parametrize("name", ["accounts:session_end", "accounts:sessions_end_others"])
def test_whoever_ends_a_session_proved_who_they_are_less_than_ten_minutes_ago(name):
    with after():
        person = UserFactory(roles=[Role.CANDIDATE])
        here, there = signed_in(person), signed_in(person, HTTP_USER_AGENT=FIREFOX)
        theirs = UserSession.objects.get(user=person, user_agent=FIREFOX)
    address = reverse(name, args=[theirs.pk] if name == "accounts:session_end" else [])

    with after(minutes=11):
        asked = here.post(address)
        untouched = is_signed_in(there)
        here.post(asked.url, {"password": PASSWORD})

        assert (asked.url.partition("?")[0], untouched) == (reverse("account_reauthenticate"), True)
        assert (is_signed_in(here), is_signed_in(there)) == (True, False)


@pytest.mark.parametrize(
    ("came_from", "comes_back"),
    [
        ("http://testserver/dossiers/1/situations/2/?a=1", "/dossiers/1/situations/2/?a=1"),
        ("https://ailleurs.example/piege/", None),
        ("", None),
    ],
)
def test_what_was_sent_after_the_end_of_a_session_leads_back_to_the_page_it_came_from(came_from, comes_back):
    address = reverse("candidates:passage_unlink", args=[1, 2])

    answer = Client().post(address, headers={"Referer": came_from} if came_from else {})

    asked = parse_qs(urlsplit(answer["Location"]).query)["next"]
    assert asked == [comes_back or address]


def test_a_page_that_was_asked_for_is_the_one_that_opens_after_signing_in():
    answer = Client().get(reverse("course"), headers={"Referer": "http://testserver/"})

    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [reverse("course")]
