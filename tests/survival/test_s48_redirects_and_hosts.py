"""S48: no address of ours sends anybody elsewhere; no link of ours begins with a host somebody made up."""

from urllib.parse import quote, urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.reauthentication import BACKEND
from tests.factories import PASSWORD, UserFactory, juror
from tests.second_factor import SECRET, code_of, with_application

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "HtTpS://evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "https://evil.example\\@testserver/",
    "//evil%E3%80%82example",
    "/%09/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\n//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://evil.example",
    "//testserver:80@evil.example",
    "https://[::1]@evil.example",
    "//\x00evil.example",
    "http://a:b@evil.example",
    "//[evil.example]/",
    "https://[evil.example",
]


def stays_here(location):
    """As browsers read it: blanks and controls dropped, a backslash is a slash."""
    read = "".join(c for c in location if c > " ").replace("\\", "/")
    parts = urlsplit(read)
    return read.startswith("/") and not read.startswith("//") and (parts.scheme, parts.netloc) == ("", "")


def test_s48_signing_in_never_leads_elsewhere():
    person, names = juror(), ("next", "url", "redirect_to")
    for target in ELSEWHERE:
        for address in ("?" + "&".join(f"{name}={quote(target)}" for name in names), ""):
            client = Client(headers={"Referer": target.strip() if target.isprintable() else "x"})
            typed = {"login": person.email, "password": PASSWORD} | dict.fromkeys(names, target)
            answer = client.post(reverse("account_login") + address, typed)
            assert answer.status_code == 302, target
            assert stays_here(answer.url), target


def test_s48_nor_does_signing_out_or_being_asked_again_or_coming_in_when_one_is_in(sign_in):
    person = with_application(juror())
    client = sign_in(person)
    addresses = ["account_login", "account_reauthenticate", "mfa_reauthenticate", "account_logout"]
    for target in ELSEWHERE:
        for name in addresses:
            path = f"{reverse(name)}?next={quote(target)}"
            proof = {"password": PASSWORD, "code": code_of(SECRET), "next": target}
            for answer in (client.get(path), client.post(path, proof)):
                if answer.status_code == 302:
                    assert stays_here(answer.url), (name, target)
        client.force_login(person, backend=BACKEND)


def test_s48_the_place_one_was_going_to_is_kept_when_it_is_ours(client):
    person = juror()
    answer = client.post(
        f"{reverse('account_login')}?next=/jury/dossiers/%3Fa=1",
        {"login": person.email, "password": PASSWORD},
    )

    assert answer.url == "/jury/dossiers/?a=1"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "testserver.evil.example", "evil.example:443", "testserver@evil.example", "a b", ""],
)
def test_s48_a_forged_host_is_refused_whatever_the_page(client, settings, host):
    settings.ALLOWED_HOSTS = ["testserver"]
    client.raise_request_exception = False
    for path in (
        "/",
        reverse("account_login"),
        reverse("account_reset_password"),
        reverse("certificates:verify"),
    ):
        assert client.get(path, headers={"Host": host}).status_code == 400
        assert client.post(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Host", "X-Original-Host", "Forwarded", "X-Forwarded-Server"]
)
def test_s48_the_link_of_a_forgotten_password_begins_with_our_own_address(client, settings, header):
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://certifications.example.fr", ["testserver"]
    person = UserFactory()

    client.post(reverse("account_reset_password"), {"email": person.email}, headers={header: "evil.example"})

    assert "https://certifications.example.fr/mot-de-passe/" in mail.outbox[0].body
    assert "evil" not in mail.outbox[0].body
