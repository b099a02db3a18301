"""The register (A4): a chain of entries, and beside it what they say."""

import pgtrigger
from django.db import models

from audit.models import APPEND_ONLY
from certificates.models.certificates import Certificate

KINDS = {
    "awarded": "attribution",
    "issued": "délivrance",
    "rectified": "certificat rectifié",
    "replaced": "remplacement par un certificat rectifié",
    "duplicated": "duplicata",
    "sealed": "document scellé",
    "revoked": "révocation",
    "erased": "effacement du contenu d’une entrée",
}


class RegisterEntry(models.Model):
    """A link of the register's chain (A4). `hash` covers the previous link and a salted digest of the
    payload,
    which holds the personal data and stands beside: erasing it by law does not break the chain."""

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

    @property
    def kind_in_words(self):
        """« attribution »; the kind is « ccp.awarded »."""
        return KINDS[self.kind.rpartition(".")[2]]


class RegisterPayload(models.Model):
    """What an entry says, apart from the chain. It never changes; the law may have it erased, and then a
    later entry says so (`erased_by`)."""

    entry = models.OneToOneField(RegisterEntry, models.PROTECT, related_name="payload")
    content = models.JSONField(null=True)
    erased_by = models.OneToOneField(
        RegisterEntry, models.PROTECT, null=True, related_name="erases", verbose_name="effacé par"
    )

    class Meta:
        verbose_name = "contenu d’une entrée"
        constraints = [
            models.CheckConstraint(
                name="erased_by_an_entry_that_says_so",
                condition=models.Q(content__isnull=False, erased_by=None)
                | models.Q(content__isnull=True, erased_by__isnull=False),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only_rows", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="only_erased_with_its_entry",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NOT (OLD.content IS NOT NULL AND NEW.content IS NULL AND NEW.erased_by_id IS NOT NULL "
                    "AND NEW.entry_id = OLD.entry_id)"
                ),
                func="RAISE EXCEPTION 'Le contenu d’une entrée ne change pas.' USING ERRCODE = "
                "'restrict_violation';",
            ),
            APPEND_ONLY[1],
        ]

    def __str__(self):
        return f"Contenu de l’entrée {self.entry_id}"

    @property
    def is_erased(self):
        return self.content is None
