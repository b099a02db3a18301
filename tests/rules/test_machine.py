"""The whole regulation, played at random: candidates, jurors and managers act through the real services.

Whatever they do, allowed or not, the invariants below hold after each act; and from wherever they stop, doing
what the refusals ask for leads every candidate to the CQP (no dead end).
"""

import datetime as dt
from collections import Counter
from functools import partial
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from audit.models import AuditEntry
from candidates.models import Candidate, Dossier, DossierBlock, ModuleAttendance, Outcome, Route, Situation
from candidates.services.registration import record_attendance
from candidates.services.submission import submit_dossier, withdraw_dossier
from candidates.services.writing import remove_situation, save_situation, start_dossier
from candidates.states import CLOSED, DossierState
from certificates.models import AcquiredCompetence, Certificate, Proof, RegisterEntry
from certificates.register import first_broken_entry
from certificates.services import issue_certificate
from jury.models import Attendance, BlockDecision, Examination, Interview, Mode, Seat, Stage, Verdict, Vote
from jury.selectors import full_examination, to_vote
from jury.services.closing import close_deliberation, close_reading
from jury.services.constitution import assign_dossier, constitute_jury, dissolve_jury
from jury.services.interview import postpone_interview, record_interview, summon_interview
from jury.services.voting import cast_vote, send_votes
from jury.states import ExaminationState
from rules.errors import DomainError, DossierIncomplete, NotEligible
from tests.factories import CandidateFactory, juror, manager, published_version

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC)
TEXT = "J’ai repris l’accueil avec quatre personnes."
CODES = [f"C{block}.{place}" for block in (1, 2, 3) for place in (1, 2, 3)]
ENOUGH = 90  # sensible acts that any candidate needs at most, from anywhere: most need fewer than 20

index = st.integers(0, 30)
some = st.sets(st.integers(0, 2), max_size=3)
first = st.sampled_from([0, 0, 0, 0, 1, 2, 3])
missing_codes = st.sampled_from(
    [frozenset(), frozenset({"C1.1"}), frozenset({"C1.2", "C2.1"}), frozenset(CODES)]
)
doubters = st.sampled_from([{0, 1, 2}, {0}, {1}, {1, 2}])


def no_ccp_lacks_a_competence():
    """A1, asked of the rows."""
    for ccp in Certificate.objects.filter(kind="ccp").prefetch_related("acquired", "block__competences"):
        assert sorted(acquired.competence_id for acquired in ccp.acquired.all()) == sorted(
            competence.pk for competence in ccp.block.competences.all()
        )


def no_block_has_two_ccps():
    """A2."""
    held = Counter(Certificate.objects.filter(kind="ccp").values_list("candidate", "block"))
    assert set(held.values()) <= {1}


def the_cqp_stands_with_the_last_ccp_and_not_before():
    """A5, both ways."""
    for candidate in Candidate.objects.all():
        blocks = set(candidate.version.blocks.values_list("pk", flat=True))
        held = set(candidate.certificates.filter(kind="ccp").values_list("block", flat=True))
        assert candidate.certificates.filter(kind="cqp").count() == (held == blocks)


def each_award_is_in_the_register_once():
    """A4, D11."""
    entered = RegisterEntry.objects.filter(kind__in=["ccp.awarded", "cqp.awarded"])
    assert sorted(entered.values_list("certificate", flat=True)) == sorted(
        Certificate.objects.values_list("pk", flat=True)
    )


def no_block_is_in_two_open_dossiers():
    """A7."""
    open_targets = DossierBlock.objects.exclude(dossier__state__in=CLOSED).values_list("candidate", "block")
    assert set(Counter(open_targets).values()) <= {1}


def no_block_with_its_ccp_is_presented_again():
    """A2: acquired without limitation in time."""
    held = set(Certificate.objects.filter(kind="ccp").values_list("candidate", "block"))
    pending = DossierBlock.objects.filter(outcome=Outcome.PENDING).values_list("candidate", "block")
    assert not held & set(pending)


def no_reading_closes_before_each_member_judged_each_competence():
    """A6, D8."""
    for seat in Seat.objects.exclude(examination__reading_closed_at=None).select_related("examination"):
        asked = set(seat.examination.blocks.values_list("competences", flat=True))
        kept = set(seat.examination.kept.values_list("pk", flat=True))
        judged = seat.votes.filter(stage=Stage.READING).values_list("competence", flat=True)
        assert seat.read_at is not None
        assert set(judged) == asked - kept


def nothing_is_refused_on_reading_alone():
    """A9, D2: a block is not validated after an interview that was held, or missed without excuse."""
    outcomes = {Attendance.PRESENT, Attendance.ABSENT}
    for decision in BlockDecision.objects.filter(is_validated=False):
        assert decision.examination.interviews.filter(attendance__in=outcomes).exists()


def who_sits_at_an_interview_has_read_the_dossier():
    """A9, D9: the same jury, with its quorum and its chair."""
    for interview in Interview.objects.filter(attendance=Attendance.PRESENT).prefetch_related("present"):
        seats = list(interview.present.all())
        assert {seat.examination_id for seat in seats} == {interview.examination_id}
        assert all(seat.read_at and seat.read_at < interview.held_at for seat in seats)
        assert len(seats) >= 2
        assert any(seat.is_chair for seat in seats)


def who_votes_after_an_interview_read_and_sat():
    """A9, A10, D8."""
    heard = Vote.objects.filter(stage=Stage.INTERVIEW)
    assert not heard.filter(seat__read_at=None).exists()
    assert not heard.exclude(seat__interviews__attendance=Attendance.PRESENT).exists()


def each_verdict_is_what_the_votes_say_or_carries_its_reason():
    """D8, D10, counted again."""
    votes = {}
    for vote in Vote.objects.select_related("seat"):
        votes.setdefault((vote.seat.examination_id, vote.competence_id, vote.stage), []).append(vote)
    for verdict in Verdict.objects.all():
        cast = votes.get((verdict.examination_id, verdict.competence_id, verdict.stage), [])
        weight = sum((3 if vote.seat.is_chair else 2) * (1 if vote.is_acquired else -1) for vote in cast)
        assert verdict.is_acquired == ((weight > 0) != verdict.against_majority)
        assert bool(verdict.reason.strip()) == verdict.against_majority


def nobody_judges_themselves():
    """D7."""
    for seat in Seat.objects.select_related("examination__dossier__candidate"):
        assert seat.juror_id != seat.examination.dossier.candidate.user_id


def nothing_is_kept_unless_the_version_says_so():
    """D1."""
    kept = AcquiredCompetence.objects.filter(proof=Proof.KEPT)
    assert not kept.filter(certificate__version__keeps_acquired_competences_months=0).exists()


def a_dossier_and_its_examination_are_at_the_same_point():
    """No dossier is lost between two desks."""
    expected = {
        DossierState.DRAFT: set(),
        DossierState.SUBMITTED: set(),
        DossierState.WITHDRAWN: set(),
        DossierState.UNDER_READING: {ExaminationState.READING},
        DossierState.INTERVIEW: {
            ExaminationState.TO_SUMMON,
            ExaminationState.SUMMONED,
            ExaminationState.DELIBERATION,
        },
        DossierState.DECIDED: {ExaminationState.CLOSED},
    }
    for dossier in Dossier.objects.prefetch_related("examinations"):
        states = [e.state for e in dossier.examinations.all() if e.state != ExaminationState.DISSOLVED]
        assert len(states) == bool(expected[dossier.state])
        assert set(states) <= expected[dossier.state]


def the_database_agrees():
    """Its deferred guards (A1, A5) speak at a commit that never comes here: they are asked."""
    connection.check_constraints()


INVARIANTS = [
    no_ccp_lacks_a_competence,
    no_block_has_two_ccps,
    the_cqp_stands_with_the_last_ccp_and_not_before,
    each_award_is_in_the_register_once,
    no_block_is_in_two_open_dossiers,
    no_block_with_its_ccp_is_presented_again,
    no_reading_closes_before_each_member_judged_each_competence,
    nothing_is_refused_on_reading_alone,
    who_sits_at_an_interview_has_read_the_dossier,
    who_votes_after_an_interview_read_and_sat,
    each_verdict_is_what_the_votes_say_or_carries_its_reason,
    nobody_judges_themselves,
    nothing_is_kept_unless_the_version_says_so,
    a_dossier_and_its_examination_are_at_the_same_point,
    the_database_agrees,
]


def modules_were_in_order(candidate, *, on):
    """A11, D6: both followed and over, no day of a later one before the last day of an earlier one."""
    courses = list(ModuleAttendance.objects.filter(candidate=candidate).order_by("module__position"))
    return (
        len(courses) == candidate.version.modules.count()
        and all(course.is_followed and course.ended_on <= on for course in courses)
        and all(later.started_on >= earlier.ended_on for earlier, later in pairwise(courses))
    )


def each_block_was_presented_and_analysed(dossier):
    """A8."""
    written = dossier.situations.exclude(presentation__regex=r"^\s*$").exclude(analysis__regex=r"^\s*$")
    return all(written.filter(blocks=block).exists() for block in dossier.blocks.all())


def pick(rows, number):
    rows = list(rows)
    return rows[number % len(rows)]


class Certifying(RuleBasedStateMachine):
    """Each example is a small world, in a transaction that is never committed, with a clock of its own."""

    def __init__(self, *, acts):
        """`acts`: how far the first candidate is already, for few steps are enough to see every stage."""
        super().__init__()
        self.acts = acts
        self.now = START
        self.is_broken = True  # until there is a world; from then on, while an act or a check is under way
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self):
        try:
            if not self.is_broken:
                self.everybody_reaches_the_cqp()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

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
        self.people += [juror(organisation=own, unit="Ailleurs"), *(c.user for c in self.candidates)]
        self.juries = [
            self.must(self.constitute, self.people[:2]),
            self.must(self.constitute, self.people[:3]),
        ]
        for _ in range(self.acts):
            self.go_on(self.candidates[0], missing=missing)
        self.is_broken = False

    # acting

    def attempt(self, act, *args, **context):
        """Do an act a minute later. Returns its refusal, or None. Done, it leaves a trace; refused, none.

        Anything else than a refusal of the rules is a bug: the database is never the first to speak."""
        self.now += dt.timedelta(minutes=1)
        before = AuditEntry.objects.count()
        self.is_broken = True
        self.done, refusal = None, None
        try:
            self.done = act(*args, at=self.now, **context)
        except DomainError as found:
            refusal = found
        traces = AuditEntry.objects.count() - before
        assert (traces == 0) if refusal else (traces > 0)
        assert refusal is None or all(sentence.strip() for sentence in refusal.sentences)
        self.is_broken = False
        return refusal

    def must(self, act, *args, **context):
        refusal = self.attempt(act, *args, **context)
        self.is_broken = refusal is not None
        assert refusal is None, refusal
        return self.done

    def cannot(self, act, *args, **context):
        refusal = self.attempt(act, *args, **context)
        self.is_broken = refusal is None
        assert refusal

    def constitute(self, members, *, at):
        name = f"Jury {at:%d %H:%M:%S}"
        return constitute_jury(
            self.version,
            name=f"{name} {at.timestamp()}",
            members=members,
            chair=members[0],
            by=self.office,
            at=at,
        )

    @property
    def today(self):
        return timezone.localdate(self.now)

    def dossiers(self):
        return Dossier.objects.select_related("candidate__user").order_by("pk")

    def examinations(self):
        return Examination.objects.select_related("dossier__candidate__user").order_by("pk")

    def a_dossier(self, which):
        """One of all, the open ones first."""
        return pick(sorted(self.dossiers(), key=lambda d: d.state in CLOSED), which)

    def an_examination(self, which):
        """One of all, those under way first."""
        over = {ExaminationState.CLOSED, ExaminationState.DISSOLVED}
        return pick(sorted(self.examinations(), key=lambda e: e.state in over), which)

    def has_dossiers(self):
        return Dossier.objects.exists()

    def has_examinations(self):
        return Examination.objects.exists()

    @invariant()
    def the_regulation_holds(self):
        self.is_broken = True
        for holds in INVARIANTS:
            holds()
        self.is_broken = False

    # candidates and the office

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
            save_situation,
            dossier,
            None,
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
        is_in_order = modules_were_in_order(dossier.candidate, on=self.today)
        is_written = each_block_was_presented_and_analysed(dossier)
        refusal = self.attempt(submit_dossier, dossier, by=dossier.candidate.user)
        self.is_broken = True
        assert refusal or (is_in_order and is_written)
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

    # juries

    @rule(members=st.lists(index, min_size=1, max_size=3))
    def a_jury_is_constituted(self, members):
        people = list(dict.fromkeys(pick(self.people, member) for member in members))
        if self.attempt(self.constitute, people) is None:
            self.juries.append(self.done)

    @precondition(has_dossiers)
    @rule(which=first, jury=index)
    def a_dossier_is_assigned(self, which, jury):
        self.attempt(assign_dossier, self.a_dossier(which), pick(self.juries, jury), by=self.office)

    def vote(self, seat, competence, stage, *, is_acquired, comment="Il manque un fait."):
        return self.attempt(
            cast_vote,
            seat,
            competence,
            stage=stage,
            is_acquired=is_acquired,
            comment=comment,
            question="",
            by=seat.juror,
        )

    def vote_on_all(self, seat, stage, *, missing=frozenset(), doubters=frozenset({0, 1, 2})):
        """`doubters` holds the ranks of the members who find what is `missing`; the chair's is 0."""
        examination = full_examination(Examination.objects.all(), seat.examination_id)
        if [s.pk for s in seat.examination.seats.order_by("-is_chair", "pk")].index(seat.pk) not in doubters:
            missing = frozenset()
        for competence in to_vote(examination, stage):
            self.vote(seat, competence, stage, is_acquired=competence.code not in missing)
        return self.attempt(send_votes, seat, stage=stage, by=seat.juror)

    @precondition(has_examinations)
    @rule(
        which=first,
        seat=index,
        competence=index,
        stage=st.sampled_from(Stage),
        is_acquired=st.booleans(),
        comment=st.sampled_from(["", "Il manque un fait."]),
    )
    def a_vote_is_written(self, *, which, seat, competence, stage, is_acquired, comment):
        seat = pick(self.an_examination(which).seats.select_related("juror").order_by("pk"), seat)
        competences = [c for block in self.version.blocks.all() for c in block.competences.all()]
        self.vote(seat, pick(competences, competence), stage, is_acquired=is_acquired, comment=comment)

    @precondition(has_examinations)
    @rule(which=first, seat=index, stage=st.sampled_from(Stage), missing=missing_codes, is_bare=st.booleans())
    def votes_are_sent(self, which, seat, stage, missing, is_bare):
        seat = pick(self.an_examination(which).seats.select_related("juror").order_by("pk"), seat)
        if is_bare:
            self.attempt(send_votes, seat, stage=stage, by=seat.juror)
        else:
            self.vote_on_all(seat, stage, missing=missing)

    def overrides(self, is_acquired, reason):
        if is_acquired is None:
            return {}
        return {
            c.pk: (is_acquired, reason)
            for block in self.version.blocks.all()
            for c in block.competences.all()
        }

    @precondition(has_examinations)
    @rule(
        which=first,
        seat=st.sampled_from([0, 0, 0, 1]),
        set_to=st.sampled_from([None, None, True, False]),
        reason=st.sampled_from(["", "Un fait établi."]),
    )
    def the_reading_is_closed(self, which, seat, set_to, reason):
        examination = self.an_examination(which)
        by = pick(examination.seats.order_by("-is_chair", "pk"), seat).juror
        self.attempt(close_reading, examination, overrides=self.overrides(set_to, reason), by=by)

    @precondition(has_examinations)
    @rule(which=first, hours=st.integers(-5, 72))
    def an_interview_is_summoned(self, which, hours):
        self.attempt(
            summon_interview,
            self.an_examination(which),
            starts_at=self.now + dt.timedelta(hours=hours),
            mode=Mode.REMOTE,
            place="https://visio.example",
            by=self.office,
        )

    @precondition(has_examinations)
    @rule(which=first)
    def an_interview_is_postponed(self, which):
        self.attempt(postpone_interview, self.an_examination(which), reason="Grève", by=self.office)

    @precondition(has_examinations)
    @rule(
        which=first,
        ranks=st.just({0, 1, 2}) | some,
        reason=st.sampled_from([" ", "Sans nouvelles", "Sans nouvelles"]),
        days=st.integers(0, 3),
        attendance=st.sampled_from([Attendance.PRESENT, Attendance.EXCUSED, Attendance.ABSENT]),
    )
    def an_interview_is_recorded(self, which, ranks, reason, days, attendance):
        examination = self.an_examination(which)
        self.now += dt.timedelta(days=days)
        seats = list(examination.seats.select_related("juror").order_by("pk"))
        self.attempt(
            record_interview,
            examination,
            attendance=attendance,
            reason=reason,
            by=self.office,
            present=[seat for rank, seat in enumerate(seats) if rank in ranks],
        )

    @precondition(has_examinations)
    @rule(which=first)
    def a_jury_is_dissolved(self, which):
        self.attempt(dissolve_jury, self.an_examination(which), reason="Plus de quorum", by=self.office)

    @precondition(has_examinations)
    @rule(
        which=first,
        seat=st.sampled_from([0, 0, 0, 1]),
        set_to=st.sampled_from([None, None, True, False]),
        reason=st.sampled_from(["", "Un fait établi."]),
        motive=st.sampled_from([" ", "Pas de fait."]),
    )
    def the_deliberation_is_closed(self, which, seat, set_to, reason, motive):
        examination = self.an_examination(which)
        by = pick(examination.seats.order_by("-is_chair", "pk"), seat).juror
        self.close_deliberation(examination, by=by, overrides=self.overrides(set_to, reason), motive=motive)

    def close_deliberation(self, examination, *, by, overrides, motive):
        motives = {c.pk: motive for block in self.version.blocks.all() for c in block.competences.all()}
        return self.attempt(
            close_deliberation, examination, overrides=overrides, motives=motives, remarks="", by=by
        )

    @precondition(lambda self: Certificate.objects.filter(state="awarded").exists())
    @rule(which=index, days=st.integers(-2, 9))
    def a_certificate_is_issued(self, which, days):
        certificate = pick(Certificate.objects.filter(state="awarded").order_by("pk"), which)
        on = certificate.awarded_on + dt.timedelta(days=days)
        refusal = self.attempt(issue_certificate, certificate, issued_on=on, by=self.office)
        assert bool(refusal) == (on < certificate.awarded_on)

    @rule(days=st.integers(1, 400))
    def time_passes(self, days):
        self.now += dt.timedelta(days=days)

    # what comes next

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
        assert first_broken_entry() is None

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
            self.must(assign_dossier, dossier, jury, by=self.office)
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
            self.must(summon_interview, examination, starts_at=self.now + dt.timedelta(days=9), **summons)
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


@pytest.mark.parametrize(
    "acts",
    [
        pytest.param(0, id="from nothing"),
        pytest.param(3, id="from the reading"),
        pytest.param(6, id="from an interview to summon"),
        pytest.param(7, id="from an interview summoned"),
        pytest.param(8, id="from the deliberation"),
        pytest.param(14, id="from a second dossier"),
    ],
)
def test_whatever_people_do_the_regulation_holds_and_the_cqp_stays_within_reach(acts):
    run_state_machine_as_test(
        partial(Certifying, acts=acts),
        settings=settings(
            max_examples=3,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.reuse, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
