"""The life of a certificate, as one table. It never expires: no state is reached by time alone (A2)."""

from django.db import models

from rules.errors import IllegalTransition


class CertificateState(models.TextChoices):
    AWARDED = "awarded", "Attribué, à délivrer"
    ISSUED = "issued", "Délivré"


S = CertificateState
TRANSITIONS = {
    S.AWARDED: {S.ISSUED},
    S.ISSUED: set(),
}


def check_transition(current, target):
    """Raises IllegalTransition when the table has no such edge."""
    if target not in TRANSITIONS[S(current)]:
        raise IllegalTransition(
            f"Ce certificat est à l’état « {S(current).label} » : il ne peut pas passer à "
            f"« {S(target).label} »."
        )
