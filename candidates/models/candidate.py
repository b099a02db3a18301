"""Who applies: the person, as on the civil record, and the route they follow."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Prefetch, Q

from candidates.models.ties import Tied, TieKind, address_of, keeps_ties
from referentials.models import Certification, Version
from rules.composition import CandidateTies
from rules.eligibility import (
    Feasibility,
    feasibility_in_words,
    obstacles_to_positioning,
    out_of_order,
)
from ui.search import fold


class Route(models.TextChoices):
    TRAINING = "training", "Formation"
    VAE = "vae", "VAE"


class Sex(models.TextChoices):
    """As on the civil record; certificates write « né » or « née » after it."""

    FEMALE = "F", "Féminin"
    MALE = "M", "Masculin"


class CandidateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What a manager sees from the office's side: everybody's procedure but their own, and but those
        of people they are tied to. Who was erased is nobody any more."""
        if not user.is_manager:
            return self.none()
        return self.filter(erased_at=None).exclude(pk__in=Tied.objects.managing(user))

    def owned_by(self, user):
        """One's own procedures, seen as a candidate."""
        return self.filter(user=user)

    def with_course(self):
        """What it takes to say whether each one may position, in a fixed number of queries."""
        attendances = self.model._meta.get_field("attendances").related_model.objects
        attendances = attendances.select_related("module", "training_body", "proof")
        return self.select_related("user__organisation", "version__certification").prefetch_related(
            Prefetch("attendances", attendances), "version__modules"
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
    feasibility_valid_until = models.DateField("recevabilité valable jusqu’au", null=True, blank=True)
    registered_at = models.DateTimeField("inscrit le")
    erasure_told_at = models.DateTimeField("effacement annoncé le", null=True, editable=False)
    erased_at = models.DateTimeField("effacé le", null=True, editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
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
        triggers = [
            keeps_ties(
                "ties_of_a_candidate",
                pgtrigger.Insert
                | pgtrigger.UpdateOf("line_manager_email", "companion_email", "registered_by_id"),
                [
                    (TieKind.LINE_MANAGER.value, "NEW.line_manager_email"),
                    (TieKind.COMPANION.value, "NEW.companion_email"),
                    (TieKind.REGISTERED.value, address_of("NEW.registered_by_id")),
                ],
                candidate="NEW.id",
            )
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
            self.feasibility_requested_on,
            self.feasibility_decided_on,
            self.feasibility_is_accepted,
            self.feasibility_valid_until,
        )

    def feasibility_in_words(self, *, on):
        """Where the VAE request stands (D4), in sentences for both sides."""
        return feasibility_in_words(self.feasibility(), on=on)

    def attended(self):
        """{code of a module: its attendance}; needs `with_course`. A module keeps its code from one version
        of a referential to the next: what was attended before a move counts after it. Of two recorded for
        one code, the one that was followed."""
        rows = sorted(self.attendances.all(), key=lambda attendance: (attendance.is_followed, attendance.pk))
        return {attendance.module.code: attendance for attendance in rows}

    def _attended_as_rules(self):
        return {code: attendance.as_rule() for code, attendance in self.attended().items()}

    def modules_of_course(self):
        """[(module, its attendance or None)] of the version followed; needs `with_course`."""
        attended = self.attended()
        return [(module, attended.get(module.code)) for module in self.version.modules.all()]

    def misplaced_modules(self):
        """D6: {code: sentence} of the modules whose dates do not count in this order; needs `with_course`."""
        return out_of_order(self.version.required_modules(), self._attended_as_rules())

    def obstacles(self, *, on):
        """Why this person may not yet position (A11, D4), in sentences; empty when they may."""
        return obstacles_to_positioning(
            self.version.required_modules(),
            self._attended_as_rules(),
            on=on,
            vae=self.is_vae,
            feasibility=self.feasibility(),
        )

    def ties(self):
        """How the rules see who may not judge this person, now or because of the past (D7)."""
        bodies = [a.training_body for a in self.attendances.all() if a.training_body]
        organisation = self.user.organisation
        return CandidateTies(
            email=self.user.email,
            organisation=organisation.pk if organisation else None,
            workplace=organisation.name if organisation else "",
            unit=self.user.unit,
            people={tie.email: tie.in_words for tie in self.known_ties.all()},
            training_bodies=frozenset(body.pk for body in bodies),
            training_names=frozenset(body.name for body in bodies),
        )
