"""A manager tied to a candidate meets nothing of that procedure, whichever address they ask (D7)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.reauthentication import BACKEND
from candidates.models import Candidate
from jury.models import Appeal
from jury.services.appeals import assign_appeal, reject_appeal
from rules.errors import ConflictRefused
from tests.access.table import GET
from tests.factories import manager

pytestmark = pytest.mark.django_db
NAMED, AT_THE_AWARD = "Wisniewska-Tied", "Œuvrard"  # a certificate keeps the name of its day
# told of the person elsewhere: they are who signed in, or what everybody of the office shares
SHARED = {"messages"}


@pytest.fixture
def tied(world):
    """Made the candidate's line manager once everything has happened."""
    office = manager()
    candidate = Candidate.objects.get(pk=world["args"]["candidates:candidate"][0])
    candidate.line_manager_email, candidate.birth_name = office.email, NAMED
    candidate.search = candidate.folded()
    candidate.save()
    User.objects.filter(pk=candidate.user_id).update(last_name=NAMED)
    Candidate.objects.exclude(pk=candidate.pk).update(birth_name="Autre", search="autre")
    return office


def test_no_page_names_them_and_none_about_them_opens(world, tied, client):
    client.force_login(tied, backend=BACKEND)
    about, naming = set(), set()
    for name in GET:
        args = world["args"].get(name, [])
        answer = client.get(reverse(name, args=args))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if any(said in body.decode(errors="replace") for said in (NAMED, AT_THE_AWARD)):
            naming.add(name)
        if answer.status_code == 200 and name in OPENED_BY_THEIR_ROWS:
            about.add(name)

    assert naming - SHARED == set()
    assert about == set()


# what opens for another manager by a row of this procedure (see the table): read again here for the tied one
OPENED_BY_THEIR_ROWS = {
    "dossier_timeline",
    "candidates:dossier",
    "candidates:dossier_read",
    "candidates:candidate",
    "candidates:candidate_correct",
    "candidates:modules",
    "candidates:declaration_decide",
    "candidates:dossier_return",
    "certificates:certificate",
    "certificates:rectify",
    "certificates:revocation_ask",
    "certificates:revocation_decide",
    "certificates:preview",
    "jury:appeal_handle",
    "jury:appeal_attachment",
    "jury:panel",
    "jury:letter_preview",
    "jury:minutes",
}


def test_an_appeal_given_to_somebody_tied_since_is_answered_by_another(world, tied):
    appeal, now = Appeal.objects.first(), timezone.now()
    Candidate.objects.update(line_manager_email="")
    other = manager()
    assign_appeal(appeal, other, by=other, at=now)
    Candidate.objects.update(line_manager_email=other.email)

    with pytest.raises(ConflictRefused, match="un autre gestionnaire"):
        reject_appeal(appeal, answer="Sans objet.", by=other, at=now)

    appeal.refresh_from_db()
    assert not appeal.is_over
