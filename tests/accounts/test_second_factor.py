"""What proves one besides the password: quickly set up, demanded where it must be, never a way around."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as current
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.selectors import has_second_factor
from accounts.services import security
from audit.models import AuditEntry
from notifications.models import Message
from tests.factories import PASSWORD, UserFactory, juror, manager
from tests.second_factor import (
    SECRET,
    code_of,
    is_signed_in,
    link_application,
    sign_in,
    with_application,
)
from tests.survival.addresses import every_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def demanded(settings):
    settings.MFA_REQUIRED_ROLES = ["juror", "manager", "administrator"]


def codes_on(page):
    return [code.replace(" ", "") for code in re.findall(r'class="secret">([\d ]+)<', page.content.decode())]


def test_an_application_is_linked_by_its_qr_code_or_by_its_key_then_asked_at_each_sign_in(client):
    person = juror()
    sign_in(client, person, PASSWORD)

    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret, linked = link_application(client)
    other = Client()
    by_password_only = sign_in(other, person, PASSWORD)
    was_in = is_signed_in(other)
    other.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert 'src="data:image/svg+xml;base64,' in page
    assert linked.url == reverse("mfa_view_recovery_codes")
    assert (by_password_only.url, was_in) == (reverse("mfa_authenticate"), False)
    assert is_signed_in(other)


@pytest.mark.django_db(transaction=True)  # allauth tells of a factor once it is committed
def test_recovery_codes_are_shown_until_noted_then_never_again_and_serve_once_each(client):
    person = juror()
    sign_in(client, person, PASSWORD)
    link_application(client)
    shown = codes_on(client.get(reverse("mfa_view_recovery_codes")))
    again = codes_on(client.get(reverse("mfa_view_recovery_codes")))
    file = client.get(reverse("mfa_download_recovery_codes"))
    client.post(reverse("mfa_view_recovery_codes"))

    assert (len(shown), again) == (10, shown)
    assert all(f"{code[:5]} {code[5:]}" in file.content.decode() for code in shown)
    assert codes_on(client.get(reverse("mfa_view_recovery_codes"))) == []
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 404
    first, second = Client(), Client()
    sign_in(first, person, PASSWORD, code=shown[0])
    sign_in(second, person, PASSWORD, code=shown[0])
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_a_code_opens_one_session_however_fast_it_is_typed_again():
    person = with_application(juror())
    first, second = Client(), Client()
    code = code_of(SECRET)

    sign_in(first, person, PASSWORD, code=code)
    sign_in(second, person, PASSWORD, code=code)

    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_whoever_must_have_one_opens_nothing_else_before_and_everything_after(demanded, client):
    person = juror()
    sign_in(client, person, PASSWORD)
    setting_up = {
        reverse(name)
        for name in (
            "mfa_index",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "account_logout",
            "livez",
            "readyz",
        )
    }
    asked = {reverse("account_reauthenticate"), reverse("mfa_reauthenticate")}
    asked |= {reverse("mfa_reauthenticate_webauthn"), reverse("accounts:reauthenticate_sign_on")}
    figures = reverse("metrics")  # opened by a token and no session
    closed = [
        path
        for name, path in every_path()
        if path not in setting_up | asked | {figures} and "/unique/" not in path
    ]

    met = set()
    for path in closed:
        looked, acted = client.get(path), client.post(path)
        met.add((looked.status_code, looked.get("Location"), acted.status_code))

    assert len(closed) > 80
    assert met == {(302, reverse("mfa_index"), 403)}
    assert client.get(figures).status_code == 404
    demand = client.get(reverse("home"), follow=True).content.decode()
    assert "Votre rôle demande un second facteur" in demand
    assert all(client.get(path).status_code == 200 for path in setting_up)
    link_application(client)
    assert client.get(reverse("jury:examinations")).status_code == 200


@pytest.mark.parametrize(
    ("roles", "is_asked"),
    [
        ([Role.CANDIDATE], False),
        ([Role.TUTOR], False),
        ([Role.CANDIDATE, Role.JUROR], True),
        ([Role.MANAGER], True),
        ([Role.ADMINISTRATOR], True),
    ],
)
def test_one_demanding_role_among_several_is_enough(demanded, client, roles, is_asked):
    sign_in(client, UserFactory(roles=roles), PASSWORD)

    assert (client.get(reverse("accounts:account")).status_code == 302) == is_asked


def test_the_last_factor_stays_for_who_must_have_one_and_goes_for_who_chose_it(demanded, client):
    kept, free = with_application(manager()), with_application(UserFactory(roles=[Role.CANDIDATE]))

    sign_in(client, kept, PASSWORD, code=code_of(SECRET))
    refused = client.post(reverse("mfa_deactivate_totp"))
    other = Client()
    sign_in(other, free, PASSWORD, code=code_of(SECRET))
    other.post(reverse("mfa_deactivate_totp"))

    assert "ajoutez-en un autre avant de retirer celui-ci" in refused.content.decode()
    assert (has_second_factor(kept), has_second_factor(free)) == (True, False)
    assert not Authenticator.objects.filter(user=free).exists()


def test_an_administrator_resets_the_factor_of_somebody_else_with_a_trace_and_a_word(client):
    person, office = with_application(juror()), with_application(UserFactory(roles=[Role.ADMINISTRATOR]))
    theirs = Client()
    sign_in(theirs, person, PASSWORD, code=code_of(SECRET))
    sign_in(client, office, PASSWORD, code=code_of(SECRET))

    said = {"reason": "lost", "identity": "seen"}
    client.post(reverse("accounts:person_act", args=[person.pk, "second-facteur"]), said)
    on_oneself = client.post(reverse("accounts:person_act", args=[office.pk, "second-facteur"]), said)

    assert (has_second_factor(person), has_second_factor(office)) == (False, True)
    assert not is_signed_in(theirs)
    assert "autre administrateur" in on_oneself.content.decode()
    entry = AuditEntry.objects.about(person).get(action="user.second_factor_reset")
    assert (entry.actor, entry.facts) == (office, said)
    assert "réinitialiser votre second facteur" in Message.objects.get(recipient=person).body


def test_a_factor_is_not_taken_away_before_one_made_sure_of_the_person(client):
    person, office = with_application(juror()), with_application(UserFactory(roles=[Role.ADMINISTRATOR]))
    sign_in(client, office, PASSWORD, code=code_of(SECRET))

    answers = [
        client.post(reverse("accounts:person_act", args=[person.pk, act]), {"reason": "lost"})
        for act in ("second-facteur", "sessions")
    ]

    assert "vous avez vérifié que la demande vient bien de cette personne" in answers[0].content.decode()
    assert has_second_factor(person)
    assert answers[1].status_code == 302  # shutting asks for no proof


def test_the_command_line_resets_it_when_no_administrator_can_come_in_any_more():
    person = with_application(UserFactory(roles=[Role.ADMINISTRATOR]))

    call_command("reset_second_factor", person.email, verbosity=0)

    assert not has_second_factor(person)
    assert AuditEntry.objects.about(person).filter(action="user.second_factor_reset", actor=None).exists()


def test_secrets_are_unreadable_at_rest_and_outlive_a_change_of_key(settings):
    person = with_application(juror())
    stored = Authenticator.objects.get(user=person, type="totp")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [current.SECRET_KEY], "another-key-entirely" * 3
    client = Client()

    assert SECRET not in str(stored.data)
    sign_in(client, person, PASSWORD, code=code_of(SECRET))
    assert is_signed_in(client)


def test_a_factor_that_the_key_opens_no_more_is_said_and_lets_nobody_in(settings):
    person = with_application(juror())
    settings.SECRET_KEY = "another-key-entirely" * 3
    client = Client()

    answer = sign_in(client, person, PASSWORD, code=code_of(SECRET))

    assert "ne peut plus être lu" in answer.content.decode()
    assert not is_signed_in(client)


def test_an_invitation_is_one_factor_and_does_not_open_the_door_of_who_has_a_second(client):
    person = juror()
    person.set_unusable_password()
    person.save()
    with_application(person)

    typed = {"new_password1": "quatre mots choisis ensemble", "new_password2": "quatre mots choisis ensemble"}
    answer = client.post(person.invitation_path(), typed)

    assert answer.url == reverse("account_login")
    assert not is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_each_change_ends_the_other_sessions_and_is_traced_and_told(client):
    person = juror()
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser, person, PASSWORD)

    link_application(client)

    assert (is_signed_in(client), is_signed_in(elsewhere)) == (True, False)
    assert AuditEntry.objects.about(person).filter(action="user.second_factor_added").count() == 1
    assert Message.objects.get(recipient=person).subject == "Sécurité de votre compte"


def test_nothing_to_reset_is_a_refusal_and_not_an_act():
    with pytest.raises(security.NothingToReset):
        security.reset_second_factor(juror(), reason="lost", identity="seen", by=None, at=timezone.now())
