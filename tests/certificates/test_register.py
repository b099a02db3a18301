"""The register's chain, and what the database refuses whoever asks."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from time_machine import travel

from certificates.integrity import first_fault
from certificates.models import Certificate, RegisterEntry
from certificates.services import issue_certificate
from rules.errors import IssueRefused
from tests.acts import validated_on_reading
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


def holder(**options):
    candidate = eligible_candidate(version=published_version(**options))
    validated_on_reading(candidate)
    return candidate


def refused_sql(sql, *params):
    """The database's answer to a statement of its own owner."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return str(refusal.value)


def insert_certificate(candidate, *, kind, block):
    """What the award never does: a bare row, and the guards that wait for the commit are asked at once."""
    Certificate.objects.create(
        kind=kind,
        candidate=candidate,
        version=candidate.version,
        block=block,
        awarded_on=timezone.localdate(),
        awarded_at=timezone.now(),
        snapshot={},
        search="",
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_awards_and_issues_make_one_chain_that_holds():
    candidate = holder(blocks=(1, 1))
    issue_certificate(
        candidate.certificates.cqps().get(), issued_on=timezone.localdate(), at=timezone.now(), by=manager()
    )

    kinds = list(RegisterEntry.objects.values_list("kind", flat=True))

    assert kinds == ["ccp.awarded", "ccp.awarded", "cqp.awarded", "ccp.issued", "ccp.issued", "cqp.issued"]
    assert first_fault() is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE certificates_registerpayload SET content = '{}' WHERE entry_id = 1", "son contenu a changé"),
        ("UPDATE certificates_registerentry SET kind = 'x' WHERE seq = 2", "elle a changé"),
        (
            "UPDATE certificates_registerentry SET prev_hash = repeat('1', 64) WHERE seq = 2",
            "elle ne suit pas",
        ),
    ],
)
def test_an_altered_entry_is_found_even_when_triggers_were_switched_off(change, said):
    holder(blocks=(1, 1))

    with connection.cursor() as cursor:
        for table in ("registerpayload", "registerentry"):
            cursor.execute(
                f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE certificates_{table} DISABLE TRIGGER USER"
            )
        cursor.execute(change)

    fault = first_fault()
    assert (fault.seq, fault.reason[: len(said)]) == (1 if "entry_id = 1" in change else 2, said)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE certificates_registerentry SET kind = 'x'",
        "DELETE FROM certificates_registerentry",
        "TRUNCATE certificates_registerentry CASCADE",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
        "UPDATE certificates_certificate SET snapshot = '{}'",
        "DELETE FROM certificates_certificate",
        "UPDATE jury_verdict SET is_acquired = false",
        "UPDATE jury_minutes SET content = '{}'",
        "UPDATE candidates_submission SET content = '{}'",
        "UPDATE candidates_situation SET analysis = 'autre'",
        "UPDATE candidates_dossier SET state = 'draft', closed_at = NULL",
        "UPDATE jury_vote SET is_acquired = false, comment = 'x'",
        "UPDATE referentials_competence SET title = 'autre'",
        "DELETE FROM referentials_block",
        "UPDATE referentials_version SET title = 'autre'",
    ],
)
def test_what_was_decided_is_refused_to_change_by_the_database_itself(sql):
    holder(blocks=(1, 1))

    assert refused_sql(sql)


def test_a_ccp_with_a_competence_missing_is_refused_by_the_database():
    candidate = eligible_candidate(version=published_version(blocks=(2,)))
    block = candidate.version.blocks.get()

    with pytest.raises(IntegrityError, match="100 pour cent"), transaction.atomic():
        insert_certificate(candidate, kind="ccp", block=block)


def test_a_cqp_with_a_ccp_missing_is_refused_by_the_database():
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    validated_on_reading(candidate, [candidate.version.blocks.first()])

    with pytest.raises(IntegrityError, match="CQP sans tous les CCP"), transaction.atomic():
        insert_certificate(candidate, kind="cqp", block=None)


def test_a_second_ccp_for_the_same_block_is_refused_by_the_database():
    candidate = holder(blocks=(1, 1))
    twin = candidate.certificates.ccps().first()
    twin.pk = None

    with pytest.raises(IntegrityError, match="one_ccp_per_candidate_and_block"), transaction.atomic():
        twin.save(force_insert=True)


def test_a_ccp_stands_fifty_years_later_and_still_counts_for_the_cqp():
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    first, second = candidate.version.blocks.all()
    validated_on_reading(candidate, [first])

    with travel("2076-11-22 12:00:00+01:00"):
        validated_on_reading(candidate, [second])

    assert candidate.certificates.cqps().count() == 1


def test_a_change_of_name_leaves_the_certificate_as_it_was():
    candidate = holder(blocks=(1,))
    before = candidate.certificates.ccps().get().snapshot

    candidate.birth_name = "Autre"
    candidate.save()

    assert candidate.certificates.ccps().get().snapshot == before
    assert before["holder"]["name"] == "Maëlys Zoé Œuvrard"


def test_nothing_is_issued_from_an_illustrative_referential_outside_the_demonstration(settings):
    settings.DEMO = False
    ccp = holder(blocks=(1,), illustrative=True).certificates.ccps().get()

    with pytest.raises(IssueRefused):
        issue_certificate(ccp, issued_on=timezone.localdate(), at=timezone.now(), by=manager())

    assert Certificate.objects.issued().count() == 0
