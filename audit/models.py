"""One row per act, one row per sitting of somebody who read: never changed, never removed."""

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


class What(models.TextChoices):
    """Which part of something was opened."""

    PAGE = "page", "Page du dossier"
    TEXT = "text", "Texte du dossier"
    ANNEXE = "annexe", "Annexe"
    PDF = "pdf", "PDF du dossier"
    VERSION = "version", "Version déposée"
    CHANGES = "changes", "Changements entre deux versions"
    RECEIPT = "receipt", "Reçu de dépôt"
    DECISION = "decision", "Procès-verbal ou lettre"
    APPEAL = "appeal", "Recours"


class Capacity(models.TextChoices):
    """As what somebody read: a person may have several roles, and lose them."""

    JUROR = "juror", "Membre du jury"
    OFFICE = "office", "Gestion"
    TUTOR = "tutor", "Tutorat"
    ADMINISTRATOR = "administrator", "Administration"


class AccessEntryQuerySet(models.QuerySet):
    def about(self, thing):
        return self.filter(about=reference(thing))


class AccessEntry(models.Model):
    """Somebody opened something, as what, in which sitting: a quarter of an hour by the clock, so that two
    requests at once find the same row. `at` is the first time."""

    at = models.DateTimeField("le")
    sitting = models.DateTimeField("quart d’heure")
    # the unique constraint begins with it
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par", db_index=False
    )
    as_a = models.CharField("en tant que", max_length=13, choices=Capacity)
    about = models.CharField("objet", max_length=80)
    what = models.CharField("partie", max_length=8, choices=What)

    objects = AccessEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "consultation"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["about", "-at", "-id"], name="access_of_something"),
            models.Index(fields=["at"], name="access_by_date"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="access_once_a_sitting", fields=["reader", "about", "what", "as_a", "sitting"]
            )
        ]
        triggers = APPEND_ONLY

    def __str__(self):
        return f"{self.what} {self.about}"
