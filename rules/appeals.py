"""Appeals: until when, and who may look into one.

Source: facts of the field (the law is silent for a CQP; the deadline is a parameter of the version, in days
after the notification), and D7 for the ties: whoever judged, or is tied to the candidate, does not answer.
"""

from collections.abc import Set
from datetime import date, datetime, timedelta

from rules.completion import PARIS, deadline
from rules.composition import CandidateTies, Juror, tie_between
from rules.errors import AppealRefused
from rules.french import day

ANSWER_DAYS = 30  # how long the office gives itself to answer, counted for its managers


def appeal_until(told_at: datetime, days: int) -> date:
    """The last day on which an appeal is taken, until 23:59:59 in Paris, whatever the hour of the
    notification."""
    return told_at.astimezone(PARIS).date() + timedelta(days=days)


def check_in_time(told_at: datetime | None, days: int, *, at: datetime) -> None:
    if told_at is None:
        raise AppealRefused("La décision n’est pas encore notifiée : il n’y a rien à contester.")
    until = appeal_until(told_at, days)
    if at >= deadline(until):
        raise AppealRefused(f"Le délai de recours est passé : il courait jusqu’au {day(until)} inclus.")


def answer_by(filed_at: datetime, days: int = ANSWER_DAYS) -> date:
    return filed_at.astimezone(PARIS).date() + timedelta(days=days)


def check_handler(handler: Juror, *, sat: Set[str], candidate: CandidateTies) -> None:
    """`sat`: the e-mails of those who had a seat on the dossier, removed ones included."""
    if handler.email.casefold() in {email.casefold() for email in sat}:
        raise AppealRefused(
            f"{handler.name} a siégé sur ce dossier : confiez le recours à une autre personne.",
            field="manager",
        )
    if tie := tie_between(handler, candidate):
        raise AppealRefused(
            f"{handler.name} ne peut pas instruire ce recours : {tie}. Confiez-le à une autre personne.",
            field="manager",
        )
