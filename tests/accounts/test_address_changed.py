"""An address opens an account: changing somebody's is an act that binds, and both hear of it."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from audit.models import AuditEntry
from notifications.models import Message
from tests.accounts.test_rights_and_organisations import user_form
from tests.factories import PASSWORD, UserFactory, juror
from tests.second_factor import is_signed_in
from tests.second_factor import sign_in as come_in

pytestmark = pytest.mark.django_db
BEFORE, AFTER = "camille@caf.example", "attaque@ailleurs.example"


@pytest.fixture
def office():
    return UserFactory(roles=[Role.ADMINISTRATOR])


def change_of(person, **changes):
    return reverse("admin:accounts_user_change", args=[person.pk]), user_form(person, **changes)


def test_an_address_is_changed_once_the_administrator_said_again_who_they_are(sign_in, office):
    person = juror(email=BEFORE)
    client = sign_in(office, ago=601)

    asked = client.post(*change_of(person, email=AFTER))
    untouched = User.objects.get(pk=person.pk).email
    done = client.post(asked.url, {"password": PASSWORD})

    assert (asked.url.partition("?")[0], untouched) == (reverse("account_reauthenticate"), BEFORE)
    assert done.url == reverse("admin:accounts_user_changelist")
    assert User.objects.get(pk=person.pk).email == AFTER


def test_a_right_is_given_once_the_administrator_said_again_who_they_are(sign_in, office):
    person = juror()

    sign_in(office, ago=601).post(*change_of(person, roles=["administrator"]))

    assert User.objects.get(pk=person.pk).roles == ["juror"]


def test_both_addresses_are_told_the_change_is_traced_and_every_session_ends(sign_in, office, committed):
    person = juror(email=BEFORE)
    theirs = Client()
    come_in(theirs, person, PASSWORD)
    was_in = is_signed_in(theirs)

    with committed():
        sign_in(office).post(*change_of(person, email=AFTER))

    told = {message.to[0]: message.body for message in mail.outbox}
    assert set(told) == {BEFORE, AFTER}
    assert all("changer l’adresse électronique" in body for body in told.values())
    assert AFTER not in told[BEFORE]
    assert (was_in, is_signed_in(theirs)) == (True, False)
    trace = AuditEntry.objects.about(person).get(action="user.address_changed")
    assert (trace.actor, trace.facts) == (office, {})
    assert Message.objects.visible_to(person).filter(key__startswith="user.address_changed").count() == 1


def test_the_old_address_opens_nothing_any_more(sign_in, office, client):
    person = juror(email=BEFORE)
    come_in(client, person, PASSWORD)  # allauth may note the address of who comes in
    EmailAddress.objects.get_or_create(
        user=person, email=BEFORE, defaults={"verified": True, "primary": True}
    )

    sign_in(office).post(*change_of(person, email=AFTER))
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": BEFORE})
    come_in(refused := Client(), User(email=BEFORE), PASSWORD)

    assert [message.to for message in mail.outbox] == []
    assert not is_signed_in(refused)


def test_a_link_of_invitation_that_went_to_the_wrong_address_dies_and_another_goes_to_the_right_one(
    sign_in, office, committed
):
    person = juror(email=BEFORE)
    person.set_unusable_password()
    person.save()
    went_astray = person.invitation_path()
    opened = Client().get(went_astray).status_code

    with committed():
        sign_in(office).post(*change_of(person, email=AFTER))

    assert (opened, Client().get(went_astray).status_code) == (200, 410)
    (invitation,) = [message for message in mail.outbox if "/invitation/" in message.body]
    assert invitation.to == [AFTER]


def test_another_correction_leaves_the_address_and_the_sessions_as_they_were(sign_in, office, committed):
    person = juror(email=BEFORE)
    theirs = Client()
    come_in(theirs, person, PASSWORD)

    with committed():
        sign_in(office).post(*change_of(person, last_name="Le Guen"))

    assert (is_signed_in(theirs), mail.outbox) == (True, [])
