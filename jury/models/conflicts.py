"""What members declared before a dossier opened to them, and each change of who judges it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.models import APPEND_ONLY
from jury.models.examinations import Examination, Seat
from jury.models.votes import Vote
from rules.conflicts import LINKS, LinkKind


class Link(models.TextChoices):
    """What a member says ties them to a candidate: the rule's kinds, for the database."""

    FAMILY = LinkKind.FAMILY.value, LINKS[LinkKind.FAMILY]
    PERSONAL = LinkKind.PERSONAL.value, LINKS[LinkKind.PERSONAL]
    PROFESSIONAL = LinkKind.PROFESSIONAL.value, LINKS[LinkKind.PROFESSIONAL]
    OTHER = LinkKind.OTHER.value, LINKS[LinkKind.OTHER]


class Declaration(models.Model):
    """« Je n’ai aucun lien », or a link: made before anything of the dossier is shown. Somebody who declared
    none may still find one on reading: both rows then stay. `text` is for the office alone."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="declarations")
    juror = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="declarations")
    has_link = models.BooleanField("a un lien")
    kind = models.CharField("nature", max_length=12, choices=Link, blank=True)
    text = models.TextField("en quelques mots", blank=True)
    declared_at = models.DateTimeField("déclaré le")

    class Meta:
        verbose_name = "déclaration de lien"
        verbose_name_plural = "déclarations de lien"
        ordering = ["declared_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="declared_once", fields=["examination", "juror", "has_link"]),
            models.CheckConstraint(
                name="a_link_has_its_nature_and_its_words",
                condition=Q(has_link=False, kind="", text="")
                | (Q(has_link=True, kind__in=Link.values) & ~Q(text="")),
            ),
        ]
        triggers = APPEND_ONLY

    def __str__(self):
        return f"{self.juror} : {self.get_kind_display() if self.has_link else 'aucun lien'}"


class PanelChange(models.Model):
    """A member left, another entered, or the chair passed on: why, and who decided (nobody, when the
    application saw a tie)."""

    class Kind(models.TextChoices):
        DERIVED = "derived", "Écarté(e) : lien constaté"
        DECLARED = "declared", "Écarté(e) : lien déclaré"
        REMOVED = "removed", "Écarté(e) par les gestionnaires"
        REPLACED = "replaced", "Remplacé(e)"
        CHAIR = "chair", "Présidence confiée"

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="panel_changes")
    kind = models.CharField("nature", max_length=8, choices=Kind)
    leaving = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    entering = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    reason = models.TextField("raison")
    at = models.DateTimeField("le")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "changement de composition"
        verbose_name_plural = "changements de composition"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_change_says_who_and_why",
                condition=~Q(reason="") & (Q(leaving__isnull=False) | Q(entering__isnull=False)),
            ),
        ]
        triggers = APPEND_ONLY

    def __str__(self):
        return f"{self.get_kind_display()} ({self.examination})"


class JudgesVote(Vote):
    """What PostgreSQL asks of whoever writes a vote: a member who sits, who declared no link, and to whom
    nothing recorded since ties the candidate."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="who_votes_sits_without_a_tie",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=(
                    "IF NOT EXISTS (SELECT 1 FROM jury_seat s "
                    "JOIN jury_examination e ON e.id = s.examination_id "
                    "JOIN candidates_dossier d ON d.id = e.dossier_id "
                    "WHERE s.id = NEW.seat_id AND s.removed_at IS NULL "
                    "AND EXISTS (SELECT 1 FROM jury_declaration n WHERE n.examination_id = e.id "
                    "AND n.juror_id = s.juror_id AND NOT n.has_link) "
                    "AND NOT EXISTS (SELECT 1 FROM candidates_tied t "
                    "WHERE t.candidate_id = d.candidate_id AND t.user_id = s.juror_id)) "
                    "THEN RAISE EXCEPTION 'Un avis vient d’un membre qui siège et n’a déclaré aucun lien.' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            )
        ]
