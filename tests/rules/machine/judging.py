"""What juries do, and the office with them: from the jury constituted to the certificate issued."""

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from certificates.models import Certificate
from certificates.services import issue_certificate
from jury.models import Attendance, Examination, Mode, Stage, Vote
from jury.selectors import full_examination, to_vote
from jury.services.closing import close_deliberation, close_reading
from jury.services.constitution import assign_dossier, constitute_jury, dissolve_jury
from jury.services.declarations import declare_link
from jury.services.interview import postpone_interview, record_interview, summon_interview
from jury.services.voting import cast_vote, send_votes
from tests.rules.machine.acting import first, has_dossiers, has_examinations, index, pick, some
from tests.rules.machine.candidacy import Candidacy

NO_LINK = {"has_link": False, "kind": "", "text": ""}
CODES = [f"C{block}.{place}" for block in (1, 2, 3) for place in (1, 2, 3)]

missing_codes = st.sampled_from(
    [frozenset(), frozenset({"C1.1"}), frozenset({"C1.2", "C2.1"}), frozenset(CODES)]
)


class Judging(Candidacy):
    """Votes, interviews and closings, allowed or not."""

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

    @rule(members=st.lists(index, min_size=1, max_size=3))
    def a_jury_is_constituted(self, members):
        people = list(dict.fromkeys(pick(self.people, member) for member in members))
        if self.attempt(self.constitute, people) is None:
            self.juries.append(self.done)

    @precondition(has_dossiers)
    @rule(which=first, jury=index)
    def a_dossier_is_assigned(self, which, jury):
        if self.attempt(assign_dossier, self.a_dossier(which), pick(self.juries, jury), by=self.office):
            return
        examination = self.done
        for seat in examination.seats.select_related("juror"):
            self.must(declare_link, examination, **NO_LINK, by=seat.juror)

    def vote(self, seat, competence, stage, *, is_acquired, comment="Il manque un fait."):
        # a vote written again leaves one trace a sitting
        was_written = Vote.objects.filter(seat=seat, competence=competence, stage=stage).exists()
        return self.attempt(
            cast_vote,
            seat,
            competence,
            may_be_silent=was_written,
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
