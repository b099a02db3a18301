"""A candidate contests a decision: what they write, who looks into it, what is answered."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.models import APPEND_ONLY
from candidates.models import StoredFile, Tied
from jury.models.examinations import Examination
from jury.models.minutes import Minutes
from jury.states import APPEAL_OVER, APPEAL_TRANSITIONS, AppealState, check_appeal_moves
from ui.states import moves_only_along


class Grounds(models.TextChoices):
    MATERIAL = "material", "Erreur matérielle"
    PROCEDURE = "procedure", "Vice de procédure"
    OTHER = "other", "Autre motif"


class AppealQuerySet(models.QuerySet):
    def filed_for(self, user):
        return self.filter(examination__dossier__candidate__user=user)

    def managed_by(self, user):
        """The office's side: never about oneself or somebody one is tied to, nor about what one judged."""
        if not user.is_manager:
            return self.none()
        return self.exclude(examination__dossier__candidate__in=Tied.objects.managing(user)).exclude(
            examination__seats__juror=user
        )

    def open(self):
        return self.exclude(state__in=APPEAL_OVER)


class Appeal(models.Model):
    """A *recours*: its grounds, text and files are sealed by a digest as they are filed, then it is looked
    into by one manager. The office never judges: an error is the chair's to rectify, a flaw opens a new
    jury."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="appeals")
    grounds = models.CharField("fondement", max_length=9, choices=Grounds)
    text = models.TextField("exposé")
    filed_at = models.DateTimeField("reçu le")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sha256 = models.CharField("empreinte", max_length=64)
    state = models.CharField("état", max_length=10, choices=AppealState, default=AppealState.FILED)
    answer_by = models.DateField("répondre avant le")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="appeals", verbose_name="confié à"
    )
    note = models.TextField("à vérifier par la présidence", blank=True)
    answer = models.TextField("réponse", blank=True)
    answered_at = models.DateTimeField("répondu le", null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rectification = models.OneToOneField(
        Minutes, models.PROTECT, null=True, related_name="appeal", verbose_name="procès-verbal rectificatif"
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = "recours"
        verbose_name_plural = "recours"
        ordering = ["answer_by", "pk"]
        indexes = [models.Index(fields=["state", "answer_by", "id"], name="appeal_queue")]
        constraints = [
            models.UniqueConstraint(
                name="one_appeal_at_a_time",
                fields=["examination"],
                condition=Q(state__in=["filed", "assigned", "to_rectify"]),
            ),
            models.CheckConstraint(
                name="appeal_looked_into_by_somebody", condition=Q(state="filed") | Q(manager__isnull=False)
            ),
            models.CheckConstraint(
                name="appeal_answered_with_reasons",
                condition=~Q(state__in=["rectified", "new_jury", "rejected"])
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="appeal_rectified_by_minutes",
                condition=~Q(state="rectified") | Q(rectification__isnull=False),
            ),
        ]
        triggers = [
            moves_only_along(APPEAL_TRANSITIONS),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="what_was_filed_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "examination", "grounds", "text", "filed_at", "filed_by", "sha256", "answer_by"
                ),
                func="RAISE EXCEPTION 'Un recours reçu ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="what_was_answered_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.answered_at IS NOT NULL"),
                func="RAISE EXCEPTION 'Une réponse à un recours ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="nobody_answers_for_what_they_judged",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__manager__isnull=False),
                func=(
                    "IF EXISTS (SELECT 1 FROM jury_seat s WHERE s.examination_id = NEW.examination_id "
                    "AND s.juror_id = NEW.manager_id) OR EXISTS (SELECT 1 FROM jury_examination e "
                    "JOIN candidates_dossier d ON d.id = e.dossier_id "
                    "JOIN candidates_candidate c ON c.id = d.candidate_id "
                    "WHERE e.id = NEW.examination_id AND c.user_id = NEW.manager_id) "
                    "THEN RAISE EXCEPTION 'Qui a jugé, ou est jugé, n''instruit pas ce recours.' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self):
        return f"Recours {self.reference}"

    @property
    def reference(self):
        """« R-2026-0012 »: what people quote."""
        return f"R-{self.filed_at:%Y}-{self.pk:04d}"

    @property
    def is_over(self):
        return self.state in APPEAL_OVER

    def move_to(self, target):
        check_appeal_moves(self.state, target)
        self.state = target


class AppealFile(models.Model):
    """A file brought with an appeal; the appeal's digest holds its own."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="appeal_file")

    class Meta:
        verbose_name = "pièce d’un recours"
        verbose_name_plural = "pièces des recours"
        ordering = ["pk"]
        triggers = APPEND_ONLY

    def __str__(self):
        return self.file.name
