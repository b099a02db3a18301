"""When an interview may be held: slots to choose from, one room at a time, reminders.

Source: A9 (the candidate is summoned), A10; D10 (a new date after an excused absence). The text fixes no
length and no reminder: both are ours.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rules.completion import PARIS
from rules.errors import SlotRefused
from rules.french import count, day, listing

INTERVIEW_MINUTES = 45
EXTRA_TIME_SHARE = 3  # a candidate with extra time has one third more
MOST_SLOTS = 12
# Days before the interview at which everybody is reminded, each once.
REMINDERS = (timedelta(days=7), timedelta(days=1))


def planned_minutes(*, has_extra_time: bool) -> int:
    """How long the interview is meant to last."""
    return INTERVIEW_MINUTES + (INTERVIEW_MINUTES // EXTRA_TIME_SHARE if has_extra_time else 0)


def overlaps(start: datetime, minutes: int, other: datetime, other_minutes: int) -> bool:
    """Whether two meetings want the same people at the same time. One may begin when the other ends."""
    return start < other + timedelta(minutes=other_minutes) and other < start + timedelta(minutes=minutes)


def check_slots(starts: Sequence[datetime], *, at: datetime) -> None:
    """Raises SlotRefused unless these are one to twelve different instants to come."""
    if not starts:
        raise SlotRefused("Proposez au moins un créneau : un jour et une heure.")
    if len(starts) > MOST_SLOTS:
        raise SlotRefused(f"{count(len(starts), 'créneau', 'créneaux')} : {MOST_SLOTS} au plus.")
    if past := sorted(start.astimezone(PARIS) for start in starts if start <= at):
        names = listing(f"{day(start.date())} à {start.hour} h {start.minute:02d}" for start in past)
        which = f"Ce créneau est passé : {names}" if len(past) == 1 else f"Ces créneaux sont passés : {names}"
        raise SlotRefused(f"{which}. Proposez des dates à venir.")
    if len(set(starts)) < len(starts):
        raise SlotRefused("Le même créneau est proposé deux fois.")


def reminders_due(starts_at: datetime, *, at: datetime) -> int:
    """How many reminders should have left by now: 0, 1 or 2."""
    return sum(at >= starts_at - before for before in REMINDERS)
