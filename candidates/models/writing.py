"""What a dossier says: situations, and how each illustrates competences."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from candidates.models.dossier import Dossier
from candidates.models.frozen import frozen_once_submitted
from referentials.models import Block, Competence
from rules.submission import WrittenSituation


class Situation(models.Model):
    """A significant professional situation (A8): it may serve several blocks of the dossier."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="situations")
    position = models.PositiveSmallIntegerField("rang")
    key = models.UUIDField(default=uuid4, editable=False)
    title = models.CharField("titre", max_length=200, blank=True)
    context = models.TextField("contexte", blank=True)
    presentation = models.TextField("présentation", blank=True)
    analysis = models.TextField("analyse", blank=True)
    blocks = models.ManyToManyField(Block, related_name="situations")
    # field → {"n": version, "client": who wrote it, "seq": their count, "at": when}: see rules.autosave
    revisions = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = "situation professionnelle significative"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="situation_rank_once", fields=["dossier", "position"]),
            models.UniqueConstraint(name="situation_key_once", fields=["dossier", "key"]),
        ]
        triggers = [frozen_once_submitted("ROW.dossier_id")]

    def __str__(self):
        return self.title or f"Situation {self.position}"

    def as_rule(self):
        return WrittenSituation(
            key=self.pk,
            title=self.title,
            blocks=frozenset(block.code for block in self.blocks.all()),
            presentation=self.presentation,
            analysis=self.analysis,
            illustrations={
                (i.competence.block.code, i.competence.code): i.text for i in self.illustrations.all()
            },
            passages=self.quotes(),
        )

    def quotes(self):
        """{(block, competence): the passages linked to it}."""
        found = {}
        for passage in self.passages.all():
            text = getattr(self, passage.field)[passage.start : passage.end]
            found.setdefault((passage.competence.block.code, passage.competence.code), []).append(text)
        return found


class Illustration(models.Model):
    """How a situation illustrates one competence: what the jury rests on when reading."""

    situation = models.ForeignKey(Situation, models.CASCADE, related_name="illustrations")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="illustrations")
    text = models.TextField("illustration")

    class Meta:
        verbose_name = "illustration"
        ordering = ["competence__position"]
        constraints = [
            models.UniqueConstraint(name="illustration_once", fields=["situation", "competence"]),
        ]
        triggers = [
            frozen_once_submitted(
                "(SELECT s.dossier_id FROM candidates_situation s WHERE s.id = ROW.situation_id)"
            )
        ]

    def __str__(self):
        return f"{self.competence.code} dans {self.situation}"


class PassageField(models.TextChoices):
    CONTEXT = "context", "Contexte"
    PRESENTATION = "presentation", "Présentation"
    ANALYSIS = "analysis", "Analyse"


class Passage(models.Model):
    """A stretch of a situation's text that illustrates a competence: characters `start` to `end`, kept in
    step with the text by rules.passages."""

    situation = models.ForeignKey(Situation, models.CASCADE, related_name="passages")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="passages")
    field = models.CharField("texte", max_length=12, choices=PassageField)
    start = models.PositiveIntegerField("début")
    end = models.PositiveIntegerField("fin")

    class Meta:
        verbose_name = "passage"
        ordering = ["field", "start", "competence__position"]
        constraints = [
            models.UniqueConstraint(
                name="passage_once", fields=["situation", "competence", "field", "start", "end"]
            ),
            models.CheckConstraint(name="passage_is_not_empty", condition=Q(end__gt=F("start"))),
        ]
        triggers = [
            frozen_once_submitted(
                "(SELECT s.dossier_id FROM candidates_situation s WHERE s.id = ROW.situation_id)"
            )
        ]

    def __str__(self):
        return self.quote[:80]

    @property
    def quote(self):
        """Needs its situation."""
        return getattr(self.situation, self.field)[self.start : self.end]
