"""What is earned: one table for CCP and CQP, each row carrying a snapshot that outlives everything else."""

from certificates.models.certificates import AcquiredCompetence, Certificate, CertificateQuerySet, Kind, Proof
from certificates.models.documents import Document, DocumentKind
from certificates.models.numbers import NumberSeries
from certificates.models.register import RegisterEntry, RegisterPayload

__all__ = [
    "AcquiredCompetence",
    "Certificate",
    "CertificateQuerySet",
    "Document",
    "DocumentKind",
    "Kind",
    "NumberSeries",
    "Proof",
    "RegisterEntry",
    "RegisterPayload",
]
