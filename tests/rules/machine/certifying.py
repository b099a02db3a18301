"""A whole world, and the way to the CQP: from wherever it stops, the next sensible act, to the end."""

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from candidates.models import Route
from candidates.services.writing import start_dossier
from candidates.states import CLOSED, DossierState
from certificates.integrity import first_fault
from jury.models import Attendance, Interview, Mode, Stage
from jury.services.closing import close_reading
from jury.services.constitution import assign_dossier
from jury.services.declarations import declare_link
from jury.services.interview import record_interview, summon_interview
from jury.states import ExaminationState
from rules.errors import DossierIncomplete, NotEligible
from tests.factories import CandidateFactory, habilitated, juror, manager, published_version
from tests.rules.machine.acting import index, pick
from tests.rules.machine.judging import NO_LINK, Judging, missing_codes

ENOUGH = 90  # sensible acts that any candidate needs at most, from anywhere: most need fewer than 20

doubters = st.sampled_from([{0, 1, 2}, {0}, {1}, {1, 2}])


class Certifying(Judging):
    """Whatever was done before, doing what the refusals ask for leads every candidate to the CQP."""

    def __init__(self, *, acts, must_hold, may_submit):
        """`acts`: how far the first candidate is already, for few steps are enough to see every stage."""
        super().__init__(must_hold=must_hold, may_submit=may_submit)
        self.acts = acts

    def teardown(self):
        try:
            if not self.is_broken:
                self.everybody_reaches_the_cqp()
        finally:
            super().teardown()

    @initialize(
        sizes=st.lists(st.integers(1, 3), min_size=1, max_size=3),
        routes=st.lists(st.sampled_from(Route.values), min_size=1, max_size=2),
        months=st.sampled_from([24, 0]),
        missing=st.sampled_from([{"C1.1"}, {"C1.1", "C2.1"}]),
    )
    def a_world(self, *, sizes, routes, months, missing):
        version = published_version(blocks=sizes, keeps_acquired_competences_months=months)
        self.version, self.office = version, manager()
        self.people = [juror() for _ in range(4)]
        self.candidates = [
            CandidateFactory(
                version=version,
                route=route,
                line_manager_email=self.people[3].email,
                feasibility_requested_on=dt.date(2025, 12, 1) if route == Route.VAE else None,
            )
            for route in routes
        ]
        own = self.candidates[0].user.organisation
        self.people += [
            juror(organisation=own, unit="Ailleurs"),
            *(habilitated(c.user) for c in self.candidates),
        ]
        self.juries = [
            self.must(self.constitute, self.people[:2]),
            self.must(self.constitute, self.people[:3]),
        ]
        for _ in range(self.acts):
            self.go_on(self.candidates[0], missing=missing)
        self.is_broken = False

    @rule(who=index, acts=st.integers(1, 4), missing=missing_codes, doubters=doubters)
    def a_procedure_goes_on(self, who, acts, missing, doubters):
        for _ in range(acts):
            self.go_on(pick(self.candidates, who), missing=missing, doubters=doubters)

    def everybody_reaches_the_cqp(self):
        for candidate in self.candidates:
            acts = 0
            while not candidate.certificates.filter(kind="cqp").exists():
                acts += 1
                assert acts <= ENOUGH, (
                    f"no way out for {candidate}: {candidate.dossiers.values('pk', 'state')}"
                )
                self.go_on(candidate)
        self.the_regulation_holds()
        assert first_fault() is None

    def go_on(self, candidate, **votes):
        """The next sensible act for somebody who wants the CQP, by whoever has to do it."""
        dossier = self.dossiers().filter(candidate=candidate).exclude(state__in=CLOSED).first()
        if dossier is None:
            held = candidate.certificates.filter(kind="ccp").values("block")
            if left := list(self.version.blocks.exclude(pk__in=held)):
                self.must(start_dossier, candidate, left, by=candidate.user)
        elif dossier.state == DossierState.DRAFT:
            self.mend_and_submit(dossier)
        elif dossier.state == DossierState.SUBMITTED:
            jury = self.must(self.constitute, [juror(), juror()])
            examination = self.must(assign_dossier, dossier, jury, by=self.office)
            for seat in examination.seats.select_related("juror"):
                self.must(declare_link, examination, **NO_LINK, by=seat.juror)
        else:
            examination = self.examinations().exclude(state=ExaminationState.DISSOLVED).get(dossier=dossier)
            self.examine(examination, **votes)

    def mend_and_submit(self, dossier):
        """Try, and do what the refusals say: follow the modules again, wait for the feasibility, write."""
        refusal = self.submit(dossier)
        if isinstance(refusal, NotEligible):
            self.now += dt.timedelta(days=62)
            for module in dossier.version.modules.all():
                assert self.record(dossier.candidate, module, start=self.today, end=self.today) is None
            refusal = self.submit(dossier)
        if isinstance(refusal, DossierIncomplete):
            assert self.write(dossier, list(dossier.blocks.all())) is None
            refusal = self.submit(dossier)
        assert refusal is None

    def free_hour(self):
        """Within nine days, at an hour when nobody is summoned to anything."""
        hour = self.now + dt.timedelta(days=9)
        taken = Interview.objects.expected().values_list("starts_at", flat=True)
        while any(abs(one - hour) < dt.timedelta(hours=1) for one in taken):
            hour -= dt.timedelta(hours=1)
        return hour

    def examine(self, examination, **votes):
        """At each stage the shortcut is tried first, and refused."""
        seats = examination.seats.select_related("juror").order_by("pk")
        chair = seats.get(is_chair=True).juror
        if examination.state == ExaminationState.READING:
            if waiting := seats.filter(read_at=None).first():
                self.cannot(close_reading, examination, overrides={}, by=chair)
                assert self.vote_on_all(waiting, Stage.READING, **votes) is None
            else:
                self.must(close_reading, examination, overrides={}, by=chair)
        elif examination.state == ExaminationState.TO_SUMMON:
            summons = {"mode": Mode.ON_SITE, "place": "Salle 1", "by": chair}
            self.must(summon_interview, examination, starts_at=self.free_hour(), **summons)
        elif examination.state == ExaminationState.SUMMONED:
            self.now += dt.timedelta(days=9)
            came = {"attendance": Attendance.PRESENT, "reason": "", "by": chair}
            self.cannot(record_interview, examination, present=list(seats.exclude(is_chair=True)), **came)
            self.cannot(record_interview, examination, present=list(seats.filter(is_chair=True)), **came)
            self.must(record_interview, examination, present=list(seats), **came)
        elif waiting := seats.filter(heard_at=None, interviews__attendance=Attendance.PRESENT).first():
            assert self.close_deliberation(examination, by=chair, overrides={}, motive="Pas de fait.")
            assert self.vote_on_all(waiting, Stage.INTERVIEW, **votes) is None
        else:
            motive = "Pas de fait."
            assert self.close_deliberation(examination, by=chair, overrides={}, motive=motive) is None
