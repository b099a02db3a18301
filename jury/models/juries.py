"""Who may decide: a jury and its members."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from referentials.models import Certification


class Jury(models.Model):
    """A professional jury, constituted once; dossiers are then assigned to it, one examination each."""

    name = models.CharField("nom", max_length=120)
    certification = models.ForeignKey(Certification, models.PROTECT, related_name="juries")
    constituted_at = models.DateTimeField("constitué le")

    class Meta:
        verbose_name = "jury"
        verbose_name_plural = "jurys"
        ordering = ["-constituted_at", "-pk"]
        constraints = [models.UniqueConstraint(name="jury_name_once", fields=["certification", "name"])]

    def __str__(self):
        return self.name


class JuryMember(models.Model):
    """A member of a jury. One of them chairs it."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jury_memberships")
    is_chair = models.BooleanField("préside", default=False)

    class Meta:
        verbose_name = "membre de jury"
        ordering = ["-is_chair", "user__last_name", "pk"]
        constraints = [
            models.UniqueConstraint(name="member_once_per_jury", fields=["jury", "user"]),
            models.UniqueConstraint(name="one_chair_per_jury", fields=["jury"], condition=Q(is_chair=True)),
        ]

    def __str__(self):
        return self.user.full_name
