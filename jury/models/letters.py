"""The motivated letter that tells a candidate what was decided, why, and what they may do."""

import pgtrigger
from django.db import models
from django.db.models import Q

from jury.models.minutes import Minutes


class ResultLetterQuerySet(models.QuerySet):
    def to_make(self):
        return self.filter(file="")

    def to_tell_companion(self):
        return self.exclude(companion_email="").filter(companion_told_at=None)


class ResultLetter(models.Model):
    """What these minutes decided, in the words sent to the candidate: frozen when they are told, its PDF
    made after. It goes only if a publication is undone before anybody read it."""

    minutes = models.OneToOneField(Minutes, models.PROTECT, related_name="letter")
    written_at = models.DateTimeField("datée du")
    content = models.JSONField("contenu")
    sha256 = models.CharField("empreinte", max_length=64)
    companion_email = models.EmailField("accompagnement prévenu", blank=True)
    companion_told_at = models.DateTimeField("accompagnement prévenu le", null=True)
    file = models.CharField("fichier", max_length=200, blank=True)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)

    objects = ResultLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre de résultat"
        verbose_name_plural = "lettres de résultat"
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["id"], name="letter_to_make", condition=Q(file=""))]
        triggers = [
            pgtrigger.Trigger(
                name="what_was_written_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.file <> '' AND (OLD.file, OLD.file_sha256) IS DISTINCT FROM "
                    "(NEW.file, NEW.file_sha256)) "
                    "OR (OLD.minutes_id, OLD.written_at, OLD.content, OLD.sha256, OLD.companion_email) "
                    "IS DISTINCT FROM "
                    "(NEW.minutes_id, NEW.written_at, NEW.content, NEW.sha256, NEW.companion_email))"
                ),
                func="RAISE EXCEPTION 'Une lettre écrite ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="what_was_read_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=(
                    "IF EXISTS (SELECT 1 FROM jury_minutes m JOIN jury_examination e "
                    "ON e.id = m.examination_id JOIN candidates_dossier d ON d.id = e.dossier_id "
                    "WHERE m.id = OLD.minutes_id AND d.result_read_at IS NOT NULL) "
                    "THEN RAISE EXCEPTION 'Une lettre lue est gardée.' "
                    "USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD;"
                ),
            ),
        ]

    def __str__(self):
        return f"Lettre du {self.minutes}"

    @property
    def file_name(self):
        return f"decision-{self.minutes.examination.dossier.reference}.pdf"
