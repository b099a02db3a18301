"""Files that candidates bring: what was checked, under which key it is kept, what it supports."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from candidates.models.dossier import Dossier
from candidates.models.frozen import frozen_once_submitted
from referentials.models import Competence
from rules.attachments import DescribedAttachment


class FileState(models.TextChoices):
    """Served only when clean. Quarantine lasts until the antivirus, if one is configured, has answered."""

    QUARANTINE = "quarantine", "En cours d’analyse"
    CLEAN = "clean", "Sain"
    INFECTED = "infected", "Refusé par l’antivirus"


class StoredFileQuerySet(models.QuerySet):
    def servable(self):
        return self.filter(state=FileState.CLEAN, erased_at=None)

    def to_scan(self):
        """What the antivirus has not answered for; a file that nothing uses is erased without asking it."""
        return self.filter(state=FileState.QUARANTINE, erased_at=None)

    def to_scan_again(self, *, before):
        """What was let through, and not asked about since that instant (or ever: there was no antivirus)."""
        is_due = Q(scanned_at=None) | Q(scanned_at__lt=before)
        return self.servable().filter(is_due)

    def to_erase(self):
        """Infected, or used by nothing: neither an annexe, nor a proof. Never what a submission holds: found
        infected later, it is opened by nobody, and kept as what was judged."""
        is_unused = Q(attachment=None, attendance=None)
        return self.filter(Q(state=FileState.INFECTED, erased_at=None) | is_unused, frozen_at=None)


class StoredFile(models.Model):
    """The bytes of a file, by a random key. Its name is data: it never takes part in a path.

    `frozen_at`: a submission holds it, it is kept for good. `erased_at`: the bytes are gone, the row tells
    why.
    """

    key = models.CharField("clé", max_length=120, unique=True, editable=False)
    name = models.CharField("nom", max_length=255)
    media_type = models.CharField("type", max_length=40)
    size = models.PositiveIntegerField("taille en octets")
    sha256 = models.CharField("empreinte", max_length=64)
    state = models.CharField("état", max_length=10, choices=FileState, default=FileState.QUARANTINE)
    stored_at = models.DateTimeField("reçu le")
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    scanned_at = models.DateTimeField("analysé le", null=True, editable=False)
    frozen_at = models.DateTimeField("déposé le", null=True, editable=False)
    erased_at = models.DateTimeField("effacé le", null=True, editable=False)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier reçu"
        verbose_name_plural = "fichiers reçus"
        indexes = [
            models.Index(fields=["state", "id"], name="file_to_scan"),
            models.Index(fields=["id"], name="file_unfrozen", condition=Q(frozen_at=None)),
            models.Index(
                fields=["scanned_at"], name="file_to_scan_again", condition=Q(state="clean", erased_at=None)
            ),
        ]
        constraints = [models.CheckConstraint(name="file_is_not_empty", condition=Q(size__gt=0))]
        triggers = [
            pgtrigger.Trigger(
                name="what_was_received_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("key", "name", "media_type", "size", "sha256"),
                func="RAISE EXCEPTION 'Un fichier reçu ne change pas.' USING ERRCODE = 'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="what_was_submitted_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__frozen_at__isnull=False),
                func="RAISE EXCEPTION 'Un fichier déposé est gardé.' USING ERRCODE = 'restrict_violation';",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_clean(self):
        return self.state == FileState.CLEAN

    @property
    def is_in_quarantine(self):
        return self.state == FileState.QUARANTINE

    @property
    def is_infected(self):
        return self.state == FileState.INFECTED

    @property
    def is_image(self):
        return self.media_type.startswith("image/")

    @property
    def kind(self):
        """« PDF », « Image JPEG »: the type in words."""
        return KINDS.get(self.media_type, self.media_type)


KINDS = {"application/pdf": "PDF", "image/jpeg": "Image JPEG", "image/png": "Image PNG"}


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

    @property
    def is_described(self):
        """Nothing required is missing from its description."""
        return bool(self.label.strip()) and self.is_anonymous

    def as_rule(self):
        return DescribedAttachment(
            key=self.pk,
            name=self.file.name,
            label=self.label,
            is_anonymous=self.is_anonymous,
            is_in_quarantine=self.file.is_in_quarantine,
            is_infected=self.file.is_infected,
            competences=len(self.competences.all()),
        )
