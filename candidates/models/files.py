"""Files that candidates bring: what was checked, under which key it is kept, what it supports."""

from django.conf import settings
from django.db import models

from candidates.models.dossier import Dossier
from candidates.models.frozen import frozen_once_submitted
from referentials.models import Competence


class FileState(models.TextChoices):
    """Served only when clean. Quarantine lasts until the antivirus, if one is configured, has answered."""

    QUARANTINE = "quarantine", "En cours d’analyse"
    CLEAN = "clean", "Sain"
    INFECTED = "infected", "Refusé par l’antivirus"


class StoredFile(models.Model):
    """The bytes of a file, by a random key. Its name is data: it never takes part in a path."""

    key = models.CharField("clé", max_length=120, unique=True, editable=False)
    name = models.CharField("nom", max_length=255)
    media_type = models.CharField("type", max_length=40)
    size = models.PositiveIntegerField("taille en octets")
    sha256 = models.CharField("empreinte", max_length=64)
    state = models.CharField("état", max_length=10, choices=FileState, default=FileState.QUARANTINE)
    stored_at = models.DateTimeField("reçu le")
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "fichier reçu"
        verbose_name_plural = "fichiers reçus"
        indexes = [models.Index(fields=["state", "id"], name="file_to_scan")]
        constraints = [models.CheckConstraint(name="file_is_not_empty", condition=models.Q(size__gt=0))]

    def __str__(self):
        return self.name

    @property
    def is_clean(self):
        return self.state == FileState.CLEAN

    @property
    def is_image(self):
        return self.media_type.startswith("image/")


class Attachment(models.Model):
    """An annexe of a dossier: what the file shows, and which competences it supports."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="attachments")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="attachment")
    position = models.PositiveSmallIntegerField("rang")
    label = models.CharField("intitulé", max_length=200, blank=True)
    is_anonymous = models.BooleanField("sans donnée personnelle de tiers", default=False)
    competences = models.ManyToManyField(Competence, related_name="attachments", blank=True)

    class Meta:
        verbose_name = "annexe"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="attachment_rank_once", fields=["dossier", "position"]),
        ]
        triggers = [frozen_once_submitted("ROW.dossier_id")]

    def __str__(self):
        return self.label or self.file.name
