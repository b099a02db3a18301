"""The call of a member to a session, with the document they hand to their employer."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from jury.models.juries import Session


class Answer(models.TextChoices):
    """What a member called says of their coming."""

    AWAITED = "awaited", "Réponse attendue"
    CONFIRMED = "confirmed", "Présence confirmée"
    DECLINED = "declined", "Absence annoncée"


class ConvocationQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(cancelled_at=None)

    def to_make(self):
        """Due and not printed yet: work that `catch_up` finds. A cancelled one is printed no more."""
        return self.standing().filter(file="")


class Convocation(models.Model):
    """`content` is what the PDF says, frozen the day it was sent; `is_late`: sent when the employer could no
    longer be told in time."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="convocations")
    juror = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="convocations")
    content = models.JSONField("contenu")
    sent_at = models.DateTimeField("envoyée le")
    is_late = models.BooleanField("tardive")
    answer = models.CharField("réponse", max_length=9, choices=Answer, default=Answer.AWAITED)
    answered_at = models.DateTimeField("répondu le", null=True)
    answer_reason = models.CharField("raison", max_length=500, blank=True)
    cancelled_at = models.DateTimeField("annulée le", null=True)
    cancel_reason = models.TextField("raison de l’annulation", blank=True)
    file = models.CharField("fichier", max_length=200, blank=True)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)

    objects = ConvocationQuerySet.as_manager()

    class Meta:
        verbose_name = "convocation à une session"
        verbose_name_plural = "convocations à une session"
        ordering = ["juror__last_name", "juror__first_name", "pk"]
        indexes = [
            models.Index(fields=["id"], name="convocation_to_make", condition=Q(file="", cancelled_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_convocation_standing", fields=["session", "juror"], condition=Q(cancelled_at=None)
            ),
            models.CheckConstraint(
                name="convocation_cancelled_with_a_reason",
                condition=Q(cancelled_at=None, cancel_reason="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
            ),
            models.CheckConstraint(
                name="convocation_answered_has_a_date",
                condition=Q(answer="awaited", answered_at=None)
                | (~Q(answer="awaited") & Q(answered_at__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="what_was_sent_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("session", "juror", "content", "sent_at", "is_late"),
                func="RAISE EXCEPTION 'Une convocation envoyée ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
        ]

    def __str__(self):
        return f"{self.juror}, {self.session}"

    @property
    def file_name(self):
        return f"convocation-session-{self.session_id}.pdf"

    @property
    def is_declined(self):
        return self.answer == Answer.DECLINED

    @property
    def is_confirmed(self):
        return self.answer == Answer.CONFIRMED
