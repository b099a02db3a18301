"""A revocation (D13): asked by one manager, confirmed by another."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from candidates.models import Tied
from certificates.models.certificates import Certificate
from certificates.states import REVOCATION_TRANSITIONS, RevocationState
from ui.states import moves_only_along


class Ground(models.TextChoices):
    """The only two grounds: a certificate never expires otherwise (A2)."""

    FRAUD = "fraud", "Fraude"
    MATERIAL_ERROR = "material_error", "Erreur matérielle"


class RevocationQuerySet(models.QuerySet):
    def managed_by(self, user):
        """Never those of one's own certificates, nor of people one is tied to."""
        shut = Tied.objects.managing(user)
        return self.exclude(certificate__candidate__in=shut) if user.is_manager else self.none()

    def waiting(self):
        return self.filter(state=RevocationState.ASKED)

    def to_confirm_by(self, user):
        """Asked by somebody else: what waits for this manager."""
        return self.managed_by(user).waiting().exclude(asked_by=user)


class Revocation(models.Model):
    """A request to revoke, and what became of it. It is decided once and never removed."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="revocations")
    ground = models.CharField("motif", max_length=14, choices=Ground)
    reason = models.TextField("raisons")
    state = models.CharField("état", max_length=9, choices=RevocationState, default=RevocationState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("demandée le")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("décidée le", null=True)
    answer = models.TextField("réponse", blank=True)

    objects = RevocationQuerySet.as_manager()

    class Meta:
        verbose_name = "révocation"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["-asked_at", "-id"], name="revocation_latest")]
        constraints = [
            models.UniqueConstraint(
                name="one_revocation_asked_at_once", fields=["certificate"], condition=Q(state="asked")
            ),
            models.CheckConstraint(name="revocation_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="revocation_decided_has_its_author",
                condition=Q(state="asked", decided_by=None, decided_at=None)
                | (~Q(state="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="revoked_by_two_managers",
                condition=~Q(state="confirmed") | ~Q(decided_by=F("asked_by")),
            ),
        ]
        triggers = [
            moves_only_along(REVOCATION_TRANSITIONS),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="what_was_asked_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'asked' OR (OLD.certificate_id, OLD.ground, OLD.reason, OLD.asked_by_id, "
                    "OLD.asked_at) IS DISTINCT FROM (NEW.certificate_id, NEW.ground, NEW.reason, "
                    "NEW.asked_by_id, NEW.asked_at)"
                ),
                func="RAISE EXCEPTION 'Une demande de révocation ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
        ]

    def __str__(self):
        return f"Révocation de {self.certificate} : {self.get_state_display()}"

    def of(self, certificate):
        """« de ce certificat », « du CCP du bloc 2, sur lequel il repose »."""
        if self.certificate_id == certificate.pk:
            return "de ce certificat"
        return f"du CCP du {self.certificate.block.label.lower()}, sur lequel il repose,"

    @property
    def is_waiting(self):
        return self.state == RevocationState.ASKED
