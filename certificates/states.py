"""The life of a certificate, as one table. It never expires: no state is reached by time alone (A2)."""

from django.db import models

from rules.errors import IllegalTransition


class CertificateState(models.TextChoices):
    AWARDED = "awarded", "Attribué, à délivrer"
    ISSUED = "issued", "Délivré"
    REPLACED = "replaced", "Remplacé"
    REVOKED = "revoked", "Révoqué"


S = CertificateState
TRANSITIONS = {
    # an award may be corrected or revoked before its document is delivered
    S.AWARDED: {S.ISSUED, S.REPLACED, S.REVOKED},
    S.ISSUED: {S.REPLACED, S.REVOKED},
    S.REPLACED: set(),
    S.REVOKED: set(),
}
LIVING = [S.AWARDED, S.ISSUED]


def check_transition(current, target):
    """Raises IllegalTransition when the table has no such edge."""
    if target not in TRANSITIONS[S(current)]:
        raise IllegalTransition(
            f"Ce certificat est à l’état « {S(current).label} » : il ne peut pas passer à "
            f"« {S(target).label} »."
        )


class RevocationState(models.TextChoices):
    ASKED = "asked", "À confirmer"
    CONFIRMED = "confirmed", "Confirmée"
    DECLINED = "declined", "Écartée"


REVOCATION_TRANSITIONS = {
    RevocationState.ASKED: {RevocationState.CONFIRMED, RevocationState.DECLINED},
    RevocationState.CONFIRMED: set(),
    RevocationState.DECLINED: set(),
}


class BatchState(models.TextChoices):
    """A long work done row by row: the same words for deliveries and exports."""

    RUNNING = "running", "En cours"
    PAUSED = "paused", "En pause"
    DONE = "done", "Terminé"


BATCH_TRANSITIONS = {
    BatchState.RUNNING: {BatchState.PAUSED, BatchState.DONE},
    BatchState.PAUSED: {BatchState.RUNNING},
    BatchState.DONE: set(),
}
