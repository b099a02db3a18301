"""What each member thinks of a competence, and what they say together."""

import pgtrigger
from django.db import models
from django.db.models import Q

from audit.models import APPEND_ONLY
from jury.models.examinations import Examination, Seat, Stage
from referentials.models import Competence


class Vote(models.Model):
    """One member's view of one competence (*avis*). At the reading, not acquired means « à approfondir »."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="votes")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="votes")
    stage = models.CharField("étape", max_length=9, choices=Stage)
    is_acquired = models.BooleanField("acquise")
    comment = models.TextField("commentaire", blank=True)
    question = models.TextField("question pour l’entretien", blank=True)

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ["competence__block__position", "competence__position", "seat__pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_vote_per_member_and_stage", fields=["seat", "competence", "stage"]
            ),
            models.CheckConstraint(
                name="what_lacks_is_explained", condition=Q(is_acquired=True) | ~Q(comment="")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sealed_votes_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("asked", "RECORD"), ("sent", "TIMESTAMPTZ")],
                func=(
                    "IF TG_OP = 'DELETE' THEN asked = OLD; ELSE asked = NEW; END IF; "
                    "SELECT CASE asked.stage WHEN 'reading' THEN s.read_at ELSE s.heard_at END INTO sent "
                    "FROM jury_seat s WHERE s.id = asked.seat_id; "
                    "IF sent IS NOT NULL THEN RAISE EXCEPTION 'Des avis envoyés ne changent plus.' "
                    "USING ERRCODE = 'restrict_violation'; END IF; RETURN asked;"
                ),
            )
        ]

    def __str__(self):
        return f"{self.seat}, {self.competence.code} : {self.is_acquired}"


class Verdict(models.Model):
    """The collective result on one competence at one stage (D8). Never edited (D12)."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="verdicts")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="verdicts")
    stage = models.CharField("étape", max_length=9, choices=Stage)
    is_acquired = models.BooleanField("acquise")
    by_casting_vote = models.BooleanField("voix prépondérante", default=False)
    against_majority = models.BooleanField("contre la majorité", default=False)
    reason = models.TextField("raison écrite de la présidence", blank=True)
    motive = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "résultat collégial"
        verbose_name_plural = "résultats collégiaux"
        ordering = ["competence__block__position", "competence__position"]
        constraints = [
            models.UniqueConstraint(
                name="one_verdict_per_stage", fields=["examination", "competence", "stage"]
            ),
            models.CheckConstraint(
                name="against_the_majority_with_a_reason", condition=Q(against_majority=False) | ~Q(reason="")
            ),
        ]
        triggers = APPEND_ONLY

    def __str__(self):
        return f"{self.competence.code} : {'acquise' if self.is_acquired else 'non acquise'}"
