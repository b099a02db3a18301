"""What an examination asks of one of its members now, since when, and until when."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from jury.models import Answer, Appeal, Convocation, Examination, Minutes, Seat, Stage
from jury.permissions import seat_of
from jury.reading import Progress, with_progress
from jury.selectors import latest_interview, voters, waiting_for
from jury.states import AppealState, ExaminationState
from ui.paging import page_of

ME, OTHERS, NOBODY = "me", "others", "closed"


@dataclass(frozen=True)
class Waiting:
    """`whose` turn it is (ME, OTHERS, NOBODY), in `words`. `since` and `until` are empty where no rule or
    session says; `due` is what `until` is the day of; `progress` is of one's own votes, while they are asked
    for."""

    examination: object
    whose: str
    words: str
    since: datetime | None = None
    until: date | None = None
    progress: Progress | None = None
    due: str = "session du"


def _named(examinations):
    """What a line says of any examination."""
    return examinations.select_related("dossier__candidate", "jury").prefetch_related("blocks")


def waiting_for_member(user, *, at):
    """What each examination asks of this member, the nearest date first, then what waits for the longest; a
    fixed number of queries."""
    seats = Prefetch("seats", Seat.objects.sitting().order_by("pk"))
    rows = with_progress(_named(Examination.objects.visible_to(user).active()), user)
    found = list(rows.select_related("session").prefetch_related(seats).order_by("opened_at", "pk"))
    heard = [one for one in found if one.state in (ExaminationState.SUMMONED, ExaminationState.DELIBERATION)]
    prefetch_related_objects(heard, "interviews__present")
    lines = [*_to_rectify(user), *(_what_waits(one, user, at=at) for one in found)]
    return sorted(lines, key=lambda line: line.until or date.max)


def _to_rectify(user):
    """Decided examinations whose chair an appeal asks whether the minutes hold a material error (D12)."""
    seats = Seat.objects.sitting().filter(juror=user, is_chair=True)
    appeals = Appeal.objects.filter(state=AppealState.TO_RECTIFY, examination__seats__in=seats)
    asked = {appeal.examination_id: appeal for appeal in appeals.order_by("answer_by", "pk")}
    if not asked:  # mostly no appeal waits, and then nothing more is looked at
        return []
    found = _named(Examination.objects.visible_to(user)).in_bulk(asked)
    return [
        Waiting(found[pk], ME, "Rectification demandée", until=appeal.answer_by, due="réponse avant le")
        for pk, appeal in asked.items()
        if pk in found
    ]


def to_sign(user):
    """The minutes that wait for this member's signature, the nearest sealing first."""
    waiting = list(Minutes.objects.awaiting(user).select_related("examination__dossier"))
    if not waiting:  # mostly nothing waits, and then nothing more is looked at
        return []
    seen = Examination.objects.visible_to(user).filter(minutes__in=waiting).values_list("pk", flat=True)
    seen = set(seen)
    return [minutes for minutes in waiting if minutes.examination_id in seen]


def to_answer(user, *, on):
    """The convocations this member has not answered, to sessions that are not past."""
    rows = Convocation.objects.standing().filter(juror=user, answer=Answer.AWAITED)
    rows = rows.filter(session__starts_on__gte=on).select_related("session")
    return list(rows.order_by("session__starts_on", "pk"))


def decided_for_member(user, *, after):
    """A page of those that are over, the latest first. The page is cut from keys alone: a member may have
    sat in a thousand."""
    keys = Examination.objects.visible_to(user).filter(state=ExaminationState.CLOSED).only("closed_at")
    page = page_of(keys, order=["-closed_at", "-pk"], after=after)
    found = _named(Examination.objects).in_bulk([one.pk for one in page])
    lines = [Waiting(found[one.pk], NOBODY, "Décision rendue", one.closed_at) for one in page]
    return replace(page, rows=lines)


def _what_waits(examination, user, *, at):
    """Says nothing that another member's votes could change, until this member's are sent (D8)."""
    seat, state = seat_of(user, examination), ExaminationState(examination.state)
    if state == ExaminationState.READING:
        return _votes(examination, seat, Stage.READING, since=examination.opened_at)
    if state == ExaminationState.TO_SUMMON:
        whose = ME if seat.is_chair else OTHERS
        return Waiting(examination, whose, "Entretien à convoquer", examination.reading_closed_at)
    held = latest_interview(examination)
    if state == ExaminationState.DELIBERATION:
        return _votes(examination, seat, Stage.INTERVIEW, since=held.held_at)
    if seat.is_chair and held.starts_at <= at:
        return Waiting(
            examination,
            ME,
            "Entretien à consigner",
            until=timezone.localdate(held.starts_at),
            due="entretien du",
        )
    return Waiting(
        examination,
        OTHERS,
        "Entretien convoqué",
        held.summoned_at,
        timezone.localdate(held.starts_at),
        due="entretien le",
    )


def _votes(examination, seat, stage, *, since):
    until = examination.session.starts_on if examination.session and stage == Stage.READING else None
    if seat in voters(examination, stage) and seat.sent_at(stage) is None:
        progress = Progress(examination.given, examination.asked)
        words = "Vos avis sont à envoyer" if progress.is_whole else "Vos avis sont attendus"
        return Waiting(examination, ME, words, since, until, progress, due="à lire avant le")
    if waiting_for(examination, stage):
        words = "Avis des membres attendus" if seat.is_chair else "En attente des autres membres"
        return Waiting(examination, OTHERS, words, seat.sent_at(stage), until)
    words = "À clore" if seat.is_chair else "En attente de la présidence"
    sent = [moment for one in voters(examination, stage) if (moment := one.sent_at(stage))]
    return Waiting(examination, ME if seat.is_chair else OTHERS, words, max(sent, default=since))
