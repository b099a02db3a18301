"""S07: removed at 10:00, acting at 10:01 from a page left open: not found, nothing written."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.reauthentication import BACKEND
from jury.models import Seat, Vote
from jury.services import replacement
from tests.acts import assign, make_jury, submitted_dossier
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


def test_s07_the_form_of_an_open_tab_writes_nothing_once_its_member_was_removed(client):
    version = published_version(blocks=(1,))
    examination = assign(submitted_dossier(eligible_candidate(version=version)), make_jury(version, size=3))
    seat = examination.seats.filter(is_chair=False).first()
    competence = version.blocks.get().competences.get()
    room = reverse("jury:reading", args=[examination.pk, competence.pk])
    client.handler.enforce_csrf_checks = True
    client.force_login(seat.juror, backend=BACKEND)
    page = client.get(room)
    typed = {
        "csrfmiddlewaretoken": str(page.context["csrf_token"]),
        "choice": "acquired",
        "comment": "Écrit à 10 h 01",
    }

    replacement.remove_member(seat, reason="Empêchement", by=manager(), at=timezone.now())
    met = [
        client.post(room, typed).status_code,
        client.post(reverse("jury:reading_send", args=[examination.pk]), typed).status_code,
        client.post(
            reverse("jury:declaration", args=[examination.pk]), typed | {"has_link": "none"}
        ).status_code,
    ]

    assert met == [404, 404, 404]
    assert not Vote.objects.exists()
    assert Seat.objects.get(pk=seat.pk).read_at is None
