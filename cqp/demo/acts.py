"""What the people of the demonstration do, through the services everybody uses, at dates in the past."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Role, User
from accounts.services import get_or_create_person
from candidates.models import Candidate, Dossier
from candidates.services import (
    accommodations,
    completion,
    keeping,
    passport,
    registration,
    returning,
    submission,
    writing,
)
from certificates.models import Certificate
from certificates.services import issue_certificate, rectifying, revoking
from cqp.demo.people import CANDIDATES, TRAINING_BODY
from cqp.demo.workers import ADMINISTRATOR, EMPLOYEES, JURIES, JURORS, MANAGERS
from jury.models import (
    Answer,
    Attendance,
    College,
    Examination,
    Grounds,
    Jury,
    Mode,
    SignatureMethod,
    Stage,
)
from jury.selectors import full_examination, to_vote, voters
from jury.services import (
    appeals,
    closing,
    constitution,
    declarations,
    interview,
    pool,
    publication,
    sessions,
    signing,
    slots,
    voting,
)

PASSWORD = "demonstration-2026"  # noqa: S105 (printed by make demo, on demonstration accounts only)
STILL_TO_SIGN = 6  # days: older minutes have all their signatures
WRITINGS = json.loads((Path(__file__).parent / "writings.json").read_text())


@dataclass
class World:
    """The demonstration being made: `now` is the day it is made, `version` the referential everybody
    follows."""

    version: object
    now: datetime
    office: object = None
    password: str = field(default_factory=lambda: make_password(PASSWORD))

    def ago(self, days, hour=10, minute=0):
        """An instant some days back, at that hour of the local day."""
        day = timezone.localdate(self.now) - timedelta(days=days)
        return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))

    # --- people ---------------------------------------------------------------------------------------

    def make_workers(self):
        at = self.ago(420)
        for worker, role in [
            (ADMINISTRATOR, Role.ADMINISTRATOR),
            *((manager, Role.MANAGER) for manager in MANAGERS),
            *((juror, Role.JUROR) for juror in JURORS),
        ]:
            get_or_create_person(
                email=worker.email,
                role=role,
                organisation=worker.organisation,
                by=None,
                at=at,
                first_name=worker.first_name,
                last_name=worker.last_name,
                unit=worker.unit,
                function=worker.function,
            )
        self.office = User.objects.get(email=MANAGERS[0].email)
        for juror in JURORS:
            pool.set_profile(
                User.objects.get(email=juror.email),
                college=College.EMPLOYEE if juror.login in EMPLOYEES else College.EMPLOYER,
                certifications=[self.version.certification],
                by=self.office,
                at=at,
            )

    def make_juries(self):
        for name, (chair, *others) in JURIES.items():
            people = [User.objects.get(email=f"{login}@demo.example") for login in (chair, *others)]
            constitution.constitute_jury(
                self.version, name=name, members=people, chair=people[0], by=self.office, at=self.ago(400)
            )

    def register(self, login, days, **vae):
        person = next(person for person in CANDIDATES if person.login == login)
        born_on, place, area = person.born
        identity = {
            "route": person.route,
            "sex": person.sex,
            "birth_name": person.birth_name,
            "used_name": person.used_name,
            "first_names": person.first_names,
            "birth_date": born_on,
            "birth_place": place,
            "birth_area": area,
            "line_manager_name": "La direction de l’organisme",
            "line_manager_email": "direction@organisme.example",
            "companion_email": "",
            "feasibility_requested_on": None,
            "feasibility_is_accepted": None,
            "feasibility_decided_on": None,
        } | vae
        candidate = registration.register_candidate(
            version=self.version,
            email=person.email,
            organisation=person.organisation,
            unit=person.unit,
            function=person.function,
            identity=identity,
            by=self.office,
            at=self.ago(days),
        )
        return Candidate.objects.get(pk=candidate.pk)

    def let_everybody_in(self):
        User.objects.filter(email__endswith="@demo.example").update(password=self.password)

    # --- modules --------------------------------------------------------------------------------------

    def declare(self, candidate, rank, first_day):
        """A module that its candidate says they followed, that day and the next."""
        start = timezone.localdate(self.ago(first_day))
        passport.declare_attendance(
            candidate,
            self.version.modules.get(position=rank),
            started_on=start,
            ended_on=start + timedelta(days=1),
            training_body=TRAINING_BODY,
            trainer_email="",
            by=candidate.user,
            at=self.ago(first_day - 3),
        )

    def module(self, candidate, rank, first_day, *, length=1, is_followed=True):
        """`first_day` is in days ago; negative for a module to come."""
        start = timezone.localdate(self.ago(first_day))
        registration.record_attendance(
            candidate,
            self.version.modules.get(position=rank),
            started_on=start,
            ended_on=start + timedelta(days=length),
            is_followed=is_followed,
            training_body=TRAINING_BODY,
            trainer_email="",
            by=self.office,
            at=self.ago(max(first_day - length - 1, 0)),
        )

    def both_modules(self, candidate, days):
        self.module(candidate, 1, days)
        self.module(candidate, 2, days - 40)

    # --- dossiers -------------------------------------------------------------------------------------

    def write(self, candidate, ranks, days, *, voice, skip=0, unfinished=()):
        """A dossier for the blocks of these ranks, one situation each. `skip` picks among the texts
        that fit the
        writer; `unfinished` names competences left without illustration, and « analysis »."""
        by = candidate.user
        blocks = list(self.version.blocks.filter(position__in=ranks))
        dossier = writing.start_dossier(candidate, blocks, by=by, at=self.ago(days, 9))
        for rank, block in enumerate(blocks):
            text = self._text(block.code, voice, skip)
            situation = keeping.write_situation(
                dossier,
                texts={
                    "title": text["title"],
                    "context": text["context"],
                    "presentation": text["presentation"],
                    "analysis": "" if "analysis" in unfinished and rank == 0 else text["analysis"],
                },
                blocks=[block],
                illustrations={
                    c: "" if c.code in unfinished else text["illustrations"][c.code]
                    for c in block.competences.select_related("block")
                },
                by=by,
                at=self.ago(days - 3, 18, 4),
            )
            self._link(situation, block, text, at=self.ago(days - 3, 18, 30))
        return dossier

    def _link(self, situation, block, text, *, at):
        """The passages that the writer links to a competence, by their words."""
        for code, (place, quote) in text.get("passages", {}).items():
            start = getattr(situation, place).find(quote)
            if start < 0:
                continue
            keeping.link_passage(
                situation.dossier,
                situation,
                block.competences.get(code=code),
                field=place,
                start=start,
                end=start + len(quote),
                number=keeping.revision_of(situation, place).number,
                by=situation.dossier.candidate.user,
                at=at,
            )

    def _text(self, code, voice, skip):
        fitting = [s for s in WRITINGS["situations"] if s["block"] == code]
        fitting.sort(key=lambda s: s["voice"] != voice)
        same_voice = [s for s in fitting if s["voice"] == voice] or fitting
        return same_voice[skip % len(same_voice)]

    def submit(self, dossier, days):
        submission.submit_dossier(dossier, by=dossier.candidate.user, at=self.ago(days, 21, 47))
        return Dossier.objects.get(pk=dossier.pk)

    def mention(self, dossier, words, days):
        """A sentence that names somebody, for the review of mentions to find."""
        situation = dossier.situations.first()
        situation.presentation += f"\n\n{words}"
        situation.save(update_fields=["presentation"])
        Dossier.objects.filter(pk=dossier.pk).update(saved_at=self.ago(days, 18, 20))

    def send_back(self, dossier, days, points, *, until):
        """Sent back to be completed: `points` holds (place, text), `until` is in days to come."""
        situation = dossier.situations.first()
        returning.return_dossier(
            dossier,
            points=[(place, situation if place != "situations" else None, text) for place, text in points],
            until=timezone.localdate(self.ago(-until)),
            opens_all=False,
            by=self.office,
            at=self.ago(days, 11),
        )
        return Dossier.objects.get(pk=dossier.pk)

    def answer(self, dossier, days, answers, *, more=""):
        """Answers given, and `more` added to the analysis that was reopened."""
        by, at = dossier.candidate.user, self.ago(days, 18)
        completion.save_answers(dossier, answers, by=by, at=at)
        if more:
            situation = dossier.situations.first()
            situation.analysis = f"{more} {situation.analysis}"
            situation.save(update_fields=["analysis"])
        return dossier

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

    # --- the jury ---------------------------------------------------------------------------------------

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

    def issue(self, candidate, days):
        at = self.ago(days, 10)
        for certificate in Certificate.objects.filter(candidate=candidate).to_issue().order_by("-kind", "pk"):
            issue_certificate(certificate, issued_on=timezone.localdate(at), at=at, by=self.office)

    def rectify(self, certificate, days, *, wrong, reason, **identity):
        """The candidate's record first, then the certificate, as the guide says."""
        candidate = certificate.candidate
        names = {name: getattr(candidate, name) for name in ("first_names", "birth_name", "used_name")}
        registration.correct_candidate(
            candidate,
            identity=names | identity,
            organisation=candidate.user.organisation.name,
            unit=candidate.user.unit,
            function=candidate.user.function,
            by=self.office,
            at=self.ago(days, 10),
        )
        rectifying.rectify_certificate(
            certificate, identity=identity, wrong=wrong, reason=reason, by=self.office, at=self.ago(days, 11)
        )

    def duplicate(self, certificate, days, *, reason):
        rectifying.issue_duplicate(certificate, reason=reason, by=self.office, at=self.ago(days, 11))

    def ask_revocation(self, certificate, days, *, ground, reason):
        """Asked by the second manager: the first one, whom everybody signs in as, may confirm it."""
        second = User.objects.get(email=MANAGERS[1].email)
        revoking.ask_revocation(certificate, ground=ground, reason=reason, by=second, at=self.ago(days, 11))

    def validate_on_reading(self, candidate, ranks, days, *, letter, voice, skip=0, session=None):
        """A dossier proven at 100 % on reading, from the first line to the award."""
        dossier = self.submit(self.write(candidate, ranks, days, voice=voice, skip=skip), days - 12)
        examination = self.assign(dossier, letter, days - 15, session=session)
        self.vote(examination, Stage.READING, days - 25, dissent=("C1.2", "C2.4") if letter != "B" else ())
        self.close_reading(examination, days - 26)
