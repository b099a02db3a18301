"""What the juries of the demonstration do, from the first declaration to the last signature."""

from datetime import timedelta

from django.utils import timezone

from candidates.services import accommodations
from cqp.demo.writers import WRITINGS, Writers
from jury.models import Answer, Attendance, Examination, Grounds, Jury, Mode, SignatureMethod, Stage
from jury.selectors import full_examination, to_vote, voters
from jury.services import (
    appeals,
    closing,
    constitution,
    declarations,
    interview,
    publication,
    sessions,
    signing,
    slots,
    voting,
)

STILL_TO_SIGN = 6  # days: older minutes have all their signatures


class Jurors(Writers):
    def _jury(self, letter):
        return Jury.objects.get(name=f"Session d’automne, jury {letter}")

    def entrust(self, dossier, letter, days, *, session=None):
        """Given to a jury whose members have declared nothing yet."""
        return constitution.assign_dossier(
            dossier, self._jury(letter), session=session, by=self.office, at=self.ago(days, 11)
        )

    def assign(self, dossier, letter, days, *, session=None):
        """Given to a jury, whose members each declare that they have no link."""
        examination = self.entrust(dossier, letter, days, session=session)
        for seat in examination.seats.select_related("juror"):
            self.declare_link(examination, seat.juror, days)
        return examination

    def declare_link(self, examination, juror, days, *, kind="", text=""):
        declarations.declare_link(
            examination, has_link=bool(kind), kind=kind, text=text, by=juror, at=self.ago(days, 12)
        )

    def session(self, letter, name, days, held):
        """Created `days` ago, for two days from `held` days ago on (negative: to come)."""
        start = timezone.localdate(self.ago(held))
        return sessions.create_session(
            self._jury(letter),
            name=name,
            starts_on=start,
            ends_on=start + timedelta(days=1),
            mode=Mode.ON_SITE,
            place="Ucanss, 6 rue Elsa-Triolet, Paris 12e, salle Laroque",
            by=self.office,
            at=self.ago(days, 9),
        )

    def answer_to_session(self, session, login, days, *, reason=""):
        convocation = session.convocations.get(juror__email=f"{login}@demo.example")
        sessions.answer_convocation(
            convocation,
            answer=Answer.DECLINED if reason else Answer.CONFIRMED,
            reason=reason,
            by=convocation.juror,
            at=self.ago(days, 13),
        )

    def all_answer(self, session, days):
        for convocation in session.convocations.select_related("juror"):
            self.answer_to_session(session, convocation.juror.email.partition("@")[0], days)

    def publish(self, session, days):
        publication.publish_session(session, by=self.office, at=self.ago(days, 9))

    def vote(self, examination, stage, days, *, doubts=(), dissent=(), send=True, members=None):
        """Members vote: `doubts` are codes nobody finds acquired, `dissent` codes the last member
        alone doubts."""
        examination = full_examination(Examination.objects.all(), examination.pk)
        seats = voters(examination, stage)
        for rank, seat in enumerate(seats[:members]):
            for competence in to_vote(examination, stage):
                is_acquired = not (
                    competence.code in doubts or (competence.code in dissent and rank == len(seats) - 1)
                )
                words = WRITINGS["votes"][competence.code]
                gap = words["gap"] if stage == Stage.READING else words["motive"]
                voting.cast_vote(
                    seat,
                    competence,
                    stage=stage,
                    is_acquired=is_acquired,
                    comment=words["praise"] if is_acquired else gap,
                    question="" if is_acquired or stage != Stage.READING else words["question"],
                    by=seat.juror,
                    at=self.ago(days, 14, rank),
                )
            if send:
                voting.send_votes(seat, stage=stage, by=seat.juror, at=self.ago(days, 15, rank))

    def _chair(self, examination):
        return examination.seats.get(is_chair=True).juror

    def close_reading(self, examination, days):
        closing.close_reading(examination, overrides={}, by=self._chair(examination), at=self.ago(days, 16))
        self._sign(examination, days)

    def _sign(self, examination, days):
        """Members sign within the hour; of minutes of these last days, one signature still lacks."""
        minutes = examination.minutes.latest("closed_at", "pk")
        for rank, user in enumerate(minutes.unsigned()[: None if days > STILL_TO_SIGN else 1]):
            signing.sign_minutes(
                minutes,
                reserve="",
                method=SignatureMethod.PASSWORD,
                by=user,
                at=self.ago(days, 17, 20 + rank),
            )

    def contest(self, examination, days, *, text):
        examination = Examination.objects.select_related("dossier__candidate__user", "dossier__version").get(
            pk=examination.pk
        )
        appeals.file_appeal(
            examination,
            grounds=Grounds.MATERIAL,
            text=text,
            uploads=[],
            by=examination.dossier.candidate.user,
            at=self.ago(days, 19),
        )

    def offer_slots(self, examination, days, dates):
        """Dates offered `days` ago, each so many days ago (negative: to come)."""
        slots.propose_slots(
            Examination.objects.get(pk=examination.pk),
            starts=[self.ago(date, 9 + rank) for rank, date in enumerate(dates)],
            mode=Mode.ON_SITE,
            place="Caf du Finistère, 1 avenue de Portzmoguer, Brest, salle Iroise",
            by=self._chair(examination),
            at=self.ago(days, 17),
        )

    def arrange(self, candidate, days, measure):
        accommodations.arrange(candidate, measure=measure, detail="", by=self.office, at=self.ago(days, 11))

    def summon(self, examination, days, held, *, hour=14, remote=False):
        """Summoned `days` ago for `held` days ago (negative: to come)."""
        interview.summon_interview(
            Examination.objects.get(pk=examination.pk),
            starts_at=self.ago(held, hour),
            mode=Mode.REMOTE if remote else Mode.ON_SITE,
            place="https://visio.example/jury-b"
            if remote
            else "Caf du Finistère, 1 avenue de Portzmoguer, Brest, salle Iroise",
            by=self.office,
            at=self.ago(days, 9),
        )

    def hold(self, examination, days):
        examination = Examination.objects.get(pk=examination.pk)
        interview.record_interview(
            examination,
            attendance=Attendance.PRESENT,
            present=list(examination.seats.all()),
            reason="",
            by=self._chair(examination),
            at=self.ago(days, 15),
        )

    def decide(self, examination, days, *, refused=()):
        self.vote(examination, Stage.INTERVIEW, days, doubts=refused)
        motives = {
            c.pk: WRITINGS["votes"][c.code]["motive"]
            for block in self.version.blocks.all()
            for c in block.competences.all()
        }
        closing.close_deliberation(
            Examination.objects.get(pk=examination.pk),
            overrides={},
            motives=motives,
            remarks=WRITINGS["minutes_remarks"][examination.pk % 4],
            by=self._chair(examination),
            at=self.ago(days, 17),
        )
        self._sign(examination, days)
