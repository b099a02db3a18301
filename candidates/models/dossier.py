"""The dossier: which blocks it targets, where it stands, since when."""

from django.db import models
from django.db.models import Q

from candidates.models.candidate import Candidate
from candidates.models.stays import DossierStay
from candidates.models.ties import Tied
from candidates.states import CLOSED, TRANSITIONS, WRITABLE, DossierState, check_transition, may_become
from referentials.models import Block, Version
from rules.french import listing
from rules.submission import TargetedBlock
from ui.states import moves_only_along


class DossierQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may read it: its candidate, drafts included, and the office once it was submitted."""
        own = Q(candidate__user=user)
        if not user.is_manager:
            return self.filter(own)
        handled = Q(submitted_at__isnull=False) & ~Q(candidate__in=Tied.objects.managing(user))
        return self.filter(own | handled)

    def owned_by(self, user):
        return self.filter(candidate__user=user)

    def managed_by(self, user):
        """The office's side: what was submitted, except one's own procedure and those of people one is
        tied to."""
        if not user.is_manager:
            return self.none()
        return self.filter(submitted_at__isnull=False).exclude(candidate__in=Tied.objects.managing(user))

    def handled_by(self, user):
        """The same, drafts included: what the office counts."""
        return self.exclude(candidate__in=Tied.objects.managing(user))

    def awaiting_jury(self):
        return self.filter(state=DossierState.SUBMITTED)


class Dossier(models.Model):
    """A *dossier de pratiques professionnelles* (DPP), addressed to the jury (A7).

    The candidate files one each time they want one or several blocks certified. Bound to one version (D14).
    """

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="dossiers")
    version = models.ForeignKey(Version, models.PROTECT, related_name="dossiers")
    blocks = models.ManyToManyField(Block, through="DossierBlock", related_name="dossiers")
    state = models.CharField("état", max_length=13, choices=DossierState, default=DossierState.DRAFT)
    state_since = models.DateTimeField("dans cet état depuis le")
    taken_up_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="repris du dossier"
    )
    created_at = models.DateTimeField("commencé le")
    saved_at = models.DateTimeField("enregistré le")
    submitted_at = models.DateTimeField("déposé le", null=True, editable=False)
    closed_at = models.DateTimeField("clos le", null=True, editable=False)
    result_held = models.BooleanField("résultat à publier", default=False, editable=False)
    held_on_reading = models.BooleanField(
        "décidé sans entretien, à publier", default=False, db_default=False, editable=False
    )
    result_told_at = models.DateTimeField("décision notifiée le", null=True, editable=False)
    result_read_at = models.DateTimeField("décision lue le", null=True, editable=False)
    erasure_told_at = models.DateTimeField("effacement annoncé le", null=True, editable=False)
    erased_at = models.DateTimeField("contenu effacé le", null=True, editable=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier de pratiques professionnelles"
        verbose_name_plural = "dossiers de pratiques professionnelles"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "submitted_at", "id"], name="dossier_queue"),
            models.Index(fields=["closed_at"], name="dossier_to_erase", condition=Q(erased_at=None)),
            models.Index(
                fields=["saved_at"],
                name="dossier_forgotten",
                condition=Q(erased_at=None, submitted_at=None),
            ),
            models.Index(fields=["state", "candidate"], name="dossier_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="dossier_filed_has_a_date",
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_closed_has_a_date",
                condition=Q(closed_at__isnull=False, state__in=CLOSED)
                | (Q(closed_at=None) & ~Q(state__in=CLOSED)),
            ),
            models.CheckConstraint(
                name="held_result_is_not_told", condition=Q(result_held=False) | Q(result_told_at=None)
            ),
            models.CheckConstraint(
                name="result_is_read_once_told",
                condition=Q(result_read_at=None) | Q(result_told_at__isnull=False),
            ),
            models.CheckConstraint(
                name="erased_once_closed_and_told",
                condition=Q(erased_at=None) | Q(closed_at__isnull=False, erasure_told_at__isnull=False),
            ),
        ]
        triggers = [moves_only_along(TRANSITIONS)]

    def __str__(self):
        return f"Dossier {self.reference}"

    @property
    def reference(self):
        """« 2026-0147 »: what people quote on the telephone."""
        return f"{self.created_at:%Y}-{self.pk:04d}"

    @property
    def kind(self):
        """D4: the VAE route files the same dossier under its own name."""
        return "Dossier de validation" if self.candidate.is_vae else "Dossier de pratiques professionnelles"

    @property
    def is_withheld(self):
        """Decided, and its candidate may not know it yet (D11)."""
        return self.result_held and self.state == DossierState.DECIDED

    @property
    def told_state(self):
        """The state that its candidate may know (D11). Reading refuses nothing: who learnt that it decided,
        without an interview, would know that every block is validated. It is still being read, for them."""
        is_read = self.is_withheld and self.held_on_reading
        return DossierState.UNDER_READING if is_read else DossierState(self.state)

    def get_state_display(self):
        """The state in words that anybody may read: what was deliberated and not published is « délibération
        en cours » (D11). The office reads the rest from the examination."""
        is_deliberated = self.is_withheld and not self.held_on_reading
        return "Délibération en cours" if is_deliberated else self.told_state.label

    @property
    def is_draft(self):
        return self.state == DossierState.DRAFT

    @property
    def is_returned(self):
        return self.state == DossierState.RETURNED

    @property
    def is_writable(self):
        """Its candidate may still write: a draft, or what was sent back to be completed."""
        return self.state in WRITABLE

    @property
    def is_submitted(self):
        return self.state == DossierState.SUBMITTED

    @property
    def may_be_withdrawn(self):
        """Until the reading begins."""
        return may_become(self.state, DossierState.WITHDRAWN)

    @property
    def completion(self):
        """The request it answers while it is to complete, or None; prefetch `completion_requests`."""
        return next((asked for asked in self.completion_requests.all() if asked.closed_at is None), None)

    @property
    def was_read(self):
        """A jury began to read it, even if that jury was dissolved since (D9)."""
        return self.stays.filter(state=DossierState.UNDER_READING).exists()

    @property
    def blocks_label(self):
        """« blocs 1 et 3 »."""
        ranks = [str(link.block.position) for link in self.targets.all()]
        return f"{'blocs' if len(ranks) > 1 else 'bloc'} {listing(ranks)}"

    @property
    def the_blocks_label(self):
        """« les blocs 1 et 3 »."""
        return f"{'les' if len(self.targets.all()) > 1 else 'le'} {self.blocks_label}"

    def move_to(self, target, *, at):
        """Walk along the table. The caller saves `state` and `state_since`, and the stay that ends."""
        check_transition(self.state, target)
        stay = DossierStay(dossier=self, state=self.state, entered_at=self.state_since, left_at=at)
        self.state, self.state_since = target, at
        return stay

    def targeted_blocks(self):
        """The blocks as the rules see them; needs targets → block → competences."""
        return [
            TargetedBlock(
                link.block.code, link.block.label, {c.code: c.title for c in link.block.competences.all()}
            )
            for link in self.targets.all()
        ]

    def written_situations(self):
        return [situation.as_rule() for situation in self.situations.all()]


class Outcome(models.TextChoices):
    """What became of a block in a dossier."""

    PENDING = "pending", "En cours"
    VALIDATED = "validated", "Validé"
    NOT_VALIDATED = "not_validated", "Non validé"
    WITHDRAWN = "withdrawn", "Retiré"
    REVOKED = "revoked", "Validé, puis révoqué"


class DossierBlockQuerySet(models.QuerySet):
    def standing(self):
        """What no other dossier may target: under way, validated, or decided without having been told."""
        taken = Q(outcome__in=[Outcome.PENDING, Outcome.VALIDATED])
        return self.filter(taken | Q(outcome=Outcome.NOT_VALIDATED, dossier__result_held=True))

    def told_refused(self):
        """Not validated, and the candidate knows it."""
        return self.filter(outcome=Outcome.NOT_VALIDATED, dossier__result_held=False)


class DossierBlockManager(models.Manager.from_queryset(DossierBlockQuerySet)):
    """Rows are in the order of their blocks, and nobody asks for one without its block: it comes in the same
    query."""

    def get_queryset(self):
        return super().get_queryset().select_related("block")


class DossierBlock(models.Model):
    """A block that a dossier targets. While it is pending, no other dossier of the candidate may target it;
    once validated, none ever will (A1, A2), unless its CCP is revoked (D13)."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="targets")
    block = models.ForeignKey(Block, models.PROTECT, related_name="targets")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="targets")
    outcome = models.CharField("issue", max_length=13, choices=Outcome, default=Outcome.PENDING)

    objects = DossierBlockManager()

    class Meta:
        verbose_name = "bloc visé"
        verbose_name_plural = "blocs visés"
        ordering = ["block__position"]
        constraints = [
            models.UniqueConstraint(name="block_once_per_dossier", fields=["dossier", "block"]),
            models.UniqueConstraint(
                name="block_in_one_open_dossier",
                fields=["candidate", "block"],
                condition=Q(outcome__in=[Outcome.PENDING, Outcome.VALIDATED]),
            ),
        ]

    def __str__(self):
        return f"{self.dossier} : {self.block}"

    @property
    def is_withheld(self):
        """Decided, and its candidate may not know it yet (D11)."""
        return self.dossier.result_held and self.outcome in (Outcome.VALIDATED, Outcome.NOT_VALIDATED)

    @property
    def known_outcome(self):
        """The outcome as its candidate may know it."""
        return Outcome.PENDING if self.is_withheld else Outcome(self.outcome)
