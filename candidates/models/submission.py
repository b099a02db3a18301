"""What was addressed to the jury, and what was sent back to be completed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.models import APPEND_ONLY
from candidates.models.dossier import Dossier
from candidates.models.writing import Situation
from rules.completion import Point


class Submission(models.Model):
    """What was addressed to the jury, frozen: the jury reads this, whatever becomes of the draft. Once its
    time is over (rules.retention), blocks and digest stay, and no text."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField("version")
    submitted_at = models.DateTimeField("déposée le")
    content = models.JSONField("contenu")
    sha256 = models.CharField("empreinte", max_length=64)
    erased_at = models.DateTimeField("texte effacé le", null=True, editable=False)

    class Meta:
        verbose_name = "dépôt"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="submission_number_once", fields=["dossier", "number"])]
        triggers = [*APPEND_ONLY]

    def __str__(self):
        return f"{self.dossier}, version {self.number}"

    @property
    def label(self):
        return f"Version {self.number}"

    @property
    def receipt(self):
        """« 7F3A-91C2 »: the head of the digest, short enough to be read aloud."""
        return f"{self.sha256[:4]}-{self.sha256[4:8]}".upper()

    @property
    def situations(self):
        return self.content["situations"]


class CompletionRequest(models.Model):
    """A dossier sent back before its reading starts: what to complete, until when."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="completion_requests")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="completion_requests")
    requested_at = models.DateTimeField("demandé le")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    until = models.DateField("jusqu’au")
    opens_all = models.BooleanField("tout le dossier est rouvert", default=False)
    closed_at = models.DateTimeField("close le", null=True, editable=False)
    is_cancelled = models.BooleanField("annulée", default=False, editable=False)
    # the rows of the text when it was sent back, and what was being written when the request was cancelled
    rows = models.JSONField("texte au moment du renvoi", default=list, editable=False)
    unsent = models.JSONField("texte non déposé", null=True, editable=False)

    class Meta:
        verbose_name = "demande de complément"
        verbose_name_plural = "demandes de complément"
        ordering = ["requested_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_completion_request", fields=["dossier"], condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="cancelled_request_is_closed",
                condition=Q(is_cancelled=False) | Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Complément demandé sur {self.dossier}"

    def situations_sent_back(self):
        """The keys of the situations that were in the version sent back."""
        return [row["pk"] for row in self.rows if row["model"] == "candidates.situation"]


class CompletionPlace(models.TextChoices):
    """Which part of the dossier a point reopens; the texts are those of one situation."""

    CONTEXT = "context", "Contexte"
    PRESENTATION = "presentation", "Présentation"
    ANALYSIS = "analysis", "Analyse"
    ILLUSTRATIONS = "illustrations", "Illustrations et passages"
    SITUATIONS = "situations", "Ajouter une situation"
    ATTACHMENTS = "attachments", "Annexes"


class CompletionPoint(models.Model):
    """One thing to complete, where, and the candidate's answer."""

    request = models.ForeignKey(CompletionRequest, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField("rang")
    place = models.CharField("où", max_length=13, choices=CompletionPlace, blank=True)
    situation = models.ForeignKey(
        Situation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="situation"
    )
    text = models.TextField("ce qui est à compléter")
    answer = models.TextField("réponse", blank=True)

    class Meta:
        verbose_name = "point à compléter"
        verbose_name_plural = "points à compléter"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="point_rank_once", fields=["request", "position"]),
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def where(self):
        """« Situation 2, Analyse »; the whole dossier when the point names no place."""
        if self.situation_id:
            return f"Situation « {self.situation} », {self.get_place_display().lower()}"
        return self.get_place_display() or "Tout le dossier"

    def as_rule(self):
        return Point(self.position, self.text, self.answer)
