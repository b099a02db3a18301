"""The pool that juries are made from: what each member may judge, for which college, and when they cannot."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from referentials.models import Certification


class College(models.TextChoices):
    """On whose behalf a member sits; a certification may require those of `rules.composition.COLLEGES`."""

    EMPLOYER = "employer", "Employeurs"
    EMPLOYEE = "employee", "Salariés"
    OTHER = "other", "Autre"


class JurorProfile(models.Model):
    """What makes somebody able to sit. `certifications` is explicit: nobody judges what it does not name."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="juror_profile")
    college = models.CharField("collège", max_length=8, choices=College)
    certifications = models.ManyToManyField(
        Certification, related_name="juror_profiles", verbose_name="certifications", blank=True
    )
    created_at = models.DateTimeField("créé le")

    class Meta:
        verbose_name = "profil de membre de jury"
        verbose_name_plural = "profils de membres de jury"

    def __str__(self):
        return str(self.user)


class UnavailabilityQuerySet(models.QuerySet):
    def between(self, first_day, last_day):
        """Those that take at least one day of a period, both ends included."""
        return self.filter(starts_on__lte=last_day, ends_on__gte=first_day)


class Unavailability(models.Model):
    """Days on which a member cannot sit, said by them or by the office for them."""

    juror = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="unavailabilities")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    reason = models.CharField("raison", max_length=300, blank=True)
    declared_at = models.DateTimeField("dit le")
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = UnavailabilityQuerySet.as_manager()

    class Meta:
        verbose_name = "indisponibilité"
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["juror", "starts_on", "ends_on"], name="unavailability_by_juror")]
        constraints = [
            models.CheckConstraint(
                name="unavailability_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self):
        return f"{self.juror}, {self.starts_on} – {self.ends_on}"
