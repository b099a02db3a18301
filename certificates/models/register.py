"""The register (A4): a chain of entries, and beside it what they say."""

from django.db import models

from audit.models import APPEND_ONLY
from certificates.models.certificates import Certificate


class RegisterEntry(models.Model):
    """A link of the register's chain (A4). `hash` covers the previous link and a salted digest of the
    payload,
    which holds the personal data and stands beside: erasing it by law would not break the chain."""

    seq = models.PositiveBigIntegerField("entrée", primary_key=True)
    kind = models.CharField("nature", max_length=40)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="entries")
    created_at = models.DateTimeField("inscrite le")
    payload_salt = models.CharField(max_length=64)
    payload_sha256 = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "entrée du registre"
        verbose_name_plural = "registre"
        ordering = ["seq"]
        triggers = APPEND_ONLY

    def __str__(self):
        return f"Entrée {self.seq} : {self.kind}"


class RegisterPayload(models.Model):
    """What an entry says, apart from the chain."""

    entry = models.OneToOneField(RegisterEntry, models.PROTECT, related_name="payload")
    content = models.JSONField()

    class Meta:
        verbose_name = "contenu d’une entrée"
        triggers = APPEND_ONLY

    def __str__(self):
        return f"Contenu de l’entrée {self.entry_id}"
