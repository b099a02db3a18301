"""What stands beside the acts at national size: drafts, messages, the trail, how long things took."""

from audit.models import AuditEntry
from candidates.models import DossierStay, Illustration, Situation
from notifications.models import Message
from tests.benchmarks.bulk import insert, link, quoted
from tests.benchmarks.content import TEXT
from tests.benchmarks.population import FIRST_JUROR, OFFICE, Population

MANAGERS = 2


class Traces(Population):
    """Needs `dossiers`, which Nation makes."""

    def _writing(self):
        """One situation in each draft, illustrated for the two blocks it targets."""
        drafts = f"{self.dossiers} WHERE state = 'draft'"
        insert(
            Situation,
            drafts,
            id="d",
            dossier_id="d",
            position="1",
            title="'Reprise de l’accueil'",
            presentation=quoted(TEXT),
            analysis=quoted(TEXT),
        )
        for block in self.blocks[:2]:
            link("candidates_situation_blocks", drafts, situation_id="d", block_id=str(block.pk))
            for competence in block.competences.all():
                insert(
                    Illustration,
                    drafts,
                    situation_id="d",
                    competence_id=str(competence.pk),
                    text=quoted(TEXT[:300]),
                )

    def _letters(self):
        """Three messages each, none read yet: those of jurors are about dossiers they read."""
        people = f"(SELECT i AS who FROM {self.range}"
        if self.range.startswith("generate_series(1,"):
            people += f" UNION ALL SELECT {OFFICE} + n FROM generate_series(1, {MANAGERS}) AS n"
        insert(
            Message,
            f"{people}) AS p, generate_series(1, 3) AS r",
            recipient_id="who",
            key="'seed:' || r",
            subject="'Le jury a rendu sa décision'",
            body="'La décision est rendue.'",
            created_at="now() - interval '800 days' + who % 1000000 * interval '5 minutes'",
            sent_at="now()",
        )
        told = (
            "jury_seat AS s JOIN jury_examination AS e ON e.id = s.examination_id "
            f"JOIN candidates_dossier AS o ON o.id = e.dossier_id, {self.range} "
            f"WHERE o.candidate_id = i AND e.state = 'reading' AND s.juror_id >= {FIRST_JUROR}"
        )
        insert(
            Message,
            told,
            recipient_id="s.juror_id",
            key="'examination:' || e.id || ':assigned'",
            path="'/jury/examens/' || e.id || '/'",
            subject="'Un dossier vous est confié'",
            body="'Le dossier est à lire.'",
            created_at="e.opened_at",
            sent_at="now()",
        )

    def _trail(self):
        """The acts of each dossier, and how long it stayed where."""
        for action, when, facts in [
            ("dossier.submitted", "state <> 'draft'", "'{}'"),
            ("dossier.assigned", "state NOT IN ('draft', 'submitted')", "'{}'"),
            ("reading.closed", "state IN ('decided', 'interview')", "'{\"to_interview\": []}'"),
        ]:
            insert(
                AuditEntry,
                f"{self.dossiers} WHERE {when}",
                at="at - interval '1 day'",
                actor_id="i",
                action=f"'{action}'",
                target="'candidates.dossier:' || d",
                about="ARRAY['candidates.dossier:' || d, 'candidates.candidate:' || i]",
                facts=facts,
            )
        for state, when, first, last in [
            ("submitted", "state IN ('decided', 'interview', 'under_reading')", 30, 20),
            ("under_reading", "state IN ('decided', 'interview')", 20, 2),
        ]:
            insert(
                DossierStay,
                f"{self.dossiers} WHERE {when}",
                dossier_id="d",
                state=f"'{state}'",
                entered_at=f"at - interval '{first} days'",
                left_at=f"at - interval '{last} days'",
            )
