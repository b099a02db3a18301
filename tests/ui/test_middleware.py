"""What is refused before any page is looked for, in a page of ours."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import manager

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x", "text/plain"])
@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "UTF-7", "hex", "base64"])
@pytest.mark.parametrize("name", ["account_login", "home"])
def test_a_form_in_another_encoding_is_refused_in_french(kind, encoding, name):
    browser = Client(enforce_csrf_checks=True)

    answer = browser.generic("POST", reverse(name), b"a=b", content_type=f"{kind}; charset={encoding}")

    assert answer.status_code == 400
    assert "Rien n’a été enregistré." in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8", "u8", "nobody-knows-it"])
def test_utf_8_goes_on_under_all_its_names(encoding):
    kind = f"{FORM}; charset={encoding}"

    answer = Client().generic("POST", reverse("account_login"), b"a=b", content_type=kind)

    assert answer.status_code == 200


def test_an_address_that_only_receives_says_so_in_french_when_it_is_opened(sign_in):
    client = sign_in(manager())

    answer = client.get(reverse("candidates:field_save", args=[1, uuid4(), "title"]))

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Cette adresse ne s’ouvre pas" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "accepts"),
    [
        ("/verifier/ABCDEF.json", "*/*"),
        ("/verifier/ABCDEF/", "application/json"),
        ("/.well-known/did.json", "*/*"),
        ("/acquis/1/", "*/*"),
        ("/badges/etat/1/", "*/*"),
    ],
)
def test_a_program_that_asks_in_the_clear_is_refused_and_not_redirected(client, settings, path, accepts):
    settings.SECURE_SSL_REDIRECT = True

    in_clear = client.get(path, headers={"Accept": accepts})
    encrypted = client.get(path, headers={"Accept": accepts}, secure=True)

    assert (in_clear.status_code, in_clear.json()) == (403, {"error": "https_only"})
    assert encrypted.status_code in {200, 404}


@pytest.mark.parametrize("accepts", ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*"])
def test_somebody_who_types_an_address_without_https_is_led_to_it(client, settings, accepts):
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get("/verifier/ABCDEF/", headers={"Accept": accepts})

    assert (answer.status_code, answer.url) == (301, "https://testserver/verifier/ABCDEF/")
