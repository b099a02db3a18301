"""One row per act, never changed, never removed."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

APPEND_ONLY = [
    pgtrigger.Protect(name="append_only_rows", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(
        name="append_only_table",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'Cette table ne se vide pas.' USING ERRCODE = 'restrict_violation';",
    ),
]


def reference(thing):
    """« candidates.dossier:12 »: how the trail names a row without knowing its app."""
    return f"{thing._meta.label_lower}:{thing.pk}"


class AuditEntryQuerySet(models.QuerySet):
    def about(self, thing):
        """Every act that concerned this row, oldest first."""
        return self.filter(about__contains=[reference(thing)]).order_by("at", "pk")


class AuditEntry(models.Model):
    """An act. `action` is `noun.past_participle`; `about` lists every row it concerns; `facts` holds
    no name."""

    at = models.DateTimeField("le")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="par"
    )
    action = models.CharField(max_length=60, verbose_name="acte")
    target = models.CharField(max_length=80, verbose_name="objet")
    about = ArrayField(models.CharField(max_length=80), verbose_name="concerne")
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder, verbose_name="faits")

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "acte"
        verbose_name_plural = "journal"
        ordering = ["-at", "-pk"]
        indexes = [
            GinIndex(fields=["about"], name="audit_about"),
            models.Index(fields=["-at", "-id"], name="audit_latest"),
        ]
        triggers = APPEND_ONLY

    def __str__(self):
        return f"{self.action} {self.target}"
