"""A service at national size, by bulk insert: candidates by the hundred thousand in minutes.

What most of them did is over (76 in 100 hold the CQP, 20 one CCP); 1 in 100 writes, 1 waits for a jury, 1
is read, 1 waits for an interview. Rows are written in SQL, triggers and keys asleep: the size is real, the
hashes are not. Votes and verdicts are written for one decided dossier in five, and for all that is under way.
"""

import json

from django.db import connection

from accounts.models import Organisation, Role, User
from audit.models import AuditEntry
from candidates.models import Candidate, Dossier, DossierBlock, ModuleAttendance, Submission
from certificates.models import Certificate, Document, RegisterEntry, RegisterPayload
from jury.models import (
    BlockDecision,
    Declaration,
    Examination,
    JurorProfile,
    Jury,
    JuryMember,
    Minutes,
    Seat,
    Verdict,
    Vote,
)
from notifications.models import Message

TEXT = "À l’automne, j’ai repris l’accueil avec quatre personnes et quarante minutes d’attente. " * 6
JURY_SIZE = 3
FIRST_JUROR = 10_000_000  # far above the candidates' own keys, so that one may be added to the other
OFFICE = 20_000_000


def insert(model, source, **columns):
    """INSERT … SELECT with our own expressions by column; every other column gets its Django default. What
    a new column cannot be without, it names."""
    names, values = list(columns), []
    expressions = [expression.replace("%", "%%") for expression in columns.values()]
    for field in model._meta.concrete_fields:
        if field.column in columns or field.generated or (field.primary_key and not field.has_default()):
            continue
        value = field.get_default()
        if value is None and field.null:
            continue
        names.append(field.column)
        expressions.append("%s")
        values.append(field.get_db_prep_save(value, connection))
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    sql = f"INSERT INTO {model._meta.db_table} ({quoted}) SELECT {', '.join(expressions)} FROM "
    with connection.cursor() as cursor:
        cursor.execute(sql + source.replace("%", "%%"), values)


def link(table, source, **columns):
    """Rows of a many-to-many table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM {source}"
        )


def content_of(version):
    """One submission, the same for everybody: what it holds is what pages read."""
    blocks = [
        {
            "code": b.code,
            "label": b.label,
            "title": b.title,
            "competences": [{"code": c.code, "title": c.title} for c in b.competences.all()],
        }
        for b in version.blocks.all()[:2]
    ]
    illustrations = [
        {"block": b["code"], "competence": c["code"], "text": TEXT[:300]}
        for b in blocks
        for c in b["competences"]
    ]
    situation = {
        "position": 1,
        "title": "Reprise de l’accueil",
        "context": TEXT,
        "presentation": TEXT,
        "analysis": TEXT,
        "blocks": [b["code"] for b in blocks],
        "illustrations": illustrations,
        "passages": [],
    }
    return json.dumps(
        {
            "reference": "2026-0001",
            "kind": "Dossier",
            "blocks": blocks,
            "situations": [situation],
            "attachments": [],
        },
        ensure_ascii=False,
    )


class Nation:
    """The service of one version, to be grown from `start` candidates to `end`. Keys are ranks: candidate
    12 is user 12, and files dossiers 24 and 25."""

    def __init__(self, version):
        self.version = version
        self.blocks = list(version.blocks.all())
        self.modules = list(version.modules.all())
        self.jurors = 0

    def grow(self, start, end):
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        self.range = f"generate_series({start}, {end - 1}) AS i"
        self._people(start, end)
        self._juries(end)
        self._dossiers()
        self._examinations()
        self._certificates()
        self._letters()
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = origin")
            cursor.execute("ANALYZE")

    def _people(self, start, end):
        if start == 1:
            insert(
                Organisation,
                "generate_series(1, 400) AS i",
                id="i",
                name="'Caisse ' || i",
                folded="'caisse ' || i",
            )
            insert(
                User,
                "generate_series(1, 2) AS i",
                id=f"{OFFICE} + i",
                email="'gestion' || i || '@organisme.example'",
                password="'!'",
                first_name="'Sophie'",
                last_name="'Gestion ' || i",
                roles=f"ARRAY['{Role.MANAGER}']",
                organisation_id="1",
            )
        insert(
            User,
            self.range,
            id="i",
            email="'personne' || i || '@organisme.example'",
            password="'!'",
            first_name="'Maëlys'",
            last_name="'Personne ' || i",
            roles=f"ARRAY['{Role.CANDIDATE}']",
            organisation_id="1 + i % 400",
        )
        insert(
            Candidate,
            self.range,
            id="i",
            user_id="i",
            certification_id=str(self.version.certification_id),
            version_id=str(self.version.pk),
            route="CASE WHEN i % 10 = 0 THEN 'vae' ELSE 'training' END",
            sex="'F'",
            birth_name="'Personne ' || i",
            first_names="'Maëlys Zoé'",
            birth_date="DATE '1980-01-01' + (i % 9000)::int",
            birth_place="'Quimper'",
            birth_area="'29'",
            registered_at="now() - interval '900 days' + i * interval '6 minutes'",
            search="'personne ' || i || ' maelys zoe personne' || i || '@organisme.example'",
        )
        for rank, module in enumerate(self.modules):
            insert(
                ModuleAttendance,
                self.range,
                candidate_id="i",
                module_id=str(module.pk),
                started_on=f"current_date - 800 + {20 * rank}",
                ended_on=f"current_date - 799 + {20 * rank}",
                is_followed="true",
            )

    def _juries(self, end):
        """One juror for a hundred candidates, in juries of three."""
        wanted = max(4, end // 100 // JURY_SIZE)
        ranks = f"generate_series({self.jurors // JURY_SIZE}, {wanted - 1}) AS j"
        members = f"{ranks}, generate_series(0, {JURY_SIZE - 1}) AS k"
        person = f"{FIRST_JUROR} + j * {JURY_SIZE} + k"
        insert(
            User,
            members,
            id=person,
            email=f"'juror' || {person} || '@organisme.example'",
            password="'!'",
            first_name="'Hervé'",
            last_name=f"'Juror ' || {person}",
            roles=f"ARRAY['{Role.JUROR}']",
            organisation_id="1 + (j + k) % 400",
        )
        insert(JurorProfile, members, user_id=person, college="'employer'", created_at="now()")
        insert(
            Jury,
            ranks,
            id=f"{FIRST_JUROR} + j",
            name="'Jury ' || j",
            certification_id=str(self.version.certification_id),
            constituted_at="now() - interval '900 days' + j * interval '1 hour'",
        )
        insert(JuryMember, members, jury_id=f"{FIRST_JUROR} + j", user_id=person, is_chair="k = 0")
        self.jurors = wanted * JURY_SIZE

    def _dossiers(self):
        """Two for those who hold the CQP, one for the others."""
        state = (
            "CASE WHEN i % 100 < 96 THEN 'decided' WHEN i % 100 = 96 THEN 'draft' WHEN i % 100 = 97 THEN "
            "'submitted' WHEN i % 100 = 98 THEN 'under_reading' ELSE 'interview' END"
        )
        self.dossiers = (
            f"(SELECT i, k, i * 2 + k AS d, {state} AS state, CASE WHEN i % 100 < 96 THEN now() - interval "
            "'800 days' + i * interval '5 minutes' ELSE now() - (i % 60) * interval '1 day' END AS at "
            f"FROM {self.range}, generate_series(0, 1) AS k WHERE k = 0 OR i % 100 < 76) AS d"
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
            targeted = (
                f"{self.dossiers} WHERE k = {rank // 2} AND (i % 100 NOT BETWEEN 76 AND 95 OR {rank} = 0)"
            )
            insert(
                DossierBlock,
                targeted,
                dossier_id="d",
                block_id=str(block.pk),
                candidate_id="i",
                outcome="CASE WHEN state = 'decided' THEN 'validated' ELSE 'pending' END",
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
        juries = self.jurors // JURY_SIZE
        read = f"{self.dossiers} WHERE state IN ('decided', 'under_reading', 'interview')"
        insert(
            Examination,
            read,
            id="d",
            dossier_id="d",
            jury_id=f"{FIRST_JUROR} + d % {juries}",
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
                is_validated="true",
                decided_at=f"e.closed_at + interval '{rank} seconds'",
            )
        seat = f"d * {JURY_SIZE} + m"
        seated = f"{self.dossiers}, generate_series(0, {JURY_SIZE - 1}) AS m"
        insert(
            Seat,
            f"{seated} WHERE state IN ('decided', 'under_reading', 'interview')",
            id=seat,
            examination_id="d",
            juror_id=f"{FIRST_JUROR} + (d % {juries}) * {JURY_SIZE} + m",
            is_chair="m = 0",
            read_at="CASE WHEN state <> 'under_reading' THEN at - interval '3 days' END",
        )
        insert(
            Declaration,
            f"{seated} WHERE state IN ('decided', 'under_reading', 'interview')",
            examination_id="d",
            juror_id=f"{FIRST_JUROR} + (d % {juries}) * {JURY_SIZE} + m",
            has_link="false",
            declared_at="at - interval '19 days'",
        )
        insert(
            Minutes,
            f"{self.dossiers} WHERE state IN ('decided', 'interview')",
            examination_id="d",
            stage="'reading'",
            closed_at="at - interval '2 days'",
            closed_by_id=f"{FIRST_JUROR} + (d % {juries}) * {JURY_SIZE}",
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
        ranks = f"{self.range}, generate_series(0, 4) AS r WHERE i % 100 < 76 OR (i % 100 < 96 AND r = 0)"
        blocks = "(ARRAY[" + ", ".join(str(b.pk) for b in self.blocks[:4]) + "]::bigint[])[r + 1]"
        titles = (
            "(ARRAY["
            + ", ".join("'" + b.title.replace("'", "''") + "'" for b in self.blocks[:4])
            + "])[r + 1]"
        )
        at = "(now() - interval '800 days' + i * interval '5 minutes')"
        number = "CASE WHEN r = 4 THEN 'N-' || i ELSE 'N-B' || (r + 1) || '-' || i END"
        snapshot = (
            "jsonb_build_object('holder', jsonb_build_object('name', 'Maëlys Zoé Personne ' || i, "
            "'organisation', 'Caisse ' || (1 + i % 400)), 'block', jsonb_build_object('title', "
            + titles
            + ", 'position', r + 1, 'count', 4, 'competences', jsonb_build_array()), "
            "'ccps', jsonb_build_array(), 'decided_on', '2026-06-02', 'certification', "
            "jsonb_build_object('full_title', 'CQP Manager opérationnel', 'is_illustrative', true, "
            "'authorities', jsonb_build_array('Ucanss'), 'nsf', jsonb_build_array()))"
        )
        insert(
            Certificate,
            ranks,
            id="i * 5 + r",
            kind="CASE WHEN r = 4 THEN 'cqp' ELSE 'ccp' END",
            candidate_id="i",
            version_id=str(self.version.pk),
            block_id=f"CASE WHEN r < 4 THEN {blocks} END",
            state="CASE WHEN i % 1000 = 0 THEN 'awarded' ELSE 'issued' END",
            awarded_on=f"{at}::date",
            awarded_at=at,
            disclosed_at=at,
            snapshot=snapshot,
            number=f"CASE WHEN i % 1000 <> 0 THEN {number} END",
            code="CASE WHEN i % 1000 <> 0 THEN upper(substr(md5((i * 5 + r)::text), 1, 26)) END",
            issue="jsonb_build_object('place', 'Paris', 'signatory_title', '', 'signatory_name', '')",
            issued_on=f"CASE WHEN i % 1000 <> 0 THEN {at}::date END",
            issued_at=f"CASE WHEN i % 1000 <> 0 THEN {at} END",
            search="'personne ' || i || ' maelys zoe ' || lower(" + number + ")",
            holder_name="'personne ' || i || ' maelys zoe'",
            organisation="'Caisse ' || (1 + i % 400)",
        )
        insert(
            Document,
            f"{ranks} AND i % 1000 <> 0",
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

    def _letters(self):
        """What everybody was told, and the trail of it."""
        insert(
            Message,
            f"{self.range}, generate_series(1, 3) AS r",
            recipient_id="i",
            key="'seed:' || r",
            subject="'Le jury a rendu sa décision'",
            body="'La décision est rendue.'",
            created_at="now() - interval '800 days' + i * interval '5 minutes'",
            sent_at="now()",
        )
        insert(
            AuditEntry,
            f"{self.dossiers}, generate_series(1, 3) AS r",
            at="at - r * interval '1 day'",
            actor_id="i",
            action="'dossier.submitted'",
            target="'candidates.dossier:' || d",
            about="ARRAY['candidates.dossier:' || d, 'candidates.candidate:' || i]",
            facts="'{}'",
        )
