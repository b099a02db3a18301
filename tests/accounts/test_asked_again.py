"""Before an act that binds, who is at the keyboard: by any of their means, and nothing sent is lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.selectors import has_second_factor
from tests.acts import validated_on_reading
from tests.factories import PASSWORD, UserFactory, eligible_candidate, juror, manager, published_version
from tests.second_factor import SECRET, code_of, with_application

pytestmark = pytest.mark.django_db
LONG_AGO = 601


@pytest.fixture
def office():
    return with_application(UserFactory(roles=[Role.ADMINISTRATOR]))


def act(person):
    return reverse("accounts:person_act", args=[person.pk, "second-facteur"])


LOST = {"reason": "lost", "identity": "called"}
PROOFS = {
    "password": ("account_reauthenticate", lambda: {"password": PASSWORD}),
    "code": ("mfa_reauthenticate", lambda: {"code": code_of(SECRET)}),
}


@pytest.mark.parametrize("proof", PROOFS)
def test_an_old_session_is_asked_again_and_what_it_sent_goes_on(sign_in, office, proof):
    client, person = sign_in(office, ago=LONG_AGO), with_application(juror())
    name, given = PROOFS[proof]

    asked = client.post(act(person), LOST)
    untouched = has_second_factor(person)
    query = asked.url.partition("?")[2]
    done = client.post(f"{reverse(name)}?{query}", given())

    assert (asked.url.partition("?")[0], untouched) == (reverse("account_reauthenticate"), True)
    assert done.url == reverse("accounts:person_access", args=[person.pk])
    assert not has_second_factor(person)


def test_a_fresh_session_is_not_asked(sign_in, office):
    person = with_application(juror())

    answer = sign_in(office, ago=590).post(act(person), LOST)

    assert answer.url == reverse("accounts:person_access", args=[person.pk])


@pytest.mark.parametrize(("ago", "delivered"), [(LONG_AGO, 0), (590, 1)])
def test_whoever_delivers_a_certificate_said_who_they_are_less_than_ten_minutes_ago(sign_in, ago, delivered):
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    validated_on_reading(candidate)
    typed = {
        "certificates": [candidate.certificates.ccps().get().pk],
        "issued_on": timezone.localdate().isoformat(),
    }

    answer = sign_in(manager(), ago=ago).post(reverse("certificates:to_issue"), typed)

    asked = answer.url.partition("?")[0] == reverse("account_reauthenticate")
    assert (asked, candidate.certificates.issued().count()) == (not delivered, delivered)


@pytest.mark.parametrize("given", [{"password": "un-autre-mot-de-passe"}, {"password": ""}])
def test_a_wrong_proof_does_nothing_and_the_right_one_then_still_goes_on(sign_in, office, given):
    client, person = sign_in(office, ago=LONG_AGO), with_application(juror())
    asked = client.post(act(person), LOST)

    wrong = client.post(asked.url, given)
    untouched = has_second_factor(person)
    client.post(asked.url, {"password": PASSWORD})

    assert (wrong.status_code, untouched, has_second_factor(person)) == (200, True, False)


def test_what_is_refused_once_asked_again_shows_at_its_own_address_with_all_that_was_typed(sign_in, office):
    client, person = sign_in(office, ago=LONG_AGO), juror()  # who has no second factor: a refusal
    asked = client.post(f"{act(person)}?d=ici", LOST | {"note": "« Œuvre » & suite"})

    page = client.post(asked.url, {"password": PASSWORD}).content.decode()

    form = re.search(r'<form method="post" action="([^"]+)"[^>]*data-goes-on>', page)
    assert form[1] == f"{act(person)}?d=ici"
    assert 'name="note" value="« Œuvre » &amp; suite"' in page
    again = client.post(form[1], LOST | {"note": "« Œuvre » & suite"})
    assert "n’a pas de second facteur" in again.content.decode()


def test_what_waits_belongs_to_its_session_only(sign_in, office):
    sign_in(office, ago=LONG_AGO).post(act(with_application(juror())), LOST)
    other = Client()
    other.post(reverse("account_login"), {"login": office.email, "password": PASSWORD})
    other.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})

    answer = other.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert answer.url == reverse("home")


def test_a_code_that_was_just_used_to_sign_in_is_no_new_proof(client, office):
    client.post(reverse("account_login"), {"login": office.email, "password": PASSWORD})
    code = code_of(SECRET)
    client.post(reverse("mfa_authenticate"), {"code": code})

    answer = client.post(reverse("mfa_reauthenticate"), {"code": code})

    assert "déjà servi" in answer.content.decode()


def test_every_way_is_offered_in_french(sign_in, office):
    page = sign_in(office, ago=LONG_AGO).post(act(juror()), LOST, follow=True).content.decode()

    assert "Avec un code de votre application" in page
    assert "sera traité aussitôt après" in page


@pytest.mark.parametrize(
    ("demo", "email", "is_told"),
    [
        (True, "une.personne@demo.example", True),
        (False, "une.personne@demo.example", False),
        (True, "une.personne@organisme.example", False),
    ],
)
def test_a_one_click_visitor_of_the_demonstration_is_told_the_password_and_nobody_else(
    sign_in, settings, demo, email, is_told
):
    settings.DEMO = demo
    client = sign_in(UserFactory(email=email), ago=11 * 60)

    page = client.get(reverse("account_reauthenticate")).content.decode()

    assert ("demonstration-2026" in page) is is_told
