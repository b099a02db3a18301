"""Single sign-on against a provider that speaks HTTP: known by subject, never signed up, never re-linked."""

import time
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from accounts.services import security
from audit.models import AuditEntry
from cqp.account_settings import provider_id, sign_on_provider
from tests.accounts.identity_provider import CLIENT, SECRET, IdentityProvider
from tests.factories import PASSWORD, UserFactory, juror
from tests.second_factor import SECRET as FACTOR
from tests.second_factor import code_of, is_signed_in, with_application

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    provider = IdentityProvider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(server, settings):
    server.person, server.tamper, server.profile, server.auth_time = {}, {}, {}, None
    server.signs_with, server.moved, server.asked = (server.key, "RS256"), set(), []
    settings.OIDC_ISSUER, settings.OIDC_ID = server.issuer, provider_id(server.issuer)
    settings.OIDC_NAME = "Mon organisme"
    settings.SOCIALACCOUNT_PROVIDERS = sign_on_provider(server.issuer, "Mon organisme", CLIENT, SECRET)
    return server


def door():
    from django.conf import settings

    return reverse("openid_connect_login", args=[settings.OIDC_ID])


def arrive(client, provider, *, address="", data=None, **person):
    """From our button to the provider and back; the last answer."""
    provider.person = person
    leaving = client.post(address or door(), data or {})
    back = urlsplit(provider.authorize(leaving.context["address"]))
    return client.get(f"{back.path}?{back.query}")


def known(email, sub="1042", verified=True):
    return {"sub": sub, "email": email, "email_verified": verified}


def test_the_button_is_there_when_the_settings_say_so_and_only_then(client, provider, settings):
    with_it = client.get(reverse("account_login")).content.decode()
    settings.OIDC_ISSUER, settings.SOCIALACCOUNT_PROVIDERS = "", {}
    without = client.get(reverse("account_login")).content.decode()

    assert ("Continuer avec Mon organisme" in with_it, "Continuer avec" in without) == (True, False)
    assert client.post("/connexion/unique/x/").status_code == 404


def test_an_invited_person_is_linked_by_verified_address_then_known_by_subject_whatever_the_address(
    client, provider
):
    person = juror()
    person.set_unusable_password()
    person.save()

    arrive(client, provider, **known(person.email.upper()))
    came_in = is_signed_in(client)
    other = Client()
    arrive(other, provider, **known("nouvelle.adresse@ailleurs.example", verified=False))

    assert (came_in, is_signed_in(other)) == (True, True)
    assert SocialAccount.objects.get(user=person).uid == "1042"
    assert other.get(reverse("accounts:account")).context["user"] == person
    assert AuditEntry.objects.about(person).filter(action="user.sign_on_linked").count() == 1


@pytest.mark.parametrize("verified", [False, "false", "true", None, 1])
def test_an_address_that_the_provider_did_not_verify_links_nobody(client, provider, verified):
    answer = arrive(client, provider, **known(juror().email, verified=verified))

    assert (answer.status_code, is_signed_in(client)) == (403, False)
    assert not SocialAccount.objects.exists()


def test_a_stranger_is_told_plainly_and_gets_no_account(client, provider):
    before = User.objects.count()

    answer = arrive(client, provider, **known("inconnue@ailleurs.example"))

    assert (answer.status_code, is_signed_in(client)) == (403, False)
    assert "Pas encore d’accès" in answer.content.decode()
    assert User.objects.count() == before


def test_another_subject_with_the_address_of_somebody_linked_is_not_them(client, provider):
    person = juror()
    arrive(Client(), provider, **known(person.email))

    answer = arrive(client, provider, **known(person.email, sub="666"))

    assert (answer.status_code, is_signed_in(client)) == (403, False)
    assert SocialAccount.objects.get(user=person).uid == "1042"


def test_an_administrator_unlinks_and_the_next_arrival_links_again(client, provider):
    person, office = juror(), UserFactory(roles=[Role.ADMINISTRATOR])
    arrive(client, provider, **known(person.email))

    from django.utils import timezone

    security.unlink_sign_on(person, reason="left", identity="seen", by=office, at=timezone.now())
    ended = not is_signed_in(client)
    arrive(client, provider, **known(person.email, sub="2077"))

    assert (ended, is_signed_in(client)) == (True, True)
    assert SocialAccount.objects.get(user=person).uid == "2077"


def test_a_closed_access_stays_closed_this_way_too(client, provider):
    person = juror()
    arrive(client, provider, **known(person.email))
    User.objects.filter(pk=person.pk).update(is_active=False)

    answer = arrive(Client(), provider, **known(person.email))

    assert answer.url == reverse("account_inactive")
    assert not is_signed_in(client)


def test_the_second_factor_of_this_service_is_asked_after_single_sign_on(client, provider):
    person = with_application(juror())

    answer = arrive(client, provider, **known(person.email))
    before = is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(FACTOR)})

    assert (answer.url, before) == (reverse("mfa_authenticate"), False)
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("tamper", "signs_with", "profile"),
    [
        ({"iss": "https://elsewhere.example"}, None, {}),
        ({"aud": "another-service"}, None, {}),
        ({"exp": int(time.time()) - 600}, None, {}),
        ({}, (SECRET, "HS256"), {}),
        ({}, (None, "none"), {}),
        ({}, "another key", {}),
        ({}, None, {"sub": "somebody-else"}),
    ],
)
def test_a_token_that_proves_nothing_lets_nobody_in(client, provider, tamper, signs_with, profile):
    from cryptography.hazmat.primitives.asymmetric import rsa

    provider.tamper, provider.profile = tamper, profile
    if signs_with == "another key":
        signs_with = (rsa.generate_private_key(public_exponent=65537, key_size=2048), "RS256")
    provider.signs_with = signs_with or provider.signs_with

    answer = arrive(client, provider, **known(juror().email))

    assert (answer.status_code, is_signed_in(client)) == (401, False)
    assert "n’a pas abouti" in answer.content.decode()


def test_an_answer_that_nobody_asked_for_lets_nobody_in(client, provider):
    callback = reverse("openid_connect_callback", args=[provider_id(provider.issuer)])

    forged = client.get(callback, {"code": "x", "state": "y"})
    cancelled = client.get(callback, {"error": "access_denied"})

    assert (forged.status_code, cancelled.status_code) == (401, 401)
    assert not is_signed_in(client)


def test_a_provider_that_does_not_answer_is_said_and_passwords_still_open(client, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS = sign_on_provider("http://127.0.0.1:9", "Mon organisme", CLIENT, SECRET)
    settings.OIDC_ISSUER, settings.OIDC_ID = "http://127.0.0.1:9", provider_id("http://127.0.0.1:9")
    person = juror()

    answer = client.post(door())
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert answer.status_code == 503
    assert is_signed_in(client)


@pytest.mark.parametrize("ago", [0, 4000])
def test_an_act_that_binds_asks_the_provider_again_and_believes_only_a_fresh_answer(client, provider, ago):
    office, person = UserFactory(roles=[Role.ADMINISTRATOR]), with_application(juror())
    office.set_unusable_password()
    office.save()
    arrive(client, provider, **known(office.email))
    act = reverse("accounts:person_act", args=[person.pk, "second-facteur"])

    asks = client.post(act, {"reason": "lost", "identity": "called"}, follow=True)
    provider.auth_time = int(time.time()) - ago
    done = arrive(
        client,
        provider,
        address=asks.context["provider_address"],
        data={"next": asks.context["next"]},
        **known(office.email),
    )

    assert "Mon organisme vous demandera de nouveau" in asks.content.decode()
    assert done.status_code == (302 if ago == 0 else 403)
    assert (AuditEntry.objects.filter(action="user.second_factor_reset").count() == 1) == (ago == 0)


@pytest.mark.parametrize("path", ["/token", "/keys", "/profile"])
def test_a_provider_that_sends_elsewhere_is_not_followed(client, provider, path):
    person = juror()
    provider.moved = {path}

    refused = arrive(client, provider, **known(person.email))
    was_in = is_signed_in(client)
    followed = [asked for asked in provider.asked if asked.startswith("/elsewhere")]
    provider.moved = set()
    arrive(client, provider, **known(person.email))

    assert (refused.status_code, was_in, followed) == (401, False, [])
    assert is_signed_in(client)


def test_a_provider_whose_description_is_elsewhere_is_a_provider_that_does_not_answer(client, provider):
    provider.moved = {"/.well-known/openid-configuration"}

    assert client.post(door()).status_code == 503
