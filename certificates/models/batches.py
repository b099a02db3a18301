"""Many certificates delivered together: who asked, which ones, in what order, what became of each."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from candidates.models import Tied
from certificates.models.certificates import Certificate
from certificates.models.documents import DocumentKind
from certificates.states import BATCH_TRANSITIONS, BatchState
from ui.states import moves_only_along


class IssueBatchQuerySet(models.QuerySet):
    def managed_by(self, user):
        return self.all() if user.is_manager else self.none()

    def running(self):
        """Work that `catch_up` finds."""
        return self.filter(state=BatchState.RUNNING)


class IssueBatch(models.Model):
    """An order to deliver. Its lines are taken one by one, each in its own transaction: what a crash cuts
    short goes on from the first line not done."""

    issued_on = models.DateField("délivrés le")
    state = models.CharField("état", max_length=7, choices=BatchState, default=BatchState.RUNNING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("demandé le")
    done_at = models.DateTimeField("terminé le", null=True)

    objects = IssueBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "délivrance groupée"
        verbose_name_plural = "délivrances groupées"
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["-asked_at", "-id"], name="batch_latest"),
            models.Index(fields=["id"], name="batch_running", condition=Q(state="running")),
        ]
        triggers = [
            moves_only_along(BATCH_TRANSITIONS),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"Délivrance groupée n° {self.pk}"

    @property
    def is_running(self):
        return self.state == BatchState.RUNNING

    @property
    def is_paused(self):
        return self.state == BatchState.PAUSED

    def progress(self):
        """{total, done, delivered, problems, documents}: one query. A document is due for each line that is
        delivered, none for one that was refused."""
        sheet = Q(certificate__documents__kind=DocumentKind.SHEET, certificate__documents__copy=0)
        return self.lines.aggregate(
            total=Count("pk", distinct=True),
            done=Count("pk", distinct=True, filter=Q(done_at__isnull=False)),
            delivered=Count("pk", distinct=True, filter=Q(done_at__isnull=False, problem="")),
            problems=Count("pk", distinct=True, filter=~Q(problem="")),
            documents=Count("pk", distinct=True, filter=sheet & ~Q(certificate__documents__file="")),
        )


class IssueLineQuerySet(models.QuerySet):
    def managed_by(self, user):
        """Never one's own certificates, nor those of people one is tied to."""
        return self.exclude(certificate__candidate__in=Tied.objects.managing(user))


class IssueLine(models.Model):
    """One certificate of an order: not done yet, delivered, or refused with its reason. What broke meanwhile
    has its reason too, and is not done: another turn tries it."""

    batch = models.ForeignKey(IssueBatch, models.PROTECT, related_name="lines")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("rang")
    done_at = models.DateTimeField("traitée le", null=True)
    failed_at = models.DateTimeField("empêchée le", null=True)
    problem = models.TextField("empêchement", blank=True)

    objects = IssueLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’une délivrance groupée"
        ordering = ["position"]
        indexes = [models.Index(fields=["batch", "position"], name="line_to_do", condition=Q(done_at=None))]
        constraints = [
            models.UniqueConstraint(name="certificate_once_per_batch", fields=["batch", "certificate"]),
            models.UniqueConstraint(name="rank_once_per_batch", fields=["batch", "position"]),
            models.CheckConstraint(
                name="line_set_aside_has_its_reason",
                condition=Q(failed_at=None) | (Q(done_at=None) & ~Q(problem="")),
            ),
        ]

    def __str__(self):
        return f"Ligne {self.position} de {self.batch}"
