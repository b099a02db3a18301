"""What stands beside the text while it is written: the tutor's comments, the mentions of people kept on
purpose. Jurors see none of it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from candidates.models.dossier import Dossier
from candidates.models.ties import TieKind, address_of, keeps_ties
from candidates.states import WRITABLE
from referentials.models import Competence


class TutoringQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(ended_at=None)

    def of_tutor(self, user):
        """The drafts this person reads now: nothing once submitted, withdrawn, or ended."""
        return self.under_way().filter(tutor=user, dossier__state__in=WRITABLE)


class Tutoring(models.Model):
    """A tutor invited to read a draft, until it is submitted or the candidate ends it. The row stays: who
    tutored a candidate may not judge them (D7).

    Somebody of a jury or of the office is tied, and reads, once they accepted: else whoever is judged would
    choose their judges by inviting the others."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="tutorings")
    tutor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tutorings")
    invited_at = models.DateTimeField("depuis le")
    accepted_at = models.DateTimeField("accepté le", null=True, blank=True)
    ended_at = models.DateTimeField("jusqu’au", null=True, blank=True)

    objects = TutoringQuerySet.as_manager()

    class Meta:
        verbose_name = "tutorat"
        ordering = ["invited_at"]
        constraints = [
            models.UniqueConstraint(
                name="tutor_once_per_dossier", fields=["dossier", "tutor"], condition=Q(ended_at=None)
            ),
        ]
        triggers = [
            keeps_ties(
                "tutor_is_tied",
                pgtrigger.Insert | pgtrigger.UpdateOf("tutor_id", "accepted_at"),
                [
                    (
                        TieKind.TUTOR.value,
                        f"CASE WHEN NEW.accepted_at IS NOT NULL THEN {address_of('NEW.tutor_id')} END",
                    )
                ],
                candidate="(SELECT d.candidate_id FROM candidates_dossier d WHERE d.id = NEW.dossier_id)",
            )
        ]

    def __str__(self):
        return f"{self.tutor}, {self.dossier}"

    @property
    def has_answered(self):
        """They said yes, or left a remark; prefetch `comments`."""
        return (self.accepted_at or self.invited_at) > self.invited_at or bool(self.comments.all())

    @property
    def known_as(self):
        """What the candidate may call them: the address that was typed, until they answer. Whether it has an
        account here, whose, and whether that person judges, is not for whoever types an address to learn."""
        return str(self.tutor) if self.has_answered else self.tutor.email


class TutorComment(models.Model):
    """One remark on one competence; gone when the dossier is submitted."""

    tutoring = models.ForeignKey(Tutoring, models.CASCADE, related_name="comments")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    text = models.TextField("remarque")
    written_at = models.DateTimeField("écrite le")

    class Meta:
        verbose_name = "remarque du tuteur"
        verbose_name_plural = "remarques du tuteur"
        ordering = ["written_at"]

    def __str__(self):
        return f"{self.competence.code} : {self.text[:60]}"


class KeptMention(models.Model):
    """Words that look like a person's and that the candidate chose to keep (« Mme Services »)."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="kept_mentions")
    kind = models.CharField("nature", max_length=12)
    text = models.CharField("mention", max_length=300)
    kept_at = models.DateTimeField("gardée le")

    class Meta:
        verbose_name = "mention gardée"
        verbose_name_plural = "mentions gardées"
        constraints = [
            models.UniqueConstraint(name="mention_kept_once", fields=["dossier", "kind", "text"]),
        ]

    def __str__(self):
        return self.text
