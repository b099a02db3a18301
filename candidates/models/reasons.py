"""What a jury told the candidate of each competence it did not find acquired."""

from django.db import models

from audit.models import APPEND_ONLY
from candidates.models.dossier import Dossier
from referentials.models import Competence


class DecisionReason(models.Model):
    """A reason (*motif*) of a decision, beside the dossier it judged: what helps to write the next one.

    Written by the jury when it closes; never shown to another jury (D1). `round` tells apart what two juries
    said of one dossier, when the first deliberation was annulled: the last one counts.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="reasons")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    text = models.TextField("motif")
    round = models.PositiveSmallIntegerField("décision", default=1)

    class Meta:
        verbose_name = "motif"
        ordering = ["competence__block__position", "competence__position"]
        constraints = [
            models.UniqueConstraint(
                name="one_reason_per_competence", fields=["dossier", "competence", "round"]
            ),
            models.CheckConstraint(name="reason_is_not_empty", condition=~models.Q(text="")),
        ]
        triggers = [*APPEND_ONLY]

    def __str__(self):
        return f"{self.dossier} : {self.competence.code}"
