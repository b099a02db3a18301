"""The list of messages: by date, the latest first, page after page."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications import views
from notifications.services import notify
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_messages_come_by_date_whatever_the_order_they_were_written_in(sign_in, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    person, now = UserFactory(), timezone.now()
    for days in (3, 1, 4, 2, 2):
        notify(
            person,
            key=f"{days}-{person.messages.count()}",
            subject=f"Il y a {days} jours",
            body="x",
            at=now - dt.timedelta(days=days),
        )
    client, path, read = sign_in(person), reverse("notifications:list"), []

    query = ""
    while query is not None:
        page = client.get(path + query).content.decode()
        read += re.findall(r"Il y a (\d) jours", page)
        more = re.search(r'href="(\?avant=\d+)"', page)
        query = more[1] if more else None

    assert read == ["1", "2", "2", "3", "4"]


@pytest.mark.parametrize("key", ["x", "9" * 30, "0", "-1"])
def test_a_page_key_that_is_none_shows_the_first_page(sign_in, key):
    person = UserFactory()
    notify(person, key="k", subject="Un message", body="x", at=timezone.now())

    page = sign_in(person).get(reverse("notifications:list"), {"avant": key})

    assert "Un message" in page.content.decode()


def test_each_message_s_link_says_what_it_opens(sign_in):
    person, now = UserFactory(), timezone.now()
    for subject in ("Un dossier vous est confié", "Convocation à un entretien"):
        notify(person, key=subject, subject=subject, body="x", path="/jury/dossiers/", at=now)

    page = sign_in(person).get(reverse("notifications:list")).content.decode()

    links = re.findall(r'<a href="/jury/dossiers/">(Ouvrir.*?)</a>', page)
    assert [re.sub(r"<.*?>", "", link) for link in links] == [
        "Ouvrir\u00a0: Convocation à un entretien",
        "Ouvrir\u00a0: Un dossier vous est confié",
    ]
