"""A copy of one's own data, asked for by the person themself."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class PersonalExportQuerySet(models.QuerySet):
    def owned_by(self, user):
        """A copy is for the person it is about, and for nobody else whatever their role."""
        return self.filter(user=user)

    def to_make(self):
        """Work that `catch_up` finds."""
        return self.filter(done_at=None)

    def to_erase(self, *, at):
        return self.filter(erase_at__lte=at).exclude(file="")


class PersonalExport(models.Model):
    """What is held about somebody, as a ZIP made in the background and kept seven days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("demandée le")
    total = models.PositiveIntegerField("éléments prévus", default=0)
    written = models.PositiveIntegerField("éléments écrits", default=0)
    done_at = models.DateTimeField("terminée le", null=True)
    erase_at = models.DateTimeField("effacée le", null=True)
    file = models.CharField("fichier", max_length=200, blank=True)
    file_sha256 = models.CharField("empreinte", max_length=64, blank=True)

    objects = PersonalExportQuerySet.as_manager()

    class Meta:
        verbose_name = "copie de données personnelles"
        verbose_name_plural = "copies de données personnelles"
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["id"], name="copy_to_make", condition=Q(done_at=None)),
            models.Index(fields=["erase_at"], name="copy_to_erase", condition=~Q(file="")),
        ]
        constraints = [
            models.UniqueConstraint(name="one_copy_being_made", fields=["user"], condition=Q(done_at=None)),
            models.CheckConstraint(
                name="copy_done_has_its_end",
                condition=Q(done_at=None, erase_at=None, file="")
                | Q(done_at__isnull=False, erase_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Copie n° {self.pk}"

    @property
    def is_ready(self):
        return self.file != ""

    @property
    def file_name(self):
        return f"mes-donnees-{self.asked_at:%Y-%m-%d}-{self.pk}.zip"
