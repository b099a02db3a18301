"""The whole regulation, played at random: candidates, jurors and managers act through the real services.

Whatever they do, allowed or not, the invariants below hold after each act; and from wherever they stop, doing
what the refusals ask for leads every candidate to the CQP (no dead end).
"""

from collections import Counter
from functools import partial
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from candidates.models import Candidate, Dossier, DossierBlock, ModuleAttendance, Outcome
from candidates.states import CLOSED, DossierState
from certificates.models import AcquiredCompetence, Certificate, Proof, RegisterEntry
from jury.models import Attendance, BlockDecision, Interview, Seat, Stage, Verdict, Vote
from jury.states import ExaminationState
from tests.rules.machine.certifying import Certifying

pytestmark = pytest.mark.django_db


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


def may_submit(dossier, *, on):
    return modules_were_in_order(dossier.candidate, on=on) and each_block_was_presented_and_analysed(dossier)


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
        partial(Certifying, acts=acts, must_hold=INVARIANTS, may_submit=may_submit),
        settings=settings(
            max_examples=3,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.reuse, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
