"""« Qui a la main »: the rule's answer on a dossier, with the facts that only the jury's app knows."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from candidates.delays import usual_stays
from candidates.models import Outcome
from candidates.states import DossierState
from jury.models import Attendance
from jury.selectors import latest_interview
from jury.states import ExaminationState
from rules.custody import Custody, Holder, Stage, custody

WITH_ITS_JURY = {
    ExaminationState.READING: Stage.READING,
    ExaminationState.TO_SUMMON: Stage.TO_SUMMON,
    ExaminationState.SUMMONED: Stage.SUMMONED,
    ExaminationState.DELIBERATION: Stage.DELIBERATION,
}


@dataclass(frozen=True)
class CustodyView:
    """What the candidate reads of who holds a dossier. `usual` is empty while too few dossiers can tell."""

    dossier: object
    custody: Custody
    since: datetime
    usual: str
    today: object
    examination: object = None
    interview: object = None

    @property
    def is_mine(self):
        return self.custody.holder is Holder.CANDIDATE

    @property
    def is_to_choose(self):
        """The candidate is to choose a date for the interview."""
        return self.is_mine and bool(self.examination and offered_slots(self.examination))

    @property
    def is_over(self):
        return self.custody.holder is Holder.NOBODY

    @property
    def follows(self):
        """Where every block of a decided dossier is validated, nothing is left to present again."""
        targets = self.dossier.targets.all()
        if self.is_over and targets and all(target.outcome == Outcome.VALIDATED for target in targets):
            return (
                "Le service des certifications délivre les documents de ce qui vous est attribué ; "
                "ils sont dans « Mes certificats »."
            )
        return self.custody.follows

    @property
    def is_late(self):
        deadline = self.custody.deadline
        return deadline is not None and deadline.on < self.today

    @property
    def is_interview(self):
        """The usual delay of this state runs from the end of the reading to the decision."""
        return self.dossier.state == DossierState.INTERVIEW


def offered_slots(examination):
    """The dates that the candidate may choose from; prefetch `slots`."""
    return [
        slot for slot in examination.slots.all() if slot.withdrawn_at is None and slot.interview_id is None
    ]


def stage_of(dossier, examination):
    if dossier.is_withheld:  # for its candidate the jury still reads, or deliberates (D11)
        return Stage.READING if dossier.held_on_reading else Stage.DELIBERATION
    if dossier.state in (DossierState.UNDER_READING, DossierState.INTERVIEW):
        if examination.state == ExaminationState.TO_SUMMON and offered_slots(examination):
            return Stage.TO_CHOOSE
        return WITH_ITS_JURY[examination.state]
    return Stage(dossier.state)


def _since(stage, dossier, examination, interview):
    """When the hand came to who holds it now: inside the interview it passes several times."""
    if dossier.is_withheld:
        return interview.held_at if interview else examination.opened_at
    if stage is Stage.TO_CHOOSE:
        return min(slot.proposed_at for slot in offered_slots(examination))
    if stage is Stage.SUMMONED:
        return interview.summoned_at
    if stage is Stage.DELIBERATION or (stage is Stage.TO_SUMMON and interview):
        return interview.held_at
    return dossier.state_since


def custody_view(dossier, examination, *, stays, at):
    """Needs `candidate`; reads the examination's `interviews` and `slots`, prefetched or not, and
    `completion_requests` of a dossier to complete.
    `stays` comes from `candidates.delays.usual_stays`."""
    stage = stage_of(dossier, examination)
    interview = latest_interview(examination) if examination else None
    asked = dossier.completion if dossier.is_returned else None
    today = timezone.localdate(at)
    found = stays.get(dossier.told_state)
    return CustodyView(
        dossier=dossier,
        custody=custody(
            stage,
            on=today,
            vae=dossier.candidate.is_vae,
            filed_on=timezone.localdate(dossier.submitted_at) if dossier.submitted_at else None,
            complete_by=asked.until if asked else None,
            interview_on=timezone.localdate(interview.starts_at) if interview else None,
        ),
        since=_since(stage, dossier, examination, interview),
        usual=found.in_words if found else "",
        today=today,
        examination=examination,
        interview=interview if interview and interview.attendance == Attendance.EXPECTED else None,
    )


def custody_of(dossier, *, at):
    """The same for one dossier alone, asked of the database."""
    examination = dossier.examinations.standing().prefetch_related("interviews", "slots").first()
    certification = dossier.candidate.certification_id
    return custody_view(
        dossier,
        examination,
        stays=usual_stays([dossier.told_state], certification=certification, at=at),
        at=at,
    )
