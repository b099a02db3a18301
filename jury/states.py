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
    ANNULLED = "annulled", "Délibération annulée"


S = ExaminationState
TRANSITIONS = {
    S.READING: {S.TO_SUMMON, S.CLOSED, S.DISSOLVED},
    S.TO_SUMMON: {S.SUMMONED, S.DISSOLVED},
    # an excused absence (D10), or a change of date, summons again
    S.SUMMONED: {S.DELIBERATION, S.TO_SUMMON, S.DISSOLVED},
    S.DELIBERATION: {S.CLOSED, S.DISSOLVED},
    # a procedure flaw found on appeal: what it decided of the blocks not validated is judged again
    S.CLOSED: {S.ANNULLED},
    S.DISSOLVED: set(),
    S.ANNULLED: set(),
}
FALLEN = {S.DISSOLVED, S.ANNULLED}  # kept as evidence; another jury starts again from the reading
OVER = {S.CLOSED, *FALLEN}
UNDER_WAY = (S.READING, S.TO_SUMMON, S.SUMMONED, S.DELIBERATION)  # the others, in order


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


class AppealState(models.TextChoices):
    FILED = "filed", "À confier"
    ASSIGNED = "assigned", "En cours d’instruction"
    TO_RECTIFY = "to_rectify", "Procès-verbal rectificatif attendu"
    RECTIFIED = "rectified", "Erreur matérielle rectifiée"
    NEW_JURY = "new_jury", "Délibération annulée, nouveau jury"
    REJECTED = "rejected", "Rejeté"


A = AppealState
APPEAL_TRANSITIONS = {
    A.FILED: {A.ASSIGNED},
    A.ASSIGNED: {A.TO_RECTIFY, A.NEW_JURY, A.REJECTED},
    # the chair alone says whether there was an error, and may find none
    A.TO_RECTIFY: {A.RECTIFIED, A.ASSIGNED},
    A.RECTIFIED: set(),
    A.NEW_JURY: set(),
    A.REJECTED: set(),
}
APPEAL_OVER = {A.RECTIFIED, A.NEW_JURY, A.REJECTED}


def check_appeal_moves(current, target):
    """Raises IllegalTransition when the table has no such edge."""
    if target not in APPEAL_TRANSITIONS[A(current)]:
        raise IllegalTransition(
            f"Ce recours est à l’état « {A(current).label} » : « {A(target).label} » n’est pas possible. "
            "Rechargez la page pour voir où il en est."
        )
