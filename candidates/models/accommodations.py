"""What is arranged for a candidate with a disability: the measure, never the reason for it.

Source: Code du travail, L5211-4 and D5211-6 (« durée et modalités adaptées de validation »).
"""

from django.conf import settings
from django.db import models

from candidates.models.candidate import Candidate


class Measure(models.TextChoices):
    EXTRA_TIME = "extra_time", "Temps majoré d’un tiers"
    BREAKS = "breaks", "Pauses"
    ACCESSIBLE_ROOM = "accessible_room", "Salle accessible"
    HUMAN_AID = "human_aid", "Aide humaine (interprète, secrétaire…)"
    TECHNICAL_AID = "technical_aid", "Aide technique ou matériel adapté"
    REMOTE = "remote", "Entretien à distance"
    OTHER = "other", "Autre mesure"


class AccommodationQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at=None)


class Accommodation(models.Model):
    """One measure decided for one candidate. Jurors read it as it stands here: a diagnosis has no place in
    it."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="accommodations")
    measure = models.CharField("mesure", max_length=15, choices=Measure)
    detail = models.CharField("précision", max_length=300, blank=True)
    decided_at = models.DateTimeField("décidé le")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("jusqu’au", null=True)

    objects = AccommodationQuerySet.as_manager()

    class Meta:
        verbose_name = "aménagement"
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="another_measure_is_described",
                condition=~models.Q(measure="other") | ~models.Q(detail=""),
            )
        ]

    def __str__(self):
        return f"{self.get_measure_display()} : {self.detail}" if self.detail else self.get_measure_display()
