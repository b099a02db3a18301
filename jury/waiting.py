"""What an examination asks of one of its members now, since when, and until when."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from jury.models import Stage
from jury.permissions import seat_of
from jury.reading import Progress, progress_of, views_to_vote
from jury.selectors import latest_interview, voters, waiting_for
from jury.states import ExaminationState

ME, OTHERS, NOBODY = "me", "others", "closed"


@dataclass(frozen=True)
class Waiting:
    """`whose` turn it is (ME, OTHERS, NOBODY), in `words`. `since` and `until` are empty where no rule or
    session says; `progress` is of one's own votes, while they are asked for."""

    examination: object
    whose: str
    words: str
    since: datetime | None = None
    until: date | None = None
    progress: Progress | None = None


def what_waits(examination, user, *, at):
    """Says nothing that another member's votes could change, until this member's are sent (D8).

    Needs seats, their own votes, blocks with competences, kept, verdicts, interviews with who was present.
    """
    seat, state = seat_of(user, examination), ExaminationState(examination.state)
    if state == ExaminationState.CLOSED:
        return Waiting(examination, NOBODY, "Décision rendue", examination.closed_at)
    if state == ExaminationState.READING:
        return _votes(examination, seat, Stage.READING, since=examination.opened_at)
    held = latest_interview(examination)
    if state == ExaminationState.DELIBERATION:
        return _votes(examination, seat, Stage.INTERVIEW, since=held.held_at)
    if state == ExaminationState.TO_SUMMON:
        whose = ME if seat.is_chair else OTHERS
        return Waiting(examination, whose, "Entretien à convoquer", examination.reading_closed_at)
    day = timezone.localdate(held.starts_at)
    if seat.is_chair and day <= timezone.localdate(at):
        return Waiting(examination, ME, "Entretien à consigner", held.starts_at)
    return Waiting(examination, OTHERS, "Entretien convoqué", held.summoned_at, day)


def _votes(examination, seat, stage, *, since):
    until = examination.session.starts_on if examination.session and stage == Stage.READING else None
    if seat in voters(examination, stage) and seat.sent_at(stage) is None:
        progress = progress_of(views_to_vote(examination, seat=seat, stage=stage))
        return Waiting(examination, ME, "Vos avis sont attendus", since, until, progress)
    if waiting_for(examination, stage):
        words = "Avis des membres attendus" if seat.is_chair else "En attente des autres membres"
        return Waiting(examination, OTHERS, words, seat.sent_at(stage), until)
    words = "À clore" if seat.is_chair else "En attente de la présidence"
    sent = [moment for one in voters(examination, stage) if (moment := one.sent_at(stage))]
    return Waiting(examination, ME if seat.is_chair else OTHERS, words, max(sent, default=since))
