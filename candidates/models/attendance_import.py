"""A file of attendances between its dry run and its application."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from candidates.models.ties import Tied

KEPT_FOR = timedelta(hours=24)


class AttendanceImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Any manager may look at and apply what another one tried, unless their own procedure, or that of
        somebody they are tied to, is in it."""
        if not user.is_manager:
            return self.none()
        closed = list(Tied.objects.managing(user).values_list("candidate", flat=True).distinct())
        return self.exclude(candidates__overlap=closed) if closed else self

    def forgotten(self, *, at):
        """Tried and never applied: their lines are personal data without a purpose."""
        return self.filter(applied_at=None, created_at__lt=at - KEPT_FOR)


class AttendanceImport(models.Model):
    """What a file said, line by line, and what its dry run announced. Applying it reads nothing from the
    browser: the lines are these, and the announcement must still hold to the letter (`plan_sha256`)."""

    name = models.CharField("fichier", max_length=255)
    sha256 = models.CharField("empreinte du fichier", max_length=64)
    lines = models.JSONField("lignes lues")
    notes = models.JSONField("remarques", default=list)
    plan = models.JSONField("essai, ligne par ligne")
    plan_sha256 = models.CharField("empreinte de l’essai", max_length=64)
    candidates = ArrayField(models.BigIntegerField(), verbose_name="candidats concernés")
    created_at = models.DateTimeField("essayé le")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="essayé par"
    )
    applied_at = models.DateTimeField("appliqué le", null=True, editable=False)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = AttendanceImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import de présences"
        verbose_name_plural = "imports de présences"
        indexes = [models.Index(fields=["created_at"], name="import_forgotten", condition=Q(applied_at=None))]

    def __str__(self):
        return self.name

    def has_expired(self, *, at):
        return self.applied_at is None and self.created_at < at - KEPT_FOR

    @property
    def counts(self):
        """{outcome: number of lines}, every outcome having its number."""
        outcomes = [line["outcome"] for line in self.plan]
        return {name: outcomes.count(name) for name in ("created", "changed", "unchanged", "refused")}

    @property
    def change_count(self):
        counts = self.counts
        return counts["created"] + counts["changed"]

    @property
    def is_applicable(self):
        """Nothing refused, something to do, not done yet."""
        return self.applied_at is None and not self.counts["refused"] and bool(self.change_count)
