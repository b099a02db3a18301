"""A page left open by somebody is answered nothing on the session of somebody else."""

import pytest
from django.urls import reverse

from accounts.reauthentication import BACKEND
from jury.models import Vote
from tests import acts
from tests.factories import eligible_candidate, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def examination():
    return acts.assign(acts.submitted_dossier(eligible_candidate(version=published_version(blocks=(1,)))))


@pytest.mark.parametrize(("made_for", "status"), [("me", 200), ("somebody else", 410), (None, 200)])
def test_what_a_page_of_somebody_else_sends_or_asks_is_gone(client, examination, made_for, status):
    seat = examination.seats.get(is_chair=False)
    others = examination.seats.get(is_chair=True).juror
    client.force_login(seat.juror, backend=BACKEND)
    names = {"me": seat.juror.pk, "somebody else": others.pk, None: None}
    headers = {"X-Person": str(names[made_for])} if made_for else {}
    competence = examination.blocks.get().competences.get()
    field = reverse("jury:reading_field", args=[examination.pk, competence.pk, "comment"])

    saved = client.post(field, {"text": "Mon avis.", "base": 0, "client": "a", "seq": 1}, headers=headers)
    token = client.get(reverse("jury:room_token", args=[examination.pk]), headers=headers)

    assert (saved.status_code, token.status_code) == (status, status)
    assert Vote.objects.filter(comment="Mon avis.").exists() == (status == 200)
    assert ("token" in token.json()) == (status == 200)
