"""What is earned: one table for CCP and CQP, each row carrying a snapshot that outlives everything else."""

from certificates.models.acquired import AcquiredCompetence, Proof
from certificates.models.batches import IssueBatch, IssueLine
from certificates.models.certificates import Certificate, CertificateQuerySet, Kind
from certificates.models.documents import Document, DocumentKind
from certificates.models.exports import Export, ExportFormat, SavedSearch
from certificates.models.numbers import NumberSeries
from certificates.models.register import RegisterEntry, RegisterPayload
from certificates.models.revocations import Ground, Revocation

__all__ = [
    "AcquiredCompetence",
    "Certificate",
    "CertificateQuerySet",
    "Document",
    "DocumentKind",
    "Export",
    "ExportFormat",
    "Ground",
    "IssueBatch",
    "IssueLine",
    "Kind",
    "NumberSeries",
    "Proof",
    "RegisterEntry",
    "RegisterPayload",
    "Revocation",
    "SavedSearch",
]
