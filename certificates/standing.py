"""What a certificate is worth today, in words: the register's answer to whoever holds its document."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from certificates.states import CertificateState


@dataclass(frozen=True)
class Standing:
    """`key` is for machines: `valid`, `specimen`, or the state's own (`replaced`, `revoked`…)."""

    key: str
    title: str
    explanation: str = ""
    since: date | None = None
    replaced_by: str | None = None

    @property
    def is_good(self):
        return self.key == "valid"


# What a state other than « délivré » means to a reader. A state that is not here is said not to be in force.
IN_WORDS = {
    "replaced": (
        "Ce certificat est remplacé",
        "Un certificat rectifié l’a remplacé : demandez-le à son titulaire.",
    ),
    "revoked": ("Ce certificat est révoqué", "Il ne prouve plus rien depuis cette date."),
}
REPLACED_IN_VAIN = (
    "Un certificat rectifié l’a remplacé, puis a été révoqué : aucun d’eux ne prouve plus rien."
)
SPECIMEN = Standing(
    "specimen",
    "Spécimen inscrit au registre de démonstration",
    "Référentiel illustratif : ce document est un spécimen, sans valeur.",
)
VALID = Standing("valid", "Ce certificat est authentique et en vigueur")


def standing_of(certificate):
    """Reads `replaced_by`, selected or not. The number of what replaces it is told once that is delivered."""
    if certificate.state != CertificateState.ISSUED:
        title, explanation = IN_WORDS.get(certificate.state, ("Ce certificat n’est plus en vigueur", ""))
        successor = certificate.successor
        number = successor.number if successor else None
        if number:
            title = f"{title} par le n°\u00a0{number}"
        if _last_of(certificate).is_revoked and not certificate.is_revoked:
            explanation = REPLACED_IN_VAIN
        if certificate.snapshot["certification"]["is_illustrative"]:
            explanation = f"{SPECIMEN.explanation} {explanation}".strip()
        ended = timezone.localdate(certificate.ended_at) if certificate.ended_at else None
        return Standing(certificate.state, title, explanation, ended, number)
    return SPECIMEN if certificate.snapshot["certification"]["is_illustrative"] else VALID


def _last_of(certificate):
    """What stands, or stood, at the end of its rectifications."""
    while certificate.successor:
        certificate = certificate.successor
    return certificate
