"""`make bench-acts`: the register's export against COPY, awards against the same rows by raw SQL, in one run.

ROWS=1000000 for the long form. Memory is the most this process ever held, before and after.
"""

import os
import resource
import sys
import time

import pytest
from django.db import connection
from django.utils import timezone

from certificates.exporting import COLUMNS, rows_of, write_export
from certificates.models import AcquiredCompetence, Certificate
from certificates.services import award_ccp
from rules.awards import ValidatedBlock
from tests.acts import validated_on_reading
from tests.factories import CandidateFactory, eligible_candidate, manager, published_version

ROWS = int(os.environ.get("ROWS", "50000"))
AWARDS = 200
GROWTH = 60_000  # KiB that an export may add to what the process held, whatever the number of rows
FILL = """
INSERT INTO certificates_certificate
    (kind, state, awarded_on, awarded_at, disclosed_at, snapshot, number, code, issued_on, issued_at,
    issue, ended_at, holder_name, organisation, search, candidate_id, version_id)
SELECT 'cqp', 'revoked', awarded_on, awarded_at + n * interval '1 second', awarded_at, snapshot,
    'B-' || n, lpad(n::text, 26, '0'), awarded_on, awarded_at,
    '{}', awarded_at, 'nom ' || n, organisation, 'nom ' || n, candidate_id, version_id
FROM certificates_certificate, generate_series(1, %s) n WHERE kind = 'cqp'
"""

pytestmark = pytest.mark.django_db


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def say(*lines):
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


def test_an_export_streams_in_constant_memory_and_compares_with_copy(tmp_path):
    validated_on_reading(eligible_candidate(version=published_version(blocks=(1,))))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE certificates_certificate DISABLE TRIGGER USER")
        cursor.execute(FILL, [ROWS])
        cursor.execute("ALTER TABLE certificates_certificate ENABLE TRIGGER USER")
    rows = Certificate.objects.order_by("-awarded_at", "-pk")
    sources = [source for _key, _heading, source in COLUMNS]
    sql, params = rows.values_list(*sources).query.sql_with_params()
    write_export("csv", tmp_path / "warm.csv", rows_of(rows[:100]), told=lambda count: None)

    start = time.perf_counter()
    with connection.cursor() as cursor, open(tmp_path / "copy.csv", "wb") as file:
        query = cursor.cursor.mogrify(sql, params).decode()
        cursor.cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT csv, DELIMITER ';')", file)
    by_copy = time.perf_counter() - start
    lines = [f"COPY: {ROWS} rows in {by_copy:.2f} s"]
    for export_format in ("csv", "jsonl", "xlsx"):
        held, start = peak(), time.perf_counter()
        count = write_export(
            export_format, tmp_path / f"r.{export_format}", rows_of(rows), told=lambda count: None
        )
        took, grown = time.perf_counter() - start, peak() - held
        lines.append(
            f"{export_format}: {count} rows in {took:.2f} s, {took / by_copy:.1f} times COPY, "
            f"peak memory {held // 1024} MiB, {grown // 1024} MiB more"
        )
        assert count >= ROWS
        assert grown < GROWTH
    say(*lines)


def test_awards_per_second_against_the_same_rows_by_raw_sql():
    version, office = published_version(blocks=(3, 3)), manager()
    block = version.blocks.first()
    rule = block.as_rule()
    people = [CandidateFactory(version=version) for _ in range(2 * AWARDS)]

    start = time.perf_counter()
    for candidate in people[:AWARDS]:
        award_ccp(
            candidate,
            ValidatedBlock(rule, rule.competences),
            proofs=dict.fromkeys(rule.competences, "reading"),
            basis={"jury": "A"},
            at=timezone.now(),
            by=office,
        )
    ours = time.perf_counter() - start
    start = time.perf_counter()
    for candidate in people[AWARDS:]:
        _raw_award(candidate, Certificate.objects.ccps().first())
    raw = time.perf_counter() - start

    say(
        f"awards: {AWARDS / ours:.0f} per second; the same rows by raw SQL: {AWARDS / raw:.0f}; "
        f"ratio {ours / raw:.1f}"
    )
    assert AcquiredCompetence.objects.count() == 2 * AWARDS * len(rule.competences)


def _raw_award(candidate, like):
    """The rows of one award, written without a rule, a lock or a chain."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO certificates_certificate (kind, state, awarded_on, awarded_at, snapshot, issue, "
            "holder_name, organisation, search, candidate_id, version_id, block_id) SELECT kind, state, "
            "awarded_on, awarded_at, snapshot, issue, holder_name, organisation, search, %s, version_id, "
            "block_id FROM certificates_certificate WHERE id = %s RETURNING id",
            [candidate.pk, like.pk],
        )
        key = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO certificates_acquiredcompetence (certificate_id, competence_id, proof) "
            "SELECT %s, competence_id, proof FROM certificates_acquiredcompetence WHERE certificate_id = %s",
            [key, like.pk],
        )
        cursor.execute(
            "INSERT INTO audit_auditentry (at, actor_id, action, target, about, facts) SELECT at, actor_id, "
            "action, target, about, facts FROM audit_auditentry WHERE action = 'ccp.awarded' LIMIT 1"
        )
        cursor.execute("SELECT max(seq) + 1 FROM certificates_registerentry")
        seq = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO certificates_registerentry (seq, kind, created_at, payload_salt, payload_sha256, "
            "prev_hash, hash, certificate_id) VALUES (%s, 'ccp.awarded', now(), '', '', '', %s, %s)",
            [seq, f"raw-{seq}", key],
        )
        cursor.execute(
            "INSERT INTO certificates_registerpayload (entry_id, content) SELECT %s, content "
            "FROM certificates_registerpayload LIMIT 1",
            [seq],
        )
