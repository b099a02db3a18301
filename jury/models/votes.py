"""What each member thinks of a competence, and what they say together."""

import pgtrigger
from django.db import models
from django.db.models import Q

from audit.models import APPEND_ONLY
from jury.models.examinations import Examination, Seat, Stage
from referentials.models import Competence

# what a form and a draft call the two answers; at the interview the second one reads « non acquise »
ACQUIRED, TO_EXPLORE = "acquired", "not_acquired"
CHOICES = {True: ACQUIRED, False: TO_EXPLORE, None: ""}


class VoteQuerySet(models.QuerySet):
    def given(self):
        """Those that `is_given`."""
        return self.filter(Q(is_acquired=True) | Q(is_acquired=False, comment__regex=r"\S"))


class Vote(models.Model):
    """One member's view of one competence (*avis*), written little by little, sealed once sent.

    `is_acquired` is None while nothing is chosen; at the reading, False means « à approfondir ». `note` is
    seen by its author and by nobody else, ever: `full_examination` does not even load it.
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="votes")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="votes")
    stage = models.CharField("étape", max_length=9, choices=Stage)
    is_acquired = models.BooleanField("acquise", null=True)
    comment = models.TextField("ce qui manque, commentaire", blank=True)
    question = models.TextField("question pour l’entretien", blank=True)
    note = models.TextField("note personnelle", blank=True)
    # field → {"n": version, "client": who wrote it, "seq": their count, "at": when}: see rules.autosave
    revisions = models.JSONField(default=dict, editable=False)

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ["competence__block__position", "competence__position", "seat__pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_vote_per_member_and_stage", fields=["seat", "competence", "stage"]
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sealed_votes_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("asked", "RECORD"), ("sent", "TIMESTAMPTZ"), ("standing", "TEXT")],
                func=(
                    "IF TG_OP = 'DELETE' THEN asked = OLD; ELSE asked = NEW; END IF; "
                    "IF TG_OP = 'UPDATE' AND (NEW.seat_id, NEW.competence_id, NEW.stage) "
                    "IS DISTINCT FROM (OLD.seat_id, OLD.competence_id, OLD.stage) THEN "
                    "RAISE EXCEPTION 'Un avis ne passe pas d’un siège à un autre.' "
                    "USING ERRCODE = 'restrict_violation'; END IF; "
                    "SELECT CASE asked.stage WHEN 'reading' THEN s.read_at ELSE s.heard_at END, e.state "
                    "INTO sent, standing FROM jury_seat s "
                    "JOIN jury_examination e ON e.id = s.examination_id WHERE s.id = asked.seat_id; "
                    "IF sent IS NULL THEN RETURN asked; END IF; "
                    "IF TG_OP = 'UPDATE' THEN "
                    # one's own private note is no part of what was sent
                    "IF (NEW.is_acquired, NEW.comment, NEW.question) IS NOT DISTINCT FROM "
                    "(OLD.is_acquired, OLD.comment, OLD.question) THEN RETURN NEW; END IF; "
                    # until the stage is closed, exactly what the last recorded change says, from its
                    # « before » to its « after »
                    "IF standing = (CASE OLD.stage WHEN 'reading' THEN 'reading' ELSE 'deliberation' END) "
                    "AND EXISTS (SELECT 1 FROM jury_votechange c WHERE c.id = "
                    "(SELECT max(l.id) FROM jury_votechange l WHERE l.vote_id = OLD.id) "
                    "AND (c.was_acquired, c.old_comment, c.old_question, "
                    "c.is_acquired, c.comment, c.question) IS NOT DISTINCT FROM "
                    "(OLD.is_acquired, OLD.comment, OLD.question, "
                    "NEW.is_acquired, NEW.comment, NEW.question)) THEN RETURN NEW; END IF; "
                    "END IF; "
                    "RAISE EXCEPTION 'Des avis envoyés ne changent plus.' "
                    "USING ERRCODE = 'restrict_violation';"
                ),
            )
        ]

    def __str__(self):
        return f"{self.seat}, {self.competence.code} : {self.is_acquired}"

    @property
    def choice(self):
        return CHOICES[self.is_acquired]

    @property
    def is_given(self):
        """Decided, and explained when it is not acquired: what sending asks of each competence (A6)."""
        return self.is_acquired is True or (self.is_acquired is False and bool(self.comment.strip()))


class VoteChange(models.Model):
    """A vote changed after it was sent, before its stage was closed: what it said, what it says, and why."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="changes")
    at = models.DateTimeField("changé le")
    why = models.TextField("raison")
    was_acquired = models.BooleanField("était acquise")
    old_comment = models.TextField("commentaire d’avant", blank=True)
    old_question = models.TextField("question d’avant", blank=True)
    is_acquired = models.BooleanField("acquise")
    comment = models.TextField("commentaire", blank=True)
    question = models.TextField("question", blank=True)

    class Meta:
        verbose_name = "changement d’un avis envoyé"
        verbose_name_plural = "changements d’avis envoyés"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="changed_with_a_reason", condition=~Q(why="")),
            models.CheckConstraint(
                name="changed_vote_is_explained", condition=Q(is_acquired=True) | ~Q(comment="")
            ),
        ]
        triggers = APPEND_ONLY

    def __str__(self):
        return f"{self.vote_id}, le {self.at:%d/%m/%Y}"


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
