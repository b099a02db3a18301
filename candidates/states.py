"""The life of a dossier, as one table. Services and the database only walk along these edges."""

from django.db import models

from rules.errors import IllegalTransition


class DossierState(models.TextChoices):
    DRAFT = "draft", "Brouillon"
    SUBMITTED = "submitted", "Déposé"
    RETURNED = "returned", "À compléter"
    UNDER_READING = "under_reading", "En lecture par le jury"
    INTERVIEW = "interview", "Entretien à tenir"
    DECIDED = "decided", "Décision rendue"
    WITHDRAWN = "withdrawn", "Retiré"


S = DossierState
TRANSITIONS = {
    S.DRAFT: {S.SUBMITTED, S.WITHDRAWN},
    S.SUBMITTED: {S.RETURNED, S.UNDER_READING, S.WITHDRAWN},
    S.RETURNED: {S.SUBMITTED, S.WITHDRAWN},
    # back to « déposé » when a jury is dissolved (D9): another one starts again from the reading
    S.UNDER_READING: {S.INTERVIEW, S.DECIDED, S.SUBMITTED},
    S.INTERVIEW: {S.DECIDED, S.SUBMITTED},
    # a jury's deliberation annulled on appeal (a flaw of procedure): another one starts from the reading
    S.DECIDED: {S.SUBMITTED},
    S.WITHDRAWN: set(),
}
CLOSED = {S.DECIDED, S.WITHDRAWN}
OPEN = set(S) - CLOSED
WRITABLE = {S.DRAFT, S.RETURNED}


def may_become(current, target):
    """Whether the table has such an edge."""
    return target in TRANSITIONS[S(current)]


def check_transition(current, target):
    """Raises IllegalTransition when the table has no such edge."""
    if not may_become(current, target):
        raise IllegalTransition(
            f"Ce dossier est à l’état « {S(current).label} » : il ne peut pas passer à "
            f"« {S(target).label} ». "
            "Rechargez la page pour voir où il en est."
        )


def check_is_writable(current):
    """Only what is being written is submitted: the other edges to « déposé » belong to a dissolved jury
    (D9)."""
    if current not in WRITABLE:
        raise IllegalTransition(
            f"Ce dossier est à l’état « {S(current).label} » : il ne peut pas être déposé. "
            "Rechargez la page pour voir où il en est."
        )
