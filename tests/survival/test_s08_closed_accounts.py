"""S08: somebody who left, or whose account changed hands, keeps no session."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.services import set_rights
from tests.factories import PASSWORD, UserFactory, manager
from tests.second_factor import is_signed_in, link_application, sign_in

pytestmark = pytest.mark.django_db


def twice(person):
    browsers = [Client(), Client()]
    for browser in browsers:
        sign_in(browser, person, PASSWORD)
        assert is_signed_in(browser)
    return browsers


def test_s08_a_disabled_account_has_no_session_left_on_either_device():
    person, office = manager(), UserFactory(roles=[Role.ADMINISTRATOR])
    browsers = twice(person)

    set_rights(person, roles=person.roles, is_active=False, by=office, at=timezone.now())

    for browser in browsers:
        assert browser.get(reverse("dashboard")).url.startswith(reverse("account_login"))
        assert browser.post(reverse("candidates:candidate_register")).url.startswith(reverse("account_login"))


def test_s08_opening_the_account_again_does_not_revive_the_sessions_of_before():
    person, office = manager(), UserFactory(roles=[Role.ADMINISTRATOR])
    browsers = twice(person)

    for is_active in (False, True):
        set_rights(person, roles=person.roles, is_active=is_active, by=office, at=timezone.now())

    assert [is_signed_in(browser) for browser in browsers] == [False, False]


def test_s08_a_password_reset_ends_every_session(client):
    person = manager()
    browsers = twice(person)

    person.refresh_from_db()
    person.set_password("quatre mots choisis ensemble")
    person.save()

    assert [is_signed_in(browser) for browser in browsers] == [False, False]


@pytest.mark.django_db(transaction=True)
def test_s08_a_new_second_factor_ends_the_sessions_opened_without_it():
    here, there = twice(manager())

    link_application(here)

    assert (is_signed_in(here), is_signed_in(there)) == (True, False)


def test_s08_a_stolen_session_row_serves_nothing_once_its_owner_ended_them_all():
    person = manager()
    here, there = twice(person)
    stolen = Session.objects.get(session_key=there.session.session_key)

    here.post(reverse("accounts:sessions_end_others"))
    Session.objects.update_or_create(  # a backup restored, a cache that came back
        session_key=stolen.session_key,
        defaults={"session_data": stolen.session_data, "expire_date": stolen.expire_date},
    )

    assert not is_signed_in(there)
