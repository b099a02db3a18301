"""S47: guessing, and finding out who is here: counted by account and by address, and never unlimited."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from cqp.account_settings import account_settings
from cqp.settings import env
from tests.factories import PASSWORD, UserFactory, juror
from tests.second_factor import SECRET, code_of, is_signed_in, sign_in, with_application

pytestmark = pytest.mark.django_db
WRONG = "un-mauvais-mot-de-passe"


@pytest.fixture(autouse=True)
def _limits(settings):
    """The limits of production, which the rest of the suite does without."""
    settings.ACCOUNT_RATE_LIMITS = account_settings(env, is_local=False)["ACCOUNT_RATE_LIMITS"]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cache.clear()


def attempt(email, password, *, ip="192.0.2.1", client=None, **headers):
    headers = {"X-Forwarded-For": ip} | headers
    return (client or Client()).post(
        reverse("account_login"), {"login": email, "password": password}, headers=headers
    )


def was_looked_at(answer):
    """Whether the password was compared at all."""
    return answer.status_code == 302 or "sont incorrects" in answer.content.decode()


def test_s47_two_hundred_tries_on_one_account_from_as_many_places_compare_five_passwords():
    person = juror()

    looked_at = sum(
        was_looked_at(attempt(person.email, WRONG, ip=f"198.51.{n // 250}.{n % 250}")) for n in range(200)
    )
    client = Client()
    attempt(person.email, PASSWORD, ip="203.0.113.9", client=client)

    assert looked_at == 5
    assert not is_signed_in(client)


def test_s47_an_address_that_tries_many_accounts_waits_on_a_page_in_french():
    answers = [attempt(f"personne{n}@caisse.example", WRONG) for n in range(40)]

    assert sum(was_looked_at(answer) for answer in answers) == 10
    assert answers[-1].status_code == 429
    assert "Trop de demandes en peu de temps" in answers[-1].content.decode()


def test_s47_what_a_visitor_writes_in_x_forwarded_for_starts_no_new_count():
    answers = [attempt(f"personne{n}@caisse.example", WRONG, ip=f"10.0.0.{n}, 192.0.2.1") for n in range(40)]

    assert (sum(map(was_looked_at, answers)), answers[-1].status_code) == (10, 429)


def test_s47_without_a_proxy_the_header_counts_for_nothing_at_all(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0

    answers = [attempt(f"personne{n}@caisse.example", WRONG, ip=f"203.0.113.{n}") for n in range(40)]

    assert (sum(map(was_looked_at, answers)), answers[-1].status_code) == (10, 429)


def test_s47_two_visitors_behind_the_same_proxy_have_each_their_own_count():
    for n in range(40):
        attempt(f"personne{n}@caisse.example", WRONG, ip="192.0.2.1")
    person, client = juror(), Client()

    attempt(person.email, PASSWORD, ip="192.0.2.2", client=client)

    assert is_signed_in(client)


def test_s47_codes_of_the_second_factor_are_not_guessed_either():
    person, client = with_application(juror()), Client()
    sign_in(client, person, PASSWORD)

    for n in range(20):
        client.post(reverse("mfa_authenticate"), {"code": f"{n:06d}"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})

    assert answer.status_code == 200
    assert not is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_s47_two_processes_count_together():
    """Eight at once, each on its own connection as processes are: no more than five are looked at."""
    person = juror()

    def one(n):
        try:
            return was_looked_at(attempt(person.email, WRONG, ip=f"198.51.100.{n}"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        looked_at = sum(threads.map(one, range(24)))

    assert looked_at == 5
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'attempts'")
        assert cursor.fetchone() == ("u",)


def test_s47_a_broker_that_stopped_opens_and_closes_nothing(settings):
    """Counts are in the database: with Redis down, signing in works and its limits hold."""
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    person, client = juror(), Client()

    attempt(person.email, PASSWORD, client=client)
    looked_at = sum(was_looked_at(attempt(person.email, WRONG, ip=f"198.51.100.{n}")) for n in range(9))

    assert is_signed_in(client)
    assert looked_at == 5


def bare(answer):
    """What a page says, without its token."""
    return [line for line in answer.content.decode().splitlines() if "csrfmiddlewaretoken" not in line]


def test_s47_a_known_and_an_unknown_address_get_the_same_page_at_every_door():
    known, unknown = juror(last_name="Le Guen").email, "personne9@organisme.invalid"
    closed = UserFactory(is_active=False).email

    for name, field in (("account_login", "login"), ("account_reset_password", "email")):
        told = {}
        for email in (known, unknown, closed):
            answer = Client().post(
                reverse(name), {field: email, "password": WRONG}, headers={"X-Forwarded-For": "192.0.2.7"}
            )
            told[email] = (answer.status_code, answer.get("Location"), bare(answer))
        pages = [str(page).replace(email, "X") for email, page in told.items()]
        assert pages[0] == pages[1] == pages[2]
    assert [sent.to for sent in mail.outbox] == [[known]]


def test_s47_an_invitation_forged_used_or_of_somebody_unknown_gets_the_same_page():
    used, gone = juror(), UserFactory(is_active=False)
    gone.set_unusable_password()
    paths = [
        used.invitation_path(),
        gone.invitation_path(),
        "/invitation/eyJ1c2VyIjoxfQ:x:y/",
        "/invitation/x/",
    ]

    pages = [(answer.status_code, bare(answer)) for answer in map(Client().get, paths)]

    assert pages[0][0] == 410
    assert all(page == pages[0] for page in pages)


def test_s47_a_known_address_takes_no_longer_to_refuse_than_an_unknown_one(settings):
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    known = UserFactory(password=PASSWORD).email
    spent = {known: [], "personne9@organisme.invalid": []}

    for _ in range(9):
        for email, times in spent.items():
            start = time.process_time()
            attempt(email, WRONG)
            times.append(time.process_time() - start)

    one, other = (statistics.median(times) for times in spent.values())
    assert 0.6 < one / other < 1.6
