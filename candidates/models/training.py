"""The compulsory modules in a candidate’s course (A11, A12)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from candidates.models.candidate import Candidate
from candidates.models.files import StoredFile
from candidates.models.ties import Tied, TieKind, keeps_ties
from referentials.models import Module
from rules.eligibility import Attendance

# What a candidate declares ties nobody until the office has confirmed it: they do not choose their judges.
OF_THE_OFFICE = "NEW.is_followed OR (NEW.declared_at IS NULL AND NEW.refused_at IS NULL)"


class ModuleAttendanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, seen as a candidate; from the office, everybody's but those of people one is tied to."""
        own = Q(candidate__user=user)
        return self.filter(own | ~Q(candidate__in=Tied.objects.managing(user)) if user.is_manager else own)

    def managed_by(self, user):
        """The office's side: everybody's but one's own, and but those of people one is tied to."""
        return self.exclude(candidate__in=Tied.objects.managing(user)) if user.is_manager else self.none()

    def of_module(self, module):
        """The one that counts for a module, in whichever version of the referential it was recorded; None
        when there is none. As `Candidate.attended` says it of a whole course."""
        return self.filter(module__code=module.code).order_by("is_followed", "pk").last()

    def to_confirm(self):
        """Declared by their candidates, waiting for the office."""
        return self.filter(declared_at__isnull=False, is_followed=False)


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
    refused_at = models.DateTimeField("déclaration refusée le", null=True, editable=False)
    refusal_reason = models.TextField("motif du refus", blank=True, editable=False)
    trainer_email = models.EmailField("adresse du formateur ou de la formatrice", blank=True)

    objects = ModuleAttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "module suivi ou planifié"
        ordering = ["module__position"]
        indexes = [
            models.Index(
                fields=["declared_at", "id"],
                name="attendance_to_confirm",
                condition=Q(declared_at__isnull=False, is_followed=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="module_once_per_candidate", fields=["candidate", "module"]),
            models.CheckConstraint(
                name="module_ends_after_it_starts", condition=Q(ended_on__gte=F("started_on"))
            ),
            models.CheckConstraint(
                name="refused_declaration_has_a_reason",
                condition=Q(refused_at=None, refusal_reason="")
                | (Q(refused_at__isnull=False, declared_at=None, is_followed=False) & ~Q(refusal_reason="")),
            ),
        ]
        triggers = [
            keeps_ties(
                "trainer_is_tied",
                pgtrigger.Insert
                | pgtrigger.UpdateOf("trainer_email", "is_followed", "declared_at", "refused_at"),
                [(TieKind.TRAINER.value, f"CASE WHEN {OF_THE_OFFICE} THEN NEW.trainer_email END")],
            )
        ]

    def __str__(self):
        return f"{self.module} ({self.started_on})"

    @property
    def is_to_confirm(self):
        """Declared followed by the candidate, not yet confirmed by the office."""
        return self.declared_at is not None and not self.is_followed

    @property
    def is_refused(self):
        """Its declaration was refused, and not made again since."""
        return self.refused_at is not None

    def as_rule(self):
        return Attendance(self.started_on, self.ended_on, self.is_followed)
