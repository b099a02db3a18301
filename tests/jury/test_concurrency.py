"""The same act from many hands at once, on real connections: one effect."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from audit.models import AuditEntry
from candidates.models import Candidate
from certificates.integrity import first_fault
from certificates.models import Certificate, NumberSeries, RegisterEntry
from certificates.services import award_ccp, disclose_awards, issue_certificate
from jury.models import Examination
from jury.services import closing
from notifications.models import Message
from rules.awards import ValidatedBlock
from rules.errors import DomainError
from tests.acts import assign, cast_all, chair_of, submitted_dossier, validated_on_reading
from tests.factories import UserFactory, eligible_candidate, manager, published_version

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def at_once(*acts):
    """Run acts in threads that start together; what each returned, or the refusal it met."""
    barrier, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(rank, act):
        try:
            barrier.wait()
            outcomes[rank] = act()
        except DomainError as refusal:
            outcomes[rank] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def test_thirty_closings_of_one_reading_give_one_ccp_one_entry_and_one_message():
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    examination = assign(submitted_dossier(candidate))
    cast_all(examination)
    chair = chair_of(examination)

    def close():
        return closing.close_reading(
            Examination.objects.get(pk=examination.pk), overrides={}, by=chair, at=timezone.now()
        )

    outcomes = at_once(*[close] * 30)

    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 29
    assert sorted(c.kind for c in Certificate.objects.all()) == ["ccp", "cqp"]
    assert RegisterEntry.objects.count() == 2
    assert Message.objects.filter(key__endswith=":decided").count() == 1
    assert AuditEntry.objects.filter(action="reading.closed").count() == 1


def test_thirty_issues_of_one_certificate_give_one_number_and_thirty_equal_answers():
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    validated_on_reading(candidate, [candidate.version.blocks.first()])
    ccp, office = candidate.certificates.get(), manager()

    def issue():
        return issue_certificate(ccp, issued_on=timezone.localdate(), at=timezone.now(), by=office).number

    numbers = at_once(*[issue] * 30)

    assert set(numbers) == {f"T-B1-{timezone.localdate().year}-0001"}
    assert NumberSeries.objects.get().last == 1
    assert Message.objects.filter(key__endswith=":issued").count() == 1


def test_the_two_last_ccps_awarded_at_the_same_instant_give_one_cqp():
    candidate = eligible_candidate(version=published_version(blocks=(1, 2)))
    by = UserFactory()

    def award(block):
        rule = block.as_rule()
        proofs = dict.fromkeys(rule.competences, "reading")
        return lambda: award_ccp(
            Candidate.objects.get(pk=candidate.pk),
            ValidatedBlock(rule, rule.competences),
            proofs=proofs,
            basis={"jury": "A"},
            at=timezone.now(),
            by=by,
        )

    at_once(*[award(block) for block in candidate.version.blocks.all()])

    assert sorted(c.kind for c in candidate.certificates.all()) == ["ccp", "ccp", "cqp"]
    assert first_fault() is None


def test_issuing_many_different_certificates_at_once_leaves_no_gap_in_the_numbers():
    version = published_version(blocks=(1, 1))
    office, block = manager(), version.blocks.first()
    rule = block.as_rule()
    ccps = [
        award_ccp(
            eligible_candidate(version=version),
            ValidatedBlock(rule, rule.competences),
            proofs=dict.fromkeys(rule.competences, "reading"),
            basis={"jury": "A"},
            at=timezone.now(),
            by=office,
        )
        for _ in range(12)
    ]
    disclose_awards(ccps, at=timezone.now())

    at_once(
        *[
            lambda ccp=ccp: issue_certificate(
                ccp, issued_on=timezone.localdate(), at=timezone.now(), by=office
            )
            for ccp in ccps
        ]
    )

    ranks = sorted(int(number[-4:]) for number in Certificate.objects.values_list("number", flat=True))
    assert ranks == list(range(1, 13))
    assert first_fault() is None
