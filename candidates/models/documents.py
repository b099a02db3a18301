"""The files made from a submission: its receipt and the dossier itself, each made once, after the act."""

import pgtrigger
from django.db import models
from django.db.models import Q

from candidates.models.submission import Submission


class DocumentKind(models.TextChoices):
    DOSSIER = "dossier", "Dossier"
    RECEIPT = "receipt", "Reçu"


class SubmissionDocument(models.Model):
    """A PDF of a submission. The row is written with the submission and shows what is left to make; a
    submission itself never changes."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="documents")
    kind = models.CharField("nature", max_length=7, choices=DocumentKind)
    file = models.CharField("fichier", max_length=200, blank=True)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)

    class Meta:
        verbose_name = "document d’un dépôt"
        verbose_name_plural = "documents des dépôts"
        ordering = ["submission", "kind"]
        indexes = [models.Index(fields=["id"], name="document_no_file", condition=Q(file=""))]
        constraints = [
            models.UniqueConstraint(name="one_document_of_a_kind", fields=["submission", "kind"]),
            models.CheckConstraint(
                name="document_made_has_its_digest",
                condition=Q(file="", file_sha256="") | (~Q(file="") & ~Q(file_sha256="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="what_was_made_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__file__gt="")
                | pgtrigger.Q(old__submission__df=pgtrigger.F("new__submission"))
                | pgtrigger.Q(old__kind__df=pgtrigger.F("new__kind")),
                func="RAISE EXCEPTION 'Un document fait ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.submission}"

    @property
    def file_name(self):
        """« Dossier-2026-0012-v1.pdf », « Recu-2026-0012-v1.pdf »: plain letters, whatever opens it."""
        head = "Recu" if self.kind == DocumentKind.RECEIPT else "Dossier"
        return f"{head}-{self.submission.content['reference']}-v{self.submission.number}.pdf"
