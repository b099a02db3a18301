"""What is printed for a certificate: a row when it is due, a file once it is made."""

import pgtrigger
from django.db import models
from django.db.models import Q


class DocumentKind(models.TextChoices):
    """What is printed for a certificate."""

    SHEET = "sheet", "Certificat"
    ANNEX = "annex", "Annexe des compétences"


class DocumentQuerySet(models.QuerySet):
    def to_make(self):
        """Due and not made yet: work that `catch_up` finds."""
        return self.filter(file="")


class Document(models.Model):
    """A file delivered for a certificate, made once and kept byte for byte. `copy` is 0 for the original,
    then the rank of each duplicata. The row comes with the act, its file with the task after it."""

    certificate = models.ForeignKey("certificates.Certificate", models.PROTECT, related_name="documents")
    kind = models.CharField("nature", max_length=5, choices=DocumentKind, default=DocumentKind.SHEET)
    copy = models.PositiveSmallIntegerField("duplicata", default=0)
    asked_at = models.DateTimeField("demandé le")
    file = models.CharField("fichier", max_length=200, blank=True)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)
    unsealed_sha256 = models.CharField("empreinte avant le cachet", max_length=64, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document délivré"
        verbose_name_plural = "documents délivrés"
        ordering = ["-kind", "copy"]
        indexes = [
            models.Index(fields=["id"], name="document_to_make", condition=Q(file="")),
            models.Index(fields=["file_sha256"], name="document_by_digest"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_certificate_document_of_a_kind", fields=["certificate", "kind", "copy"]
            ),
            models.CheckConstraint(
                name="file_and_its_digest_come_together",
                condition=Q(file="", file_sha256="") | (~Q(file="") & ~Q(file_sha256="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="made_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.file <> '' OR (OLD.certificate_id, OLD.kind, OLD.copy, OLD.asked_at) "
                    "IS DISTINCT FROM (NEW.certificate_id, NEW.kind, NEW.copy, NEW.asked_at)"
                ),
                func="RAISE EXCEPTION 'Un document délivré ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_made(self):
        return self.file != ""

    @property
    def file_name(self):
        """« MO-B3-2026-0118.pdf », « MO-B3-2026-0118-annexe.pdf », « MO-B3-2026-0118-duplicata-1.pdf »."""
        annex = "-annexe" if self.kind == DocumentKind.ANNEX else ""
        copy = f"-duplicata-{self.copy}" if self.copy else ""
        return f"{self.certificate.number}{annex}{copy}.pdf"
