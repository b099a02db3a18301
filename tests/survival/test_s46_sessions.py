"""S46: a session cannot be fixed, nor read by a script, nor kept for ever, nor looked at after leaving."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from tests.factories import PASSWORD, UserFactory, juror
from tests.second_factor import SECRET, code_of, is_signed_in, sign_in, with_application

pytestmark = pytest.mark.django_db
PRODUCTION = {
    "DEMO": "0",
    "DEBUG": "0",
    "DATABASE_URL": "postgres://u:p@127.0.0.1:1/none",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP-check",
    "ALLOWED_HOSTS": "certifications.example.fr",
}
ASKED = (
    "import cqp.settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, "
    "s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS >= 31536000, s.SECURE_SSL_REDIRECT, "
    "s.SESSION_COOKIE_AGE, s.SESSION_IDLE_SECONDS, *s.MFA_REQUIRED_ROLES)"
)


def test_s46_the_key_of_a_session_changes_at_the_door_and_at_the_second_factor(client):
    person = with_application(juror())
    client.get(reverse("account_login"))
    client.session["planted"] = True
    planted = client.session
    planted["planted"] = True
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key

    sign_in(client, person, PASSWORD, code=code_of(SECRET))

    assert is_signed_in(client)
    assert client.session.session_key != planted.session_key
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    assert not is_signed_in(thief)


def test_s46_a_key_that_a_visitor_made_up_is_never_taken_up(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    sign_in(client, juror(), PASSWORD)

    assert client.session.session_key != "a" * 32


def test_s46_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_of_other_sites(client):
    sign_in(client, juror(), PASSWORD)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
        True,
        "Lax",
        "/",
        "",
    )
    assert cookie["max-age"] == ""  # gone with the browser


def test_s46_production_has_host_cookies_hsts_both_limits_and_a_second_factor_by_default():
    """Asked of the settings themselves, in a process where nothing but the least is set."""
    environment = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "HTTPS")}
    told = subprocess.run(
        [sys.executable, "-c", ASKED],
        env=environment | PRODUCTION,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert told == [
        *("__Host-session", "__Host-csrf", "True", "True", "True", "True", "True", "43200", "1800"),
        *("juror", "manager", "administrator"),
    ]


def test_s46_after_leaving_the_session_is_gone_from_the_database_too(client):
    sign_in(client, UserFactory(roles=[Role.MANAGER]), PASSWORD)
    key = client.session.session_key

    client.post(reverse("account_logout"))

    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_signed_in(thief)
