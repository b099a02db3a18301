"""A service at national size, by bulk insert: candidates by the hundred thousand in minutes.

What most of them did is over (76 in 100 hold the CQP, 20 one CCP of two); 1 in 100 writes, 1 waits for a
jury, 1 is read, 1 waits for an interview. Juries keep the same load whatever the size. Rows are written in
SQL, triggers and keys asleep: the size is real, the hashes are not. Votes and verdicts are written for one
decided dossier in five, and for all that is under way.
"""

import json

from django.db import connection
from django.utils import timezone

from candidates.models import Dossier, DossierBlock, Submission
from certificates.models import Certificate, Document, RegisterEntry, RegisterPayload
from certificates.snapshots import certification_of
from jury.models import (
    BlockDecision,
    Declaration,
    Examination,
    Minutes,
    Seat,
    Verdict,
    Vote,
)
from tests.benchmarks.bulk import insert, json_object, link, quoted
from tests.benchmarks.content import content_of
from tests.benchmarks.names import birth_name, first_names, searched
from tests.benchmarks.population import FIRST_JUROR, JURY_SIZE
from tests.benchmarks.traces import Traces

# what a bulk insert leaves aside in text and array indexes, that VACUUM would have put in place since
SETTLED = (
    "SELECT gin_clean_pending_list(i.oid) FROM pg_class i JOIN pg_am m ON m.oid = i.relam "
    "WHERE m.amname = 'gin' AND i.relkind = 'i'"
)


class Nation(Traces):
    """What they did: dossiers, examinations, the register."""

    def grow(self, start, end):
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        self.range = f"generate_series({start}, {end - 1}) AS i"
        self._people(start, end)
        self._juries(end)
        self._dossiers()
        self._examinations()
        self._certificates()
        self._writing()
        self._letters()
        self._trail()
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = origin")
            cursor.execute(SETTLED)
            cursor.execute("ANALYZE")

    def _dossiers(self):
        """Two for those who hold the CQP, one for the others; some of the first thousand try again, so that
        the office's queue fills its page whatever the size."""
        again = "i < 1000 AND i % 100 IN (85, 90, 95)"
        state = (
            f"CASE WHEN k = 1 AND {again} THEN 'submitted' WHEN i % 100 < 96 THEN 'decided' "
            "WHEN i % 100 = 96 THEN 'draft' WHEN i % 100 = 97 THEN 'submitted' "
            "WHEN i % 100 = 98 THEN 'under_reading' ELSE 'interview' END"
        )
        self.dossiers = (
            "(SELECT *, CASE WHEN state = 'decided' THEN now() - interval '800 days' + i * interval "
            "'5 minutes' ELSE now() - (i % 60) * interval '1 day' END AS at FROM "
            f"(SELECT i, k, i * 2 + k AS d, {state} AS state FROM {self.range}, generate_series(0, 1) AS k "
            f"WHERE k = 0 OR i % 100 < 76 OR {again}) AS s) AS d"
        )
        insert(
            Dossier,
            self.dossiers,
            id="d",
            candidate_id="i",
            version_id=str(self.version.pk),
            state="state",
            state_since="at",
            created_at="at - interval '60 days'",
            saved_at="at - interval '40 days'",
            submitted_at="CASE WHEN state = 'draft' THEN NULL ELSE at - interval '30 days' END",
            closed_at="CASE WHEN state = 'decided' THEN at END",
            result_told_at="CASE WHEN state = 'decided' THEN at END",
        )
        for rank, block in enumerate(self.blocks[:4]):
            targeted = f"{self.dossiers} WHERE k = {rank // 2}"
            refused = f"i % 100 BETWEEN 76 AND 95 AND {rank} > 0"
            insert(
                DossierBlock,
                targeted,
                dossier_id="d",
                block_id=str(block.pk),
                candidate_id="i",
                outcome=f"CASE WHEN state <> 'decided' THEN 'pending' WHEN {refused} THEN 'not_validated' "
                "ELSE 'validated' END",
            )
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE IF NOT EXISTS one_content (content jsonb)")
            cursor.execute("DELETE FROM one_content")
            cursor.execute("INSERT INTO one_content VALUES (%s)", [content_of(self.version)])
        insert(
            Submission,
            f"{self.dossiers}, one_content WHERE state <> 'draft'",
            id="d",
            dossier_id="d",
            number="1",
            submitted_at="at - interval '30 days'",
            content="content",
            sha256="md5(d::text) || md5(d::text)",
        )

    def _examinations(self):
        jury = f"CASE WHEN state = 'decided' THEN d % {self.at_work} ELSE i / {self.people_per_jury} END"
        juror = f"{FIRST_JUROR} + ({jury}) * {JURY_SIZE}"
        read = f"{self.dossiers} WHERE state IN ('decided', 'under_reading', 'interview')"
        insert(
            Examination,
            read,
            id="d",
            dossier_id="d",
            jury_id=f"{FIRST_JUROR} + ({jury})",
            submission_id="d",
            state="CASE state WHEN 'decided' THEN 'closed' WHEN 'interview' THEN 'to_summon' ELSE 'reading' "
            "END",
            opened_at="at - interval '20 days'",
            reading_closed_at="CASE WHEN state <> 'under_reading' THEN at - interval '2 days' END",
            closed_at="CASE WHEN state = 'decided' THEN at END",
        )
        for rank, block in enumerate(self.blocks[:4]):
            of_block = (
                f"candidates_dossierblock t JOIN jury_examination e ON e.id = t.dossier_id, {self.range} "
            )
            of_block += f"WHERE t.candidate_id = i AND t.block_id = {block.pk}"
            link("jury_examination_blocks", of_block, examination_id="e.id", block_id="t.block_id")
            insert(
                BlockDecision,
                f"{of_block} AND e.state = 'closed'",
                examination_id="e.id",
                block_id=str(block.pk),
                is_validated="t.outcome = 'validated'",
                decided_at=f"e.closed_at + interval '{rank} seconds'",
            )
        seat = f"d * {JURY_SIZE} + m"
        seated = f"{self.dossiers}, generate_series(0, {JURY_SIZE - 1}) AS m"
        insert(
            Seat,
            f"{seated} WHERE state IN ('decided', 'under_reading', 'interview')",
            id=seat,
            examination_id="d",
            juror_id=f"{juror} + m",
            is_chair="m = 0",
            seated_at="at - interval '20 days'",
            read_at="CASE WHEN state <> 'under_reading' THEN at - interval '3 days' END",
        )
        insert(
            Declaration,
            f"{seated} WHERE state IN ('decided', 'under_reading', 'interview')",
            examination_id="d",
            juror_id=f"{juror} + m",
            has_link="false",
            declared_at="at - interval '19 days'",
        )
        insert(
            Minutes,
            f"{self.dossiers} WHERE state IN ('decided', 'interview')",
            examination_id="d",
            stage="'reading'",
            closed_at="at - interval '2 days'",
            closed_by_id=juror,
            content='\'{"title": "Procès-verbal de lecture"}\'',
            sha256="md5(d::text) || md5(d::text)",
            sealed_at="at",
            file="'minutes/' || d || '.pdf'",
            file_sha256="md5(d::text) || md5(d::text)",
        )
        some = (
            f"{seated}, jury_examination_blocks b, referentials_competence c WHERE b.examination_id = d "
            "AND c.block_id = b.block_id AND (state IN ('under_reading', 'interview') OR i % 5 = 0)"
        )
        insert(
            Vote,
            f"{some} AND state <> 'under_reading'",
            seat_id=seat,
            competence_id="c.id",
            stage="'reading'",
            is_acquired="state = 'decided' OR c.position > 1",
            comment="'Il manque un fait précis.'",
        )
        insert(
            Verdict,
            f"{some} AND m = 0 AND state <> 'under_reading'",
            examination_id="d",
            competence_id="c.id",
            stage="'reading'",
            is_acquired="state = 'decided' OR c.position > 1",
        )

    def _certificates(self):
        """Five for those who hold the CQP, one for those who hold a CCP."""
        waits = "(i % 300 = 0 OR i < 1000 AND i % 100 = 0)"
        ranks = f"{self.range}, generate_series(0, 4) AS r WHERE i % 100 < 76 OR (i % 100 < 96 AND r = 0)"
        blocks = "(ARRAY[" + ", ".join(str(b.pk) for b in self.blocks[:4]) + "]::bigint[])[r + 1]"
        titles = f"(ARRAY[{', '.join(quoted(b.title) for b in self.blocks[:4])}])[r + 1]"
        at = "(now() - interval '800 days' + i * interval '5 minutes')"
        series = "CASE WHEN r = 4 THEN 'MO-CQP-2026-' ELSE 'MO-B' || (r + 1) || '-2026-' END"
        number = f"{series} || to_char(i, 'FM000000')"
        stated = json.dumps(certification_of(self.version, on=timezone.localdate()), ensure_ascii=False)
        holder = {
            "name": f"{first_names()} || ' ' || {birth_name()}",
            "first_names": first_names(),
            "birth_name": birth_name(),
            "used_name": "''",
            "sex": "'F'",
            "birth_date": "'1984-03-09'",
            "birth_place": "'Brest'",
            "birth_area": "'Finistère'",
            "organisation": "'Caisse ' || (1 + i % 400)",
        }
        block = {
            "code": "'B' || (r + 1)",
            "title": titles,
            "position": "r + 1",
            "count": "4",
            "competences": "jsonb_build_array()",
        }
        snapshot = json_object(
            {
                "holder": json_object(holder),
                "block": json_object(block),
                "ccps": "jsonb_build_array()",
                "decided_on": "'2026-06-02'",
                "certification": f"{quoted(stated)}::jsonb",
            }
        )
        insert(
            Certificate,
            ranks,
            id="i * 5 + r",
            kind="CASE WHEN r = 4 THEN 'cqp' ELSE 'ccp' END",
            candidate_id="i",
            version_id=str(self.version.pk),
            block_id=f"CASE WHEN r < 4 THEN {blocks} END",
            state=f"CASE WHEN {waits} THEN 'awarded' ELSE 'issued' END",
            awarded_on=f"{at}::date",
            awarded_at=at,
            disclosed_at=at,
            snapshot=snapshot,
            number=f"CASE WHEN NOT {waits} THEN {number} END",
            code=f"CASE WHEN NOT {waits} THEN upper(substr(md5((i * 5 + r)::text), 1, 26)) END",
            issue="jsonb_build_object('place', 'Paris', 'signatory_title', '', 'signatory_name', '')",
            issued_on=f"CASE WHEN NOT {waits} THEN {at}::date END",
            issued_at=f"CASE WHEN NOT {waits} THEN {at} END",
            search=f"{searched()} || ' ' || lower({number})",
            holder_name=searched(),
            organisation="'Caisse ' || (1 + i % 400)",
        )
        insert(
            Document,
            f"{ranks} AND NOT {waits}",
            certificate_id="i * 5 + r",
            asked_at=at,
            file="'certificates/' || (i * 5 + r) || '.pdf'",
            file_sha256="md5(i::text || r) || md5(r::text || i)",
        )
        insert(
            RegisterEntry,
            ranks,
            seq="i * 5 + r",
            kind="CASE WHEN r = 4 THEN 'cqp.awarded' ELSE 'ccp.awarded' END",
            certificate_id="i * 5 + r",
            created_at=at,
            payload_salt="''",
            payload_sha256="''",
            prev_hash="''",
            hash="md5((i * 5 + r)::text) || md5((i * 5 + r)::text)",
        )
        insert(RegisterPayload, ranks, entry_id="i * 5 + r", content="'{}'")
