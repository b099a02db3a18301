"""The register taken away: exports asked for by managers, and the searches they keep."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ExportFormat(models.TextChoices):
    CSV = "csv", "CSV (tableur, texte)"
    XLSX = "xlsx", "Classeur Excel (.xlsx)"
    JSONL = "jsonl", "JSON Lines (machines)"


class ExportQuerySet(models.QuerySet):
    def owned_by(self, user):
        """An export is for whoever asked for it, as long as they manage."""
        return self.filter(asked_by=user) if user.is_manager else self.none()

    def to_make(self):
        """Work that `catch_up` finds."""
        return self.filter(done_at=None)

    def to_erase(self, *, at):
        return self.filter(erase_at__lte=at).exclude(file="")


class Export(models.Model):
    """A copy of the rows that a search found, made in the background, kept seven days."""

    format = models.CharField("format", max_length=5, choices=ExportFormat)
    query = models.JSONField("recherche", default=dict)
    # nobody when it was asked for from the command line
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("demandé le")
    total = models.PositiveIntegerField("lignes prévues", default=0)
    written = models.PositiveIntegerField("lignes écrites", default=0)
    done_at = models.DateTimeField("terminé le", null=True)
    erase_at = models.DateTimeField("effacé le", null=True)
    file = models.CharField("fichier", max_length=200, blank=True)
    file_sha256 = models.CharField("empreinte", max_length=64, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "export du registre"
        verbose_name_plural = "exports du registre"
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["id"], name="export_to_make", condition=Q(done_at=None)),
            models.Index(fields=["erase_at"], name="export_to_erase", condition=~Q(file="")),
            models.Index(fields=["asked_by", "-asked_at"], name="export_of_somebody"),
        ]
        constraints = [
            models.CheckConstraint(
                name="export_done_has_its_end",
                condition=Q(done_at=None, erase_at=None, file="")
                | Q(done_at__isnull=False, erase_at__isnull=False),
            )
        ]

    def __str__(self):
        return f"Export n° {self.pk}"

    @property
    def is_ready(self):
        return self.file != ""

    @property
    def file_name(self):
        return f"registre-{self.asked_at:%Y-%m-%d}-{self.pk}.{self.format}"


class SavedSearch(models.Model):
    """A search of the register that a manager keeps under a name, for themselves."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField("nom", max_length=80)
    query = models.CharField("recherche", max_length=800)
    saved_at = models.DateTimeField("gardée le")

    class Meta:
        verbose_name = "recherche gardée"
        verbose_name_plural = "recherches gardées"
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(name="search_name_once", fields=["owner", "name"])]

    def __str__(self):
        return self.name
