"""What somebody without a session mistypes: a password to choose, a code to verify."""

from urllib.parse import urlencode

import pytest

from tests.journeys import stages
from tests.journeys.answers import counts, refusals_of
from tests.journeys.mistakes import NUL, REQUIRED, at_most
from tests.journeys.pages import Page

pytestmark = pytest.mark.django_db


def test_choosing_a_password_says_what_is_wrong_at_its_field(make_world):
    form = stages.choose_password(make_world())
    short = "Ce mot de passe est trop court. Il doit contenir au minimum 12 caractères."
    for first, second, expected in [
        ("", "", {"new_password1": [REQUIRED], "new_password2": [REQUIRED]}),
        ("court", "court", {"new_password1": [short]}),
        (
            "quatre mots choisis",
            "quatre mots oubliés",
            {"new_password2": ["Les deux mots de passe ne correspondent pas."]},
        ),
        ("quatre\0mots choisis", "quatre\0mots choisis", {"new_password1": [NUL], "new_password2": [NUL]}),
    ]:
        assert refusals_of(form, {"new_password1": first, "new_password2": second}) == expected, first


def test_a_code_that_is_no_code_is_told_so(make_world):
    anyone = stages.choose_password(make_world()).person
    for code, said in [
        ("", REQUIRED),
        ("ABC", "Un code a 26 lettres et chiffres ; celui-ci en a 3."),
        ("mo-b3-2026-0118", "C’est le numéro du certificat ; le code à saisir se trouve à côté du QR code."),
        ("MO 2026 0031", "C’est le numéro du certificat ; le code à saisir se trouve à côté du QR code."),
        ("A" * 300, at_most(80, 300)),
        ("A\0B", NUL),
        ("🙂" * 26, "Un code a 26 lettres et chiffres ; celui-ci en a 0."),
    ]:
        before = counts()
        page = Page(anyone.ask("get", "/verifier/?" + urlencode({"code": code})))
        assert (page.status, page.refusals) == (200, {"code": [said]})
        assert page.form({"code"}).values["code"] == [code]
        assert counts() == before
