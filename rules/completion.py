"""A dossier sent back to be completed: what is reopened, until when, what must be answered.

The regulation says nothing of it (A7 addresses the dossier to the jury, A6 begins with the reading): before
the reading starts, the office may send a dossier back so that the jury reads a complete one. See ADR 0015.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.errors import CompletionRefused, PlaceClosed
from rules.french import day, quoted

PARIS = ZoneInfo("Europe/Paris")  # « jusqu’au 5 décembre » is the office's day, whatever the server's clock

CONTEXT, PRESENTATION, ANALYSIS = "context", "presentation", "analysis"
ILLUSTRATIONS, SITUATIONS, ATTACHMENTS = "illustrations", "situations", "attachments"
# what belongs to the illustrations: the passages linked, and the blocks that a situation is attached to
PART_OF = {"passages": ILLUSTRATIONS, "blocks": ILLUSTRATIONS}


@dataclass(frozen=True)
class Opening:
    """A place that a point reopens; `situation` is None for what belongs to the whole dossier."""

    place: str
    situation: int | None = None


def may_change(openings: Set[Opening], opens_all: bool, situation: int | None, place: str) -> bool:
    """Whether a returned dossier may change there: only what was reopened, unless everything was.

    A situation added since the return stands under « ajouter une situation »: ask (None, SITUATIONS) for it.
    """
    place = PART_OF.get(place, place)
    where = None if place in (SITUATIONS, ATTACHMENTS) else situation
    return opens_all or Opening(place, where) in openings


def check_may_change(
    openings: Set[Opening], opens_all: bool, situation: int | None, place: str, *, field: str | None = None
) -> None:
    """Raises PlaceClosed, at its field, for a place that was not reopened."""
    if not may_change(openings, opens_all, situation, place):
        raise PlaceClosed(closed_because(place), field=field)


def closed_because(place: str) -> str:
    """Why a place cannot change, as its page says it."""
    if place == SITUATIONS:
        return (
            "Les gestionnaires n’ont pas demandé de nouvelle situation : complétez ce qui est rouvert, ou "
            "demandez-leur d’ouvrir tout le dossier."
        )
    return (
        "Cette partie n’est pas rouverte : elle reste telle que vous l’avez déposée. Si elle doit changer, "
        "demandez aux gestionnaires d’ouvrir tout le dossier."
    )


def deadline(until: date) -> datetime:
    """The first instant that is too late: midnight after `until`, in Paris."""
    return datetime.combine(until + timedelta(days=1), time(), PARIS)


def is_late(until: date, at: datetime) -> bool:
    return at >= deadline(until)


def check_until(until: date, *, today: date, after: date | None = None) -> None:
    """A date to complete by: today or later, and later than the former one when it is extended."""
    if until < today:
        raise CompletionRefused(
            f"Le {day(until)} est passé : choisissez aujourd’hui ou un jour à venir.", field="until"
        )
    if after is not None and until <= after:
        raise CompletionRefused(
            f"La date est déjà fixée au {day(after)} : pour prolonger, choisissez un jour plus tard.",
            field="until",
        )


@dataclass(frozen=True)
class Point:
    """One thing to complete, by its rank in the request."""

    position: int
    text: str
    answer: str

    @property
    def is_answered(self) -> bool:
        return bool(self.answer.strip())


def unanswered(points: Iterable[Point]) -> tuple[Point, ...]:
    return tuple(point for point in points if not point.is_answered)


def check_points(texts: Sequence[str]) -> None:
    """A return says at least one thing to complete: the candidate must know what is expected."""
    if not any(text.strip() for text in texts):
        raise CompletionRefused(
            "Écrivez au moins un point : la personne candidate doit savoir ce qui est attendu d’elle.",
            field="text_1",
        )


def check_completed(points: Sequence[Point], *, until: date, at: datetime) -> None:
    """Raises CompletionRefused when the day has passed, or with each point that has no answer."""
    if is_late(until, at):
        raise CompletionRefused(
            f"Le dossier était à compléter jusqu’au {day(until)} inclus. Rien de ce que vous avez écrit "
            "n’est perdu : demandez aux gestionnaires de prolonger la date, puis déposez-le."
        )
    if missing := unanswered(points):
        raise CompletionRefused(
            *(
                f"Le point {point.position}, {quoted(shortened(point.text))}, attend votre réponse."
                for point in missing
            )
        )


def shortened(text: str, limit: int = 80) -> str:
    """The beginning of a text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: line.rfind(" ", 0, limit) if " " in line[:limit] else limit].rstrip(" ,;:.") + "…"
