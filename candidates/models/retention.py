"""What holds an erasure back, and the bytes that it leaves to erase."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from candidates.models.candidate import Candidate


class ErasureHoldQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(lifted_at=None)


class ErasureHold(models.Model):
    """Nothing of this person's is erased while it lasts: legal proceedings, the archives' visa. The database
    refuses too."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="erasure_holds")
    reason = models.CharField("raison", max_length=500)
    placed_at = models.DateTimeField("depuis le")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField("levée le", null=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = ErasureHoldQuerySet.as_manager()

    class Meta:
        verbose_name = "suspension d’effacement"
        verbose_name_plural = "suspensions d’effacement"
        ordering = ["placed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_erasure_hold_in_force", fields=["candidate"], condition=Q(lifted_at=None)
            ),
            models.CheckConstraint(name="erasure_held_with_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="erasure_hold_lifted_by_somebody",
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.reason


class FileToErase(models.Model):
    """A stored file that no row answers for any more: written in the act that let it go, removed once its
    bytes are gone, so that a crash between the two leaves nothing behind."""

    key = models.CharField("clé", max_length=200, unique=True)
    since = models.DateTimeField("depuis le")

    class Meta:
        verbose_name = "fichier à effacer"
        verbose_name_plural = "fichiers à effacer"

    def __str__(self):
        return self.key
