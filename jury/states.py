"""The life of an examination (a dossier before its jury), as one table."""

from django.db import models

from rules.errors import IllegalTransition


class ExaminationState(models.TextChoices):
    READING = "reading", "Lecture"
    TO_SUMMON = "to_summon", "Entretien à convoquer"
    SUMMONED = "summoned", "Entretien convoqué"
    DELIBERATION = "deliberation", "Délibération"
    CLOSED = "closed", "Décision rendue"
    DISSOLVED = "dissolved", "Jury dissous"


S = ExaminationState
TRANSITIONS = {
    S.READING: {S.TO_SUMMON, S.CLOSED, S.DISSOLVED},
    S.TO_SUMMON: {S.SUMMONED, S.DISSOLVED},
    # an excused absence (D10), or a change of date, summons again
    S.SUMMONED: {S.DELIBERATION, S.TO_SUMMON, S.DISSOLVED},
    S.DELIBERATION: {S.CLOSED, S.DISSOLVED},
    S.CLOSED: set(),
    S.DISSOLVED: set(),
}


def check_transition(current, target):
    """Raises IllegalTransition when the table has no such edge."""
    if target not in TRANSITIONS[S(current)]:
        raise IllegalTransition(
            f"L’examen de ce dossier en est à « {S(current).label} » : « {S(target).label} » n’est pas "
            f"possible. "
            "Rechargez la page pour voir où il en est."
        )


def check_is(current, expected):
    """Raises IllegalTransition unless the examination is where the act belongs: somebody else acted
    before."""
    if current != expected:
        raise IllegalTransition(
            f"L’examen de ce dossier en est à « {S(current).label} » et non plus à « {S(expected).label} ». "
            "Rechargez la page pour voir où il en est."
        )
