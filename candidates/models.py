"""Who applies, with what: the candidate, their modules, their dossiers and what these hold."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from audit.models import APPEND_ONLY
from candidates.states import CLOSED, TRANSITIONS, DossierState, check_transition
from referentials.models import Block, Certification, Competence, Module, Version
from rules.composition import CandidateTies
from rules.eligibility import Attendance, Feasibility, obstacles_to_positioning
from rules.french import listing
from rules.submission import TargetedBlock, WrittenSituation
from ui.search import beginning_with, fold
from ui.states import moves_only_along


class Route(models.TextChoices):
    TRAINING = "training", "Formation"
    VAE = "vae", "VAE"


class Sex(models.TextChoices):
    """As on the civil record; certificates write « né » or « née » after it."""

    FEMALE = "F", "Féminin"
    MALE = "M", "Masculin"


class CandidateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What a manager sees from the office's side: everybody's procedure but their own."""
        return self.exclude(user=user) if user.is_manager else self.none()

    def owned_by(self, user):
        """One's own procedures, seen as a candidate."""
        return self.filter(user=user)

    def matching(self, words):
        query = beginning_with(words)
        return self.filter(search_vector=query) if query else self

    def with_course(self):
        """What it takes to say whether each one may position, in a fixed number of queries."""
        return self.select_related("user__organisation", "version__certification").prefetch_related(
            "attendances__module", "version__modules"
        )


class Candidate(models.Model):
    """One person's candidacy to one certification, with their identity as on the civil record."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="candidacies")
    certification = models.ForeignKey(Certification, models.PROTECT, related_name="candidates")
    version = models.ForeignKey(
        Version, models.PROTECT, related_name="candidates", verbose_name="référentiel"
    )
    route = models.CharField("voie", max_length=8, choices=Route)
    sex = models.CharField("sexe", max_length=1, choices=Sex)
    birth_name = models.CharField("nom de naissance", max_length=120)
    used_name = models.CharField("nom d’usage", max_length=120, blank=True)
    first_names = models.CharField("prénoms", max_length=160)
    birth_date = models.DateField("date de naissance")
    birth_place = models.CharField("commune de naissance", max_length=120)
    birth_area = models.CharField("département ou pays de naissance", max_length=80)
    line_manager_name = models.CharField("responsable hiérarchique", max_length=200, blank=True)
    line_manager_email = models.EmailField("adresse du responsable hiérarchique", blank=True)
    companion_email = models.EmailField("adresse de la personne qui accompagne (VAE)", blank=True)
    feasibility_requested_on = models.DateField("recevabilité demandée le", null=True, blank=True)
    feasibility_is_accepted = models.BooleanField("recevabilité acceptée", null=True, blank=True)
    feasibility_decided_on = models.DateField("recevabilité décidée le", null=True, blank=True)
    registered_at = models.DateTimeField("inscrit le")
    search = models.TextField(editable=False)
    search_vector = models.GeneratedField(
        expression=SearchVector("search", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = "candidat(e)"
        verbose_name_plural = "candidats"
        indexes = [
            GinIndex(fields=["search_vector"], name="candidate_search"),
            models.Index(fields=["search", "id"], name="candidate_by_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="candidate_once_per_certification", fields=["user", "certification"]
            ),
            models.CheckConstraint(
                name="candidate_feasibility_decision_has_a_date",
                condition=Q(feasibility_is_accepted=None, feasibility_decided_on=None)
                | Q(
                    feasibility_is_accepted__isnull=False,
                    feasibility_decided_on__isnull=False,
                    feasibility_requested_on__isnull=False,
                ),
            ),
        ]

    def __str__(self):
        return self.display_name

    @property
    def current_name(self):
        return self.used_name or self.birth_name

    @property
    def display_name(self):
        """« Gaëlle Le Guen »: how the application addresses the person."""
        first = self.first_names.replace(",", " ").split()
        return f"{first[0] if first else ''} {self.current_name}".strip()

    @property
    def civil_name(self):
        """« Gaëlle Marie Le Guen »: what a certificate prints."""
        return f"{' '.join(self.first_names.replace(',', ' ').split())} {self.current_name}"

    @property
    def is_vae(self):
        return self.route == Route.VAE

    def folded(self):
        return fold(" ".join([self.birth_name, self.used_name, self.first_names, self.user.email]))

    def feasibility(self):
        if self.feasibility_requested_on is None:
            return None
        return Feasibility(
            self.feasibility_requested_on, self.feasibility_decided_on, self.feasibility_is_accepted
        )

    def obstacles(self, *, on):
        """Why this person may not yet position (A11, D4), in sentences; empty when they may."""
        return obstacles_to_positioning(
            self.version.required_modules(),
            {a.module.code: a.as_rule() for a in self.attendances.all()},
            on=on,
            vae=self.is_vae,
            feasibility=self.feasibility(),
        )

    def ties(self):
        """How the rules see who may not judge this person (D7)."""
        people = {a.trainer_email: "a formé la personne candidate" for a in self.attendances.all()}
        people |= {
            self.companion_email: "accompagne la personne candidate",
            self.line_manager_email: "responsable hiérarchique de la personne candidate",
        }
        bodies = {a.training_body_id for a in self.attendances.all() if a.training_body_id}
        return CandidateTies(
            email=self.user.email,
            organisation=self.user.organisation_id,
            unit=self.user.unit,
            people={email: tie for email, tie in people.items() if email},
            training_bodies=frozenset(bodies),
        )


class ModuleAttendance(models.Model):
    """A compulsory module in a candidate's course: planned, then followed once somebody confirms it."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="attendances")
    module = models.ForeignKey(Module, models.PROTECT, related_name="attendances")
    started_on = models.DateField("du")
    ended_on = models.DateField("au")
    is_followed = models.BooleanField("suivi", default=False)
    training_body = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisme de formation",
    )
    trainer_email = models.EmailField("adresse du formateur ou de la formatrice", blank=True)

    class Meta:
        verbose_name = "module suivi ou planifié"
        ordering = ["module__position"]
        constraints = [
            models.UniqueConstraint(name="module_once_per_candidate", fields=["candidate", "module"]),
            models.CheckConstraint(
                name="module_ends_after_it_starts", condition=Q(ended_on__gte=F("started_on"))
            ),
        ]

    def __str__(self):
        return f"{self.module} ({self.started_on})"

    def as_rule(self):
        return Attendance(self.started_on, self.ended_on, self.is_followed)


class DossierQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may read it: its candidate, drafts included, and the office once it was submitted."""
        own = Q(candidate__user=user)
        return self.filter(own | Q(submitted_at__isnull=False)) if user.is_manager else self.filter(own)

    def owned_by(self, user):
        return self.filter(candidate__user=user)

    def managed_by(self, user):
        """The office's side: what was submitted, except one's own procedure."""
        if not user.is_manager:
            return self.none()
        return self.filter(submitted_at__isnull=False).exclude(candidate__user=user)

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
    created_at = models.DateTimeField("commencé le")
    saved_at = models.DateTimeField("enregistré le")
    submitted_at = models.DateTimeField("déposé le", null=True, editable=False)
    closed_at = models.DateTimeField("clos le", null=True, editable=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier de pratiques professionnelles"
        verbose_name_plural = "dossiers de pratiques professionnelles"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "submitted_at", "id"], name="dossier_queue")]
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
    def is_draft(self):
        return self.state == DossierState.DRAFT

    @property
    def is_submitted(self):
        return self.state == DossierState.SUBMITTED

    @property
    def blocks_label(self):
        """« blocs 1 et 3 »."""
        ranks = [str(link.block.position) for link in self.targets.all()]
        return f"{'blocs' if len(ranks) > 1 else 'bloc'} {listing(ranks)}"

    def move_to(self, target):
        check_transition(self.state, target)
        self.state = target

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


class DossierBlock(models.Model):
    """A block that a dossier targets. While it is pending, no other dossier of the candidate may target it;
    once validated, none ever will (A1, A2)."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="targets")
    block = models.ForeignKey(Block, models.PROTECT, related_name="targets")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="targets")
    outcome = models.CharField("issue", max_length=13, choices=Outcome, default=Outcome.PENDING)

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


def frozen_unless_draft(dossier_of_row):
    """Text may only change while it is a draft: the database's own word on it. `dossier_of_row` is SQL."""
    return pgtrigger.Trigger(
        name="only_a_draft_changes",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("touched", "BIGINT")],
        func=(
            "IF TG_OP = 'DELETE' THEN touched = " + dossier_of_row.replace("ROW", "OLD") + "; "
            "ELSE touched = " + dossier_of_row.replace("ROW", "NEW") + "; END IF; "
            "IF EXISTS (SELECT 1 FROM candidates_dossier d WHERE d.id = touched AND d.state <> 'draft') "
            "THEN RAISE EXCEPTION 'Un dossier déposé ne change plus.' "
            "USING ERRCODE = 'restrict_violation'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


class Situation(models.Model):
    """A significant professional situation (A8): it may serve several blocks of the dossier."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="situations")
    position = models.PositiveSmallIntegerField("rang")
    key = models.UUIDField(null=True, editable=False)
    title = models.CharField("titre", max_length=200, blank=True)
    context = models.TextField("contexte", blank=True)
    presentation = models.TextField("présentation", blank=True)
    analysis = models.TextField("analyse", blank=True)
    blocks = models.ManyToManyField(Block, related_name="situations")

    class Meta:
        verbose_name = "situation professionnelle significative"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="situation_rank_once", fields=["dossier", "position"]),
            models.UniqueConstraint(
                name="situation_key_once", fields=["dossier", "key"], nulls_distinct=True
            ),
        ]
        triggers = [frozen_unless_draft("ROW.dossier_id")]

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
        )


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
            frozen_unless_draft(
                "(SELECT s.dossier_id FROM candidates_situation s WHERE s.id = ROW.situation_id)"
            )
        ]

    def __str__(self):
        return f"{self.competence.code} dans {self.situation}"


class Submission(models.Model):
    """What was addressed to the jury, frozen: the jury reads this, whatever becomes of the draft."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField("version")
    submitted_at = models.DateTimeField("déposée le")
    content = models.JSONField("contenu")
    sha256 = models.CharField("empreinte", max_length=64)

    class Meta:
        verbose_name = "dépôt"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="submission_number_once", fields=["dossier", "number"])]
        triggers = [*APPEND_ONLY]

    def __str__(self):
        return f"{self.dossier}, version {self.number}"

    @property
    def receipt(self):
        """« 7F3A-91C2 »: the head of the digest, short enough to be read aloud."""
        return f"{self.sha256[:4]}-{self.sha256[4:8]}".upper()

    @property
    def situations(self):
        return self.content["situations"]
