"""Who comes in, by what means, who is refused and who has to wait is in the log, by numbers only."""

import json
import logging

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, juror
from tests.second_factor import SECRET, code_of, is_signed_in, sign_in, with_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger="accounts.journal")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "accounts.journal"]


def test_a_sign_in_leaves_its_means_and_leaving_its_line(client, lines):
    person = with_application(juror())

    sign_in(client, person, PASSWORD, code=code_of(SECRET))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_logout"))

    assert lines() == [
        f"Person {person.pk} proved who they are: password",
        f"Person {person.pk} proved who they are: mfa",
        f"Person {person.pk} came in",
        f"Person {person.pk} proved again who they are: password",
        f"Person {person.pk} left",
    ]


def test_a_wrong_password_and_a_wrong_code_leave_a_line_without_an_address(client, lines):
    person = with_application(juror())

    sign_in(client, person, "un-autre-mot-de-passe")
    client.post(reverse("account_login"), {"login": "personne@nulle.example", "password": PASSWORD})
    sign_in(client, person, PASSWORD, code="000000")

    assert [line for line in lines() if "refused" in line] == [
        f"Sign-in refused: wrong password, or nobody; person {person.pk}",
        "Sign-in refused: wrong password, or nobody; person None",
        f"Second factor refused: totp; person {person.pk}",
    ]
    assert not [line for line in lines() if "@" in line or "mot-de-passe" in line]


def test_an_account_that_is_made_to_wait_leaves_a_line_by_password_and_by_code(lines, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
    first, second = juror(), with_application(juror())

    for _ in range(6):
        sign_in(Client(), first, "un-autre-mot-de-passe")
    by_password = lines()[-1]
    browser = Client()
    sign_in(browser, second, PASSWORD)
    for _ in range(6):
        browser.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert by_password == lines()[-1] == "Too many wrong tries: the next ones have to wait"


# whatever a program may send in its place
NO_KEYS = [
    {}, [], "AAAA", 7, {"id": "AAAA", "rawId": "AAAA", "type": "public-key"},
    {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": None},
    {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"userHandle": 3}},
    {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"userHandle": "AAAA",
     "clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA", "attestationObject": "AA"}},
]  # fmt: skip


@pytest.mark.parametrize("sent", NO_KEYS)
def test_a_passkey_that_fails_leaves_a_line_at_the_door_and_after_a_password(client, lines, sent):
    person, forged = with_application(juror()), {"credential": json.dumps(sent)}

    client.post(reverse("mfa_login_webauthn"), forged)
    sign_in(client, person, PASSWORD)
    client.post(reverse("mfa_authenticate"), forged)

    assert not is_signed_in(client)
    if sent:  # nothing at all is a field that is missing
        assert [line for line in lines() if "passkey" in line] == [
            "Second factor refused: passkey; person None",
            f"Second factor refused: passkey; person {person.pk}",
        ]


@pytest.mark.parametrize("sent", NO_KEYS)
def test_nothing_but_a_passkey_is_added_as_one(client, sent):
    person = juror()
    sign_in(client, person, PASSWORD)
    client.get(reverse("mfa_add_webauthn"))

    answer = client.post(reverse("mfa_add_webauthn"), {"name": "clé", "credential": json.dumps(sent)})

    assert answer.status_code == 200
    assert not Authenticator.objects.filter(user=person).exists()
