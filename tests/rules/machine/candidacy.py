"""What candidates do, and the office with them: modules, dossiers, situations, up to the submission."""

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from candidates.models import Situation
from candidates.services.keeping import write_situation
from candidates.services.registration import record_attendance
from candidates.services.submission import submit_dossier, withdraw_dossier
from candidates.services.writing import remove_situation, start_dossier
from tests.rules.machine.acting import Acting, first, has_dossiers, index, pick, some

TEXT = "J’ai repris l’accueil avec quatre personnes."


class Candidacy(Acting):
    """Modules followed or not, dossiers written or not."""

    def record(self, candidate, module, *, start, end, is_followed=True):
        return self.attempt(
            record_attendance,
            candidate,
            module,
            started_on=start,
            ended_on=end,
            is_followed=is_followed,
            training_body="École",
            trainer_email=self.people[2].email if module.position == 2 else "",
            by=self.office,
        )

    @rule(
        who=index, which=index, days=st.integers(-9, 3), length=st.integers(-1, 3), is_followed=st.booleans()
    )
    def a_module_is_recorded(self, who, which, days, length, is_followed):
        start = self.today + dt.timedelta(days=days)
        self.record(
            pick(self.candidates, who),
            pick(self.version.modules.all(), which),
            start=start,
            end=start + dt.timedelta(days=length),
            is_followed=is_followed,
        )

    @rule(who=index, ranks=some)
    def a_dossier_is_started(self, who, ranks):
        candidate = pick(self.candidates, who)
        blocks = [block for block in self.version.blocks.all() if block.position - 1 in ranks]
        self.attempt(start_dossier, candidate, blocks, by=candidate.user)

    def write(self, dossier, blocks, *, presentation=TEXT, analysis=TEXT):
        return self.attempt(
            write_situation,
            dossier,
            blocks=blocks,
            by=dossier.candidate.user,
            texts={"title": "", "context": "", "presentation": presentation, "analysis": analysis},
            illustrations={c: TEXT for block in blocks for c in block.competences.select_related("block")},
        )

    @precondition(has_dossiers)
    @rule(
        which=first,
        ranks=some,
        presentation=st.sampled_from(["", TEXT]),
        analysis=st.sampled_from([" ", TEXT]),
    )
    def a_situation_is_written(self, which, ranks, presentation, analysis):
        dossier = self.a_dossier(which)
        blocks = [block for block in dossier.blocks.all() if block.position - 1 in ranks]
        self.write(dossier, blocks, presentation=presentation, analysis=analysis)

    @precondition(lambda self: Situation.objects.exists())
    @rule(which=index)
    def a_situation_is_removed(self, which):
        situation = pick(Situation.objects.select_related("dossier__candidate__user").order_by("pk"), which)
        self.attempt(remove_situation, situation, by=situation.dossier.candidate.user)

    def submit(self, dossier):
        """Submitting is accepted exactly when the modules were in order on that day and A8 is met."""
        is_expected = self.may_submit(dossier, on=self.today)
        refusal = self.attempt(submit_dossier, dossier, by=dossier.candidate.user)
        self.is_broken = True
        assert refusal or is_expected
        self.is_broken = False
        return refusal

    @precondition(has_dossiers)
    @rule(which=first)
    def a_dossier_is_submitted(self, which):
        dossier = self.a_dossier(which)
        self.submit(dossier)

    @precondition(has_dossiers)
    @rule(which=first)
    def a_dossier_is_withdrawn(self, which):
        dossier = self.a_dossier(which)
        self.attempt(withdraw_dossier, dossier, by=dossier.candidate.user)
