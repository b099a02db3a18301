"""A certificate earned: its row, its snapshot, and what the database holds still."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from candidates.models import Candidate, Tied
from certificates.models.documents import DocumentKind
from certificates.models.guards import GUARDS
from certificates.states import LIVING, CertificateState, check_transition
from referentials.models import Block, Version
from ui.search import beginning_with


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
        """Delivered and in force today."""
        return self.filter(state=CertificateState.ISSUED)

    def delivered(self):
        """Whoever holds its document may have it verified, whatever became of it since."""
        return self.filter(number__isnull=False)

    def standing(self):
        """Neither replaced nor revoked: what counts for the CQP."""
        return self.filter(state__in=LIVING)

    def matching(self, words):
        query = beginning_with(words)
        return self.filter(search_vector=query) if query else self


# the two ways a row may be: with its document's number, code and date, or with none of them
UNDELIVERED = Q(number=None, code=None, issued_on=None, issued_at=None)
DELIVERED = Q(number__isnull=False, code__isnull=False, issued_on__isnull=False, issued_at__isnull=False)


class Certificate(models.Model):
    """A CCP (one standing per candidate and block) or a CQP (one standing per candidate), frozen in its
    snapshot.

    Awarded when the jury's minutes close; issued when a manager delivers the document (D11). It has no
    expiry (A2): it ends only replaced by its rectification (D12) or revoked (D13), and stays in the register.
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
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="remplace"
    )
    ended_at = models.DateTimeField("remplacé ou révoqué le", null=True)
    holder_name = models.CharField("nom pour le tri", max_length=500, editable=False, default="")
    organisation = models.CharField("organisme", max_length=200, editable=False, default="")
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
            models.Index(fields=["holder_name", "id"], name="certificate_by_name"),
            models.Index(fields=["organisation", "-awarded_at", "-id"], name="certificate_by_organisation"),
            models.Index(fields=["state", "-awarded_at", "-id"], name="certificate_by_state"),
            models.Index(fields=["block", "-awarded_at", "-id"], name="certificate_by_block"),
            models.Index(
                fields=["awarded_at", "id"],
                name="certificate_to_issue",
                condition=Q(state="awarded", disclosed_at__isnull=False),
            ),
            models.Index(
                fields=["-issued_at", "-id"], name="certificate_just_issued", condition=Q(state="issued")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_ccp_per_candidate_and_block",
                fields=["candidate", "block"],
                condition=Q(kind="ccp", state__in=LIVING),
            ),
            models.UniqueConstraint(
                name="one_cqp_per_candidate",
                fields=["candidate"],
                condition=Q(kind="cqp", state__in=LIVING),
            ),
            models.CheckConstraint(
                name="ccp_has_a_block_and_cqp_none",
                condition=Q(kind="ccp", block__isnull=False) | Q(kind="cqp", block=None),
            ),
            models.CheckConstraint(
                name="issued_has_number_code_and_date",
                condition=(UNDELIVERED & ~Q(state="issued")) | (DELIVERED & ~Q(state="awarded")),
            ),
            models.CheckConstraint(
                name="told_before_it_is_issued",
                condition=UNDELIVERED | Q(disclosed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_has_an_instant",
                condition=Q(state__in=LIVING, ended_at=None)
                | (~Q(state__in=LIVING) & Q(ended_at__isnull=False)),
            ),
        ]
        triggers = GUARDS

    def __str__(self):
        return f"{self.get_kind_display()} {self.number or self.pk}"

    @property
    def is_ccp(self):
        return self.kind == Kind.CCP

    @property
    def is_issued(self):
        return self.state == CertificateState.ISSUED

    @property
    def is_standing(self):
        return self.state in LIVING

    @property
    def is_revoked(self):
        return self.state == CertificateState.REVOKED

    @property
    def successor(self):
        """The certificate that replaced this one (D12), or None; select `replaced_by`."""
        return getattr(self, "replaced_by", None)

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
