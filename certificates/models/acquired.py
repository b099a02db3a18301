"""How each competence of a CCP was proven."""

from django.db import models

from audit.models import APPEND_ONLY
from certificates.models.certificates import Certificate
from referentials.models import Competence


class Proof(models.TextChoices):
    """How a competence was proven."""

    READING = "reading", "Prouvée par le dossier"
    INTERVIEW = "interview", "Prouvée à l’entretien"
    KEPT = "kept", "Conservée d’un dossier précédent"


class AcquiredCompetence(models.Model):
    """One competence of a CCP and how it was proven. All of a block's, or the database refuses the CCP
    (A1)."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="acquired")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    proof = models.CharField("preuve", max_length=9, choices=Proof)

    class Meta:
        verbose_name = "compétence acquise"
        ordering = ["competence__position"]
        constraints = [
            models.UniqueConstraint(
                name="acquired_once_per_certificate", fields=["certificate", "competence"]
            )
        ]
        triggers = APPEND_ONLY

    def __str__(self):
        return f"{self.competence} ({self.get_proof_display()})"
