"""What was decided of each block."""

import pgtrigger
from django.db import models
from django.db.models import Q

from audit.models import APPEND_ONLY
from jury.models.examinations import Examination
from referentials.models import Block


class BlockDecisionQuerySet(models.QuerySet):
    def standing(self):
        """What holds now: not those that rectifying minutes replaced."""
        return self.filter(rectified_by=None)


class BlockDecision(models.Model):
    """What the jury decided of a block. Validated: the database checks that nothing is missing (A1). Never
    edited: rectifying minutes write another one, which names the first (D12)."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="decisions")
    block = models.ForeignKey(Block, models.PROTECT, related_name="decisions")
    is_validated = models.BooleanField("validé")
    decided_at = models.DateTimeField("décidé le")
    rectifies = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="rectified_by", verbose_name="rectifie"
    )

    objects = BlockDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision sur un bloc"
        verbose_name_plural = "décisions sur les blocs"
        ordering = ["block__position"]
        constraints = [
            models.UniqueConstraint(
                name="one_decision_per_block", fields=["examination", "block"], condition=Q(rectifies=None)
            )
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
