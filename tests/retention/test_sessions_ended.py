"""What a session leaves in the database once its time is over: nothing."""

import datetime as dt

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cqp.retention.work import let_go
from tests.factories import PASSWORD, UserFactory
from tests.second_factor import is_signed_in, sign_in

pytestmark = pytest.mark.django_db
START = dt.datetime(2027, 3, 1, 8, 0, tzinfo=dt.UTC)
GONE = "session échue effacée"


def after(**delay):
    return time_machine.travel(START + dt.timedelta(**delay), tick=False)


def signed_in(person):
    browser = Client()
    sign_in(browser, person, PASSWORD)
    browser.get(reverse("accounts:session_alive"))
    return browser


def test_a_session_that_is_over_goes_with_the_address_it_was_used_from():
    whole = dt.timedelta(seconds=settings.SESSION_WHOLE_SECONDS)
    with after():
        signed_in(UserFactory())
    with time_machine.travel(START + whole - dt.timedelta(minutes=5), tick=False):
        going_on = signed_in(UserFactory())
        assert GONE not in let_go(at=timezone.now())

    with time_machine.travel(START + whole + dt.timedelta(minutes=5), tick=False):
        assert let_go(at=timezone.now())[GONE] == 1
        assert Session.objects.count() == UserSession.objects.count() == 1
        assert is_signed_in(going_on)
        assert GONE not in let_go(at=timezone.now())


def test_a_line_whose_session_just_began_is_left_alone():
    with after():
        signed_in(UserFactory())
        Session.objects.all().delete()  # as another connection sees a session not yet written
        let_go(at=timezone.now())

        assert UserSession.objects.count() == 1

    with after(days=1):
        let_go(at=timezone.now())

        assert UserSession.objects.count() == 0
