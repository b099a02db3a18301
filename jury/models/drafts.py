"""What the chair is writing, before it decides anything."""

from django.db import models

from jury.models.examinations import Examination, Stage


class ClosingDraft(models.Model):
    """The chair's reasons, motives and remarks while they are being written; forgotten at the closing, when
    verdicts and minutes take over. `texts` maps a field of the closing form to what is typed in it."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="closing_drafts")
    stage = models.CharField("étape", max_length=9, choices=Stage)
    texts = models.JSONField(default=dict)
    # field → {"n": version, "client": who wrote it, "seq": their count, "at": when}: see rules.autosave
    revisions = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = "brouillon de clôture"
        verbose_name_plural = "brouillons de clôture"
        constraints = [
            models.UniqueConstraint(name="one_closing_draft_per_stage", fields=["examination", "stage"])
        ]

    def __str__(self):
        return f"Brouillon ({self.get_stage_display()}), examen {self.examination_id}"
