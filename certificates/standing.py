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

    @property
    def is_good(self):
        return self.key == "valid"


# What a state other than « délivré » means to a reader. A state that is not here is said not to be in force.
IN_WORDS = {
    "replaced": (
        "Ce certificat est remplacé",
        "Un certificat rectifié l’a remplacé : demandez-le à son titulaire.",
    ),
    "revoked": ("Ce certificat est annulé", "Il ne prouve plus rien depuis cette date."),
}
SPECIMEN = Standing(
    "specimen",
    "Spécimen inscrit au registre de démonstration",
    "Référentiel illustratif : ce document est un spécimen, sans valeur.",
)
VALID = Standing("valid", "Ce certificat est authentique et en vigueur")


def standing_of(certificate):
    """Needs the certificate's `entries`, prefetched. The day a state began is the register's."""
    if certificate.state != CertificateState.ISSUED:
        title, explanation = IN_WORDS.get(certificate.state, ("Ce certificat n’est plus en vigueur", ""))
        return Standing(certificate.state, title, explanation, _since(certificate))
    return SPECIMEN if certificate.snapshot["certification"]["is_illustrative"] else VALID


def _since(certificate):
    entries = [e for e in certificate.entries.all() if e.kind.endswith(f".{certificate.state}")]
    return timezone.localdate(entries[-1].created_at) if entries else None
