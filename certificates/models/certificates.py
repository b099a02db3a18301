"""A certificate earned: its row, its snapshot, and what the database holds still."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from audit.models import APPEND_ONLY
from candidates.models import Candidate, Tied
from certificates.models.documents import DocumentKind
from certificates.states import TRANSITIONS, CertificateState, check_transition
from referentials.models import Block, Competence, Version
from ui.search import beginning_with
from ui.states import moves_only_along


class Kind(models.TextChoices):
    CCP = "ccp", "CCP"
    CQP = "cqp", "CQP"


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The holder's own once they know of it, and for a manager those they may handle."""
        own = Q(candidate__user=user, disclosed_at__isnull=False)
        handled = ~Q(candidate__in=Tied.objects.managing(user))
        return self.filter(own | handled) if user.is_manager else self.filter(own)

    def managed_by(self, user):
        """The office's side: never one's own certificates, nor those of people one is tied to."""
        return self.exclude(candidate__in=Tied.objects.managing(user)) if user.is_manager else self.none()

    def held_by(self, user):
        """What its holder knows of: an award is told when its results are published (D11)."""
        return self.disclosed().filter(candidate__user=user)

    def disclosed(self):
        return self.filter(disclosed_at__isnull=False)

    def ccps(self):
        return self.filter(kind=Kind.CCP)

    def cqps(self):
        return self.filter(kind=Kind.CQP)

    def to_issue(self):
        """Awarded and told: a document never tells its holder before the publication does (D11)."""
        return self.disclosed().filter(state=CertificateState.AWARDED)

    def issued(self):
        return self.filter(state=CertificateState.ISSUED)

    def matching(self, words):
        query = beginning_with(words)
        return self.filter(search_vector=query) if query else self


class Certificate(models.Model):
    """A CCP (one per candidate and block) or a CQP (one per candidate), frozen in its snapshot.

    Awarded when the jury's minutes close; issued when a manager delivers the document (D11). It has no
    expiry (A2). Its basis — identity, block, competences and how each was proven — is copied here for good.
    """

    kind = models.CharField("nature", max_length=3, choices=Kind)
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="certificates")
    version = models.ForeignKey(Version, models.PROTECT, related_name="certificates")
    block = models.ForeignKey(Block, models.PROTECT, null=True, related_name="certificates")
    state = models.CharField("état", max_length=8, choices=CertificateState, default=CertificateState.AWARDED)
    awarded_on = models.DateField("attribué le")
    awarded_at = models.DateTimeField("inscrit le")
    disclosed_at = models.DateTimeField("annoncé le", null=True)
    snapshot = models.JSONField("instantané")
    number = models.CharField("numéro", max_length=80, null=True, unique=True)
    code = models.CharField("code de vérification", max_length=26, null=True, unique=True)
    issued_on = models.DateField("délivré le", null=True)
    issued_at = models.DateTimeField(null=True)
    issue = models.JSONField("délivrance", default=dict)
    search = models.TextField(editable=False)
    search_vector = models.GeneratedField(
        expression=SearchVector("search", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "certificat"
        ordering = ["-awarded_at", "-pk"]
        indexes = [
            GinIndex(fields=["search_vector"], name="certificate_search"),
            models.Index(fields=["-awarded_at", "-id"], name="certificate_register"),
            models.Index(
                fields=["awarded_at", "id"],
                name="certificate_to_issue",
                condition=Q(state="awarded", disclosed_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_ccp_per_candidate_and_block",
                fields=["candidate", "block"],
                condition=Q(kind="ccp"),
            ),
            models.UniqueConstraint(
                name="one_cqp_per_candidate", fields=["candidate"], condition=Q(kind="cqp")
            ),
            models.CheckConstraint(
                name="ccp_has_a_block_and_cqp_none",
                condition=Q(kind="ccp", block__isnull=False) | Q(kind="cqp", block=None),
            ),
            models.CheckConstraint(
                name="issued_has_number_code_and_date",
                condition=Q(state="awarded", number=None, code=None, issued_on=None, issued_at=None)
                | Q(
                    ~Q(state="awarded"),
                    number__isnull=False,
                    code__isnull=False,
                    issued_on__isnull=False,
                    issued_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="told_before_it_is_issued",
                condition=Q(state="awarded") | Q(disclosed_at__isnull=False),
            ),
        ]
        triggers = [
            moves_only_along(TRANSITIONS),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="what_was_awarded_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "kind", "candidate", "version", "block", "awarded_on", "awarded_at", "snapshot"
                ),
                func="RAISE EXCEPTION 'Un certificat attribué ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="what_was_issued_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'awarded' AND (OLD.number, OLD.code, OLD.issued_on, OLD.issued_at, "
                    "OLD.issue) "
                    "IS DISTINCT FROM (NEW.number, NEW.code, NEW.issued_on, NEW.issued_at, NEW.issue)"
                ),
                func="RAISE EXCEPTION 'Un certificat délivré ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="all_competences_acquired",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__kind="ccp"),
                func=(
                    "IF EXISTS (SELECT 1 FROM referentials_competence c WHERE c.block_id = NEW.block_id "
                    "AND NOT EXISTS (SELECT 1 FROM certificates_acquiredcompetence a "
                    "WHERE a.certificate_id = NEW.id AND a.competence_id = c.id)) "
                    "THEN RAISE EXCEPTION 'CCP sans 100 pour cent des compétences acquises' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
                ),
            ),
            pgtrigger.Trigger(
                name="all_blocks_have_their_ccp",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__kind="cqp"),
                func=(
                    "IF EXISTS (SELECT 1 FROM referentials_block b WHERE b.version_id = NEW.version_id "
                    "AND NOT EXISTS (SELECT 1 FROM certificates_certificate c WHERE c.kind = 'ccp' "
                    "AND c.candidate_id = NEW.candidate_id AND c.block_id = b.id)) "
                    "THEN RAISE EXCEPTION 'CQP sans tous les CCP' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number or self.pk}"

    @property
    def is_ccp(self):
        return self.kind == Kind.CCP

    @property
    def is_issued(self):
        return self.state == CertificateState.ISSUED

    @property
    def full_title(self):
        """« Certificat de compétences professionnelles (CCP) »."""
        return (
            "Certificat de compétences professionnelles"
            if self.is_ccp
            else "Certificat de qualification professionnelle"
        )

    @property
    def sheet(self):
        """The document delivered, or None before the issue; prefetch `documents`."""
        return next((d for d in self.documents.all() if d.kind == DocumentKind.SHEET and not d.copy), None)

    @property
    def is_ready(self):
        """Issued, and its document is made."""
        return self.sheet is not None and self.sheet.is_made

    @property
    def printed_code(self):
        """The code in groups of four, as printed."""
        return "-".join(self.code[i : i + 4] for i in range(0, len(self.code), 4))

    def move_to(self, target):
        check_transition(self.state, target)
        self.state = target


class Proof(models.TextChoices):
    """How a competence was proven."""

    READING = "reading", "Prouvée par le dossier"
    INTERVIEW = "interview", "Prouvée à l’entretien"
    KEPT = "kept", "Conservée d’un dossier précédent"


class AcquiredCompetence(models.Model):
    """One competence of a CCP and how it was proven. All of a block's, or the database refuses the CCP
    (A1)."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="acquired")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    proof = models.CharField("preuve", max_length=9, choices=Proof)

    class Meta:
        verbose_name = "compétence acquise"
        ordering = ["competence__position"]
        constraints = [
            models.UniqueConstraint(
                name="acquired_once_per_certificate", fields=["certificate", "competence"]
            )
        ]
        triggers = APPEND_ONLY

    def __str__(self):
        return f"{self.competence} ({self.get_proof_display()})"
