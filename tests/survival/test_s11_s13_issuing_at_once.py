"""S11, S13, S20, S28: real connections, and every answer the same."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from certificates.integrity import first_fault
from certificates.jobs import deliver_batch
from certificates.models import Certificate, Document, DocumentKind, NumberSeries, RegisterEntry
from certificates.services import award_ccp, batches, issue_certificate, revoking
from cqp.celery import app
from cqp.tasks import reconcile
from notifications.models import Message
from rules.awards import ValidatedBlock
from rules.errors import DomainError
from tests.acts import validated_on_reading
from tests.factories import eligible_candidate, manager, published_version

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture(autouse=True)
def _no_worker_yet():
    """What is sent waits in the broker (the one in memory), as when every worker is busy: only acts race."""
    app.conf.task_always_eager = False
    yield
    app.conf.task_always_eager = True


def at_once(*acts):
    """Each act on its own connection, all begun together: their results, or the refusals they met."""
    start = threading.Barrier(len(acts))

    def run(act):
        try:
            start.wait(30)
            return act()
        except DomainError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(60) for future in [pool.submit(run, act) for act in acts]]


def issue(certificate, by):
    return issue_certificate(certificate, issued_on=timezone.localdate(), at=timezone.now(), by=by)


def ranks():
    return sorted(
        int(number.rpartition("-")[2])
        for number in Certificate.objects.ccps().delivered().values_list("number", flat=True)
    )


def test_thirty_issues_of_one_certificate_give_one_number_one_document_one_message():
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    validated_on_reading(candidate)
    ccp, office = candidate.certificates.ccps().get(), manager()

    answers = at_once(*[lambda: issue(ccp, office)] * 30)

    assert {answer.number for answer in answers} == {"T-B1-" + str(timezone.localdate().year) + "-0001"}
    assert Document.objects.filter(certificate=ccp).count() == len(DocumentKind)
    assert Message.objects.filter(key=f"certificate:{ccp.pk}:issued").count() == 1
    assert RegisterEntry.objects.filter(certificate=ccp, kind="ccp.issued").count() == 1


def test_different_certificates_issued_at_once_have_dense_numbers_even_when_some_fail(settings):
    version, office = published_version(blocks=(1,)), manager()
    people = [eligible_candidate(version=version) for _ in range(5)]
    for candidate in people:
        validated_on_reading(candidate)
    ccps = list(Certificate.objects.ccps().order_by("pk"))

    def too_early(ccp):
        issue_certificate(ccp, issued_on=ccp.awarded_on - timedelta(days=1), at=timezone.now(), by=office)

    at_once(
        *[lambda ccp=ccp: issue(ccp, office) for ccp in ccps[:3]],
        *[lambda ccp=ccp: too_early(ccp) for ccp in ccps[3:]],
    )
    for ccp in ccps[3:]:
        issue(ccp, office)

    assert ranks() == list(range(1, 6))
    assert NumberSeries.objects.get(kind="ccp").last == 5
    assert first_fault() is None


def test_two_last_ccps_at_once_give_one_cqp():
    candidate = eligible_candidate(version=published_version(blocks=(1, 1, 1)))
    first, *last = candidate.version.blocks.all()
    validated_on_reading(candidate, [first])
    office = manager()

    def award(block):
        rule = block.as_rule()
        return award_ccp(
            candidate,
            ValidatedBlock(rule, rule.competences),
            proofs=dict.fromkeys(rule.competences, "reading"),
            basis={"jury": "A"},
            at=timezone.now(),
            by=office,
        )

    at_once(*[lambda block=block: award(block) for block in last])

    assert candidate.certificates.ccps().count() == 3
    assert candidate.certificates.cqps().count() == 1
    assert reconcile() == {}


def test_issuing_while_revoking_ends_revoked_with_a_whole_register():
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    validated_on_reading(candidate)
    ccp, cqp = candidate.certificates.ccps().first(), candidate.certificates.cqps().get()
    office, other = manager(), manager()
    asked = revoking.ask_revocation(ccp, ground="fraud", reason="Faux.", by=office, at=timezone.now())

    at_once(
        lambda: issue(cqp, office),
        lambda: revoking.confirm_revocation(asked, by=other, at=timezone.now()),
        lambda: issue(ccp, office),
    )

    assert {Certificate.objects.get(pk=c.pk).state for c in (ccp, cqp)} == {"revoked"}
    assert first_fault() is None


def test_two_managers_confirm_at_once_and_one_is_told_it_was_done():
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    validated_on_reading(candidate)
    asked = revoking.ask_revocation(
        candidate.certificates.ccps().get(), ground="fraud", reason="Faux.", by=manager(), at=timezone.now()
    )
    two = [manager(), manager()]

    answers = at_once(
        *[lambda by=by: revoking.confirm_revocation(asked, by=by, at=timezone.now()) for by in two]
    )

    assert sum(isinstance(answer, DomainError) for answer in answers) == 1
    assert RegisterEntry.objects.filter(kind="ccp.revoked").count() == 1


def test_two_workers_on_one_order_keep_its_order_and_deliver_each_once():
    version = published_version(blocks=(1,))
    for _ in range(3):
        validated_on_reading(eligible_candidate(version=version))
    batch = batches.start_batch(
        Certificate.objects.to_issue(), issued_on=timezone.localdate(), by=manager(), at=timezone.now()
    )

    at_once(*[lambda: deliver_batch(batch.pk)] * 3)

    ccps = [line.certificate for line in batch.lines.select_related("certificate") if line.certificate.is_ccp]
    assert [int(ccp.number.rpartition("-")[2]) for ccp in ccps] == [1, 2, 3]
    assert Document.objects.count() == 6 * len(DocumentKind)
    assert first_fault() is None
