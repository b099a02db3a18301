"""The compulsory modules in a candidate’s course (A11, A12)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from candidates.models.candidate import Candidate
from candidates.models.files import StoredFile
from referentials.models import Module
from rules.eligibility import Attendance


class ModuleAttendance(models.Model):
    """A compulsory module in a candidate's course: planned, then followed once somebody confirms it."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="attendances")
    module = models.ForeignKey(Module, models.PROTECT, related_name="attendances")
    started_on = models.DateField("du")
    ended_on = models.DateField("au")
    is_followed = models.BooleanField("suivi", default=False)
    training_body = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisme de formation",
    )
    proof = models.OneToOneField(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendance",
        verbose_name="justificatif",
    )
    declared_at = models.DateTimeField("déclaré suivi le", null=True, editable=False)
    confirmed_at = models.DateTimeField("confirmé le", null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    trainer_email = models.EmailField("adresse du formateur ou de la formatrice", blank=True)

    class Meta:
        verbose_name = "module suivi ou planifié"
        ordering = ["module__position"]
        constraints = [
            models.UniqueConstraint(name="module_once_per_candidate", fields=["candidate", "module"]),
            models.CheckConstraint(
                name="module_ends_after_it_starts", condition=Q(ended_on__gte=F("started_on"))
            ),
        ]

    def __str__(self):
        return f"{self.module} ({self.started_on})"

    @property
    def is_to_confirm(self):
        """Declared followed by the candidate, not yet confirmed by the office."""
        return self.declared_at is not None and not self.is_followed

    def as_rule(self):
        return Attendance(self.started_on, self.ended_on, self.is_followed)
