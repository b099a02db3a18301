"""What was decided of each block, and the minutes that say so."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.models import APPEND_ONLY
from jury.models.examinations import Examination, Stage
from referentials.models import Block


class BlockDecision(models.Model):
    """What the jury decided of a block. Validated: the database checks that nothing is missing (A1)."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="decisions")
    block = models.ForeignKey(Block, models.PROTECT, related_name="decisions")
    is_validated = models.BooleanField("validé")
    decided_at = models.DateTimeField("décidé le")

    class Meta:
        verbose_name = "décision sur un bloc"
        verbose_name_plural = "décisions sur les blocs"
        ordering = ["block__position"]
        constraints = [
            models.UniqueConstraint(name="one_decision_per_block", fields=["examination", "block"])
        ]
        triggers = [
            *APPEND_ONLY,
            pgtrigger.Trigger(
                name="validated_means_all_acquired",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__is_validated=True),
                func=(
                    "IF EXISTS (SELECT 1 FROM referentials_competence c WHERE c.block_id = NEW.block_id "
                    "AND NOT EXISTS (SELECT 1 FROM jury_verdict v WHERE v.examination_id = "
                    "NEW.examination_id "
                    "AND v.competence_id = c.id AND v.is_acquired) "
                    "AND NOT EXISTS (SELECT 1 FROM jury_examination_kept k "
                    "WHERE k.examination_id = NEW.examination_id AND k.competence_id = c.id)) "
                    "THEN RAISE EXCEPTION 'Bloc validé sans 100 pour cent des compétences acquises' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.block.code} : {'validé' if self.is_validated else 'non validé'}"


class Minutes(models.Model):
    """The minutes (PV) of a stage: content frozen and digested at the closing, its PDF made after."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="minutes")
    stage = models.CharField("étape", max_length=9, choices=Stage)
    closed_at = models.DateTimeField("clos le")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content = models.JSONField("contenu")
    sha256 = models.CharField("empreinte", max_length=64)
    file = models.CharField("fichier", max_length=200, blank=True)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)

    class Meta:
        verbose_name = "procès-verbal"
        verbose_name_plural = "procès-verbaux"
        ordering = ["closed_at"]
        indexes = [models.Index(fields=["id"], name="minutes_no_file", condition=Q(file=""))]
        constraints = [models.UniqueConstraint(name="one_minutes_per_stage", fields=["examination", "stage"])]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="what_was_closed_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "examination", "stage", "closed_at", "closed_by", "content", "sha256"
                ),
                func="RAISE EXCEPTION 'Un procès-verbal clos ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
        ]

    def __str__(self):
        stage = self.get_stage_display().lower()
        return f"Procès-verbal ({stage}) du dossier {self.examination.dossier.reference}"

    @property
    def file_name(self):
        stage = "lecture" if self.stage == Stage.READING else "deliberation"
        return f"proces-verbal-{stage}-{self.examination.dossier.reference}.pdf"
