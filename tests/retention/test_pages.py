"""What the office and the candidate see of what goes, through HTTP."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from accounts.reauthentication import BACKEND
from candidates.models import Candidate, Dossier
from cqp.retention.work import let_go
from tests.factories import manager
from tests.retention.world import decided_dossier, draft, told_then_let_go

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pdf]


def page(client, user, name, *args):
    client.force_login(user, backend=BACKEND)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def announced():
    with travel(timezone.now() - dt.timedelta(days=10)):
        dossier = decided_dossier()
        let_go(at=timezone.now())
    return Dossier.objects.get(pk=dossier.pk)


def test_the_office_reads_the_schedule_and_who_is_announced(client):
    dossier = announced()
    shown = page(client, manager(), "retention")
    assert "5\u00a0ans" in shown
    assert str(dossier.candidate) in shown
    assert "à partir du" in shown


def test_the_office_holds_and_lifts_from_the_persons_page(client):
    dossier = announced()
    office = manager()
    address = reverse("candidates:erasure_hold", args=[dossier.candidate_id])
    client.force_login(office)
    refused = client.post(address, {"reason": ""})
    assert "Dites pourquoi rien ne doit être effacé" in refused.content.decode()
    assert client.post(address, {"reason": "Recours au tribunal"}).status_code == 302
    assert "L’effacement est suspendu" in client.get(address).content.decode()
    assert "Recours au tribunal" in page(client, office, "retention")
    client.post(reverse("candidates:erasure_hold_lift", args=[dossier.candidate_id]))
    assert not Candidate.objects.get(pk=dossier.candidate_id).erasure_holds.in_force().exists()


def test_the_candidate_is_told_on_the_dossier_and_reads_there_that_it_is_gone(client):
    dossier = announced()
    person = dossier.candidate.user
    assert "seront effacés à partir du" in page(client, person, "candidates:dossier", dossier.pk)
    with travel(timezone.now() + dt.timedelta(days=40)):
        Dossier.objects.filter(pk=dossier.pk).update(erasure_told_at=timezone.now() - dt.timedelta(days=80))
    let_go(at=timezone.now())
    for name in ("candidates:dossier", "candidates:dossier_read"):
        assert "ont été effacés le" in page(client, person, name, dossier.pk)
    for name in ("candidates:versions", "candidates:dossiers", "course"):
        page(client, person, name, *([dossier.pk] if name == "candidates:versions" else []))
    page(client, person, "candidates:receipt", dossier.pk, 1)
    page(client, person, "candidates:version", dossier.pk, 1)


def test_the_office_still_reads_the_story_of_what_is_gone(client):
    dossier = decided_dossier()
    told_then_let_go()
    shown = page(client, manager(), "dossier_timeline", dossier.pk)
    assert "Texte du dossier effacé" in shown
    page(client, manager(), "candidates:candidate", dossier.candidate_id)


def test_a_draft_that_is_announced_says_how_to_keep_it(client):
    dossier = draft()
    with travel(timezone.now() - dt.timedelta(days=10)):
        let_go(at=timezone.now())
    shown = page(client, dossier.candidate.user, "candidates:dossier", dossier.pk)
    assert "Enregistrez-le de nouveau pour le garder" in shown


def test_whoever_was_erased_is_on_no_list(client):
    draft()
    for _ in range(3):
        told_then_let_go()
    assert Candidate.objects.get().erased_at is not None
    assert "Effacé" not in page(client, manager(), "candidates:candidates")


def test_the_jury_and_the_candidate_still_open_what_was_decided(client):
    dossier = decided_dossier()
    examination = dossier.examinations.get()
    told_then_let_go()
    chair = examination.seats.get(is_chair=True).juror
    page(client, chair, "jury:examination", examination.pk)
    page(client, chair, "jury:examinations")
    shown = page(client, dossier.candidate.user, "jury:result", examination.pk)
    assert "non acquise" in shown.lower()
    for minutes in examination.minutes.all():
        client.force_login(chair, backend=BACKEND)
        answer = client.get(reverse("jury:minutes", args=[minutes.pk]))
        assert answer.status_code == 200
