"""`manage.py catch_up`: what a base broken by hand lacks is made and said; a clean base is left alone."""

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from certificates.models import Certificate, Document, RegisterEntry
from certificates.services.batches import start_batch
from notifications.models import Message
from tests.acts import issue_all, revoke, validated_on_reading
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate():
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    validated_on_reading(candidate)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return candidate


def said(capsys):
    call_command("catch_up")
    return capsys.readouterr().out.replace("\u00a0", " ")


def lose_cqp(candidate):
    """By hand, triggers off: the CQP, its entry and its message go."""
    cqp = candidate.certificates.cqps().get()
    with pgtrigger.ignore():
        entries = RegisterEntry.objects.filter(certificate=cqp)
        for entry in entries:
            entry.payload.delete()
        entries.delete()
        cqp.delete()


@pytest.mark.pdf
def test_a_cqp_that_is_due_and_absent_is_awarded_once_and_said(candidate, capsys):
    said(capsys)
    lose_cqp(candidate)

    first, second = said(capsys), said(capsys)

    assert "CQP dû et absent, attribué : 1" in first
    assert second == "Rien à reprendre : tout est fait.\n"
    assert candidate.certificates.cqps().count() == 1
    entry = RegisterEntry.objects.filter(kind="cqp.awarded").get()
    assert entry.certificate.awarded_at > candidate.certificates.ccps().first().awarded_at
    assert entry.certificate in Certificate.objects.to_issue()
    assert Message.objects.get(key=f"certificate:{entry.certificate_id}:awarded").sent_at


@pytest.mark.pdf
def test_a_document_lost_a_message_unsent_and_an_order_stopped_are_finished_and_said(candidate, capsys):
    start_batch(
        candidate.certificates.to_issue(), issued_on=timezone.localdate(), by=manager(), at=timezone.now()
    )
    first = said(capsys)
    with pgtrigger.ignore():
        Document.objects.filter(certificate=candidate.certificates.cqps().get()).delete()

    second, third = said(capsys), said(capsys)

    assert "délivrance groupée reprise : 1" in first
    assert "message envoyé" in first
    assert "document produit : 6" in first
    assert "document sans ligne, demandé : 2" in second
    assert "document produit : 2" in second
    assert third == "Rien à reprendre : tout est fait.\n"


def test_a_cqp_that_was_revoked_is_not_awarded_again_by_itself(candidate):
    from cqp.tasks import reconcile

    issue_all(candidate)
    revoke(candidate.certificates.cqps().get())

    assert reconcile() == {}
    assert not Certificate.objects.cqps().standing().exists()
