"""What one can earn, version by version. A published version never changes: the database holds it still."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Upper

from audit.models import APPEND_ONLY
from rules.awards import Block as BlockRule
from rules.composition import JuryParameters
from rules.eligibility import RequiredModule
from rules.issuing import Registration, number_prefix

FROZEN = "Une version publiée ne change jamais : chargez une autre version."


def frozen_with_version(version_of_row):
    """A trigger that refuses any change under a published version. `version_of_row` is SQL giving its id."""
    return pgtrigger.Trigger(
        name="frozen_once_published",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("touched", "BIGINT")],
        func=(
            "IF TG_OP = 'INSERT' THEN touched = " + version_of_row.replace("ROW", "NEW") + "; "
            "ELSE touched = " + version_of_row.replace("ROW", "OLD") + "; END IF; "
            "IF EXISTS (SELECT 1 FROM referentials_version v WHERE v.id = touched AND v.published_at "
            "IS NOT NULL) "
            f"THEN RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'restrict_violation'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


# the prefix of its numbers, as `rules.issuing.number_prefix` says it, in capitals
PREFIX = Upper(Func(F("code"), Value("^CQP-"), Value(""), function="regexp_replace"))


class CertificationQuerySet(models.QuerySet):
    def numbered_as(self, code):
        """Those whose certificates would bear the same numbers as those of a certification of this code."""
        return self.alias(prefix=PREFIX).filter(prefix=number_prefix(code).upper())


class Certification(models.Model):
    """Something one can earn, whatever the version: « CQP-MO »."""

    code = models.CharField("code", max_length=40, unique=True)

    objects = CertificationQuerySet.as_manager()

    class Meta:
        verbose_name = "certification"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(PREFIX, name="one_certification_per_number_prefix"),
            models.CheckConstraint(
                name="certification_code_names_a_series",
                condition=~Q(code="CQP-") & ~Q(code__iregex="-B[0-9]+$"),
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def number_prefix(self):
        """See `rules.issuing`."""
        return number_prefix(self.code)


class WhenLapsed(models.TextChoices):
    """What becomes of a certificate issued while the registration in the RNCP is lapsed or absent."""

    WITHOUT_LEVEL = "without_level", "délivré sans mention de l’enregistrement ni du niveau"
    REFUSED = "refused", "non délivré"


class VersionQuerySet(models.QuerySet):
    def published(self):
        return self.exclude(published_at=None)

    def in_force(self):
        """The latest published version of each certification: where a newcomer is registered."""
        return (
            self.published().order_by("certification_id", "-published_at", "-pk").distinct("certification_id")
        )


class Version(models.Model):
    """One version of a certification's referential, with its parameters.

    `content_sha256` is the digest of the file it was loaded from, so loading it again changes nothing.
    """

    certification = models.ForeignKey(Certification, models.PROTECT, related_name="versions")
    number = models.CharField("version", max_length=60)
    acronym = models.CharField("sigle", max_length=60)
    title = models.CharField("intitulé", max_length=400)
    is_illustrative = models.BooleanField("référentiel illustratif")
    rncp_number = models.CharField("numéro RNCP", max_length=20, blank=True)
    level = models.PositiveSmallIntegerField("niveau", null=True)
    eqf_level = models.PositiveSmallIntegerField("niveau européen", null=True)
    nsf = models.JSONField("codes NSF", default=list)
    rncp_decision_on = models.DateField("décision de France compétences", null=True)
    rncp_valid_until = models.DateField("enregistrée jusqu’au", null=True)
    last_award_on = models.DateField("date limite de délivrance", null=True)
    min_members = models.PositiveSmallIntegerField("membres du jury, au moins")
    min_external_share = models.DecimalField("part de membres extérieurs", max_digits=4, decimal_places=3)
    quorum = models.PositiveSmallIntegerField("quorum")
    colleges = models.JSONField("collèges représentés", default=list)
    notice_days = models.PositiveSmallIntegerField("jours de convocation", default=15)
    appeal_days = models.PositiveSmallIntegerField("jours de recours", default=60)
    when_lapsed = models.CharField(
        "enregistrement échu ou absent", max_length=13, choices=WhenLapsed, default=WhenLapsed.WITHOUT_LEVEL
    )
    keeps_acquired_competences_months = models.PositiveSmallIntegerField(
        "mois de conservation des compétences d’un bloc non validé", default=0
    )
    content_sha256 = models.CharField(max_length=64, editable=False)
    published_at = models.DateTimeField("publiée le", null=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version de référentiel"
        ordering = ["certification__code", "-published_at"]
        constraints = [
            models.UniqueConstraint(name="version_number_once", fields=["certification", "number"]),
            models.UniqueConstraint(name="version_of_certification", fields=["id", "certification"]),
            models.CheckConstraint(name="version_jury_has_members", condition=Q(min_members__gte=2)),
            models.CheckConstraint(
                name="version_quorum_fits", condition=Q(quorum__gte=2, quorum__lte=models.F("min_members"))
            ),
            models.CheckConstraint(
                name="version_external_share_is_a_share",
                condition=Q(min_external_share__gte=0, min_external_share__lte=1),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
                func=f"RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'restrict_violation';",
            )
        ]

    def __str__(self):
        return f"{self.acronym} ({self.number})"

    @property
    def full_title(self):
        """« CQP Manager opérationnel de la Sécurité sociale »."""
        return f"{self.acronym.split()[0]} {self.title}"

    def jury_parameters(self):
        return JuryParameters(
            self.min_members,
            float(self.min_external_share),
            self.quorum,
            colleges=tuple(self.colleges),
            notice_days=self.notice_days,
        )

    def registration(self):
        return Registration(
            number=self.rncp_number,
            decision_on=self.rncp_decision_on,
            level=self.level,
            eqf_level=self.eqf_level,
            nsf=self.nsf,
            valid_until=self.rncp_valid_until,
            last_award_on=self.last_award_on,
            is_required=self.when_lapsed == WhenLapsed.REFUSED,
        )

    def required_modules(self):
        return [module.as_rule() for module in self.modules.all()]

    def blocks_as_rules(self):
        return [block.as_rule() for block in self.blocks.prefetch_related("competences")]


class OrderedInVersion(models.Model):
    """Order counts: of blocks on the certificate, of modules in the regulation."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="%(class)ss")
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("intitulé", max_length=400)

    class Meta:
        abstract = True
        ordering = ["position"]


class Authority(models.Model):
    """A certifying body. One of those publicly known has no SIRET."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="authorities")
    position = models.PositiveSmallIntegerField("rang")
    name = models.CharField("nom", max_length=200)
    siret = models.CharField("SIRET", max_length=14, null=True)

    class Meta:
        verbose_name = "autorité certificatrice"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="authority_rank_once", fields=["version", "position"])]
        triggers = [frozen_with_version("ROW.version_id")]

    def __str__(self):
        return self.name


class Module(OrderedInVersion):
    """A compulsory module (A11): the order of the modules is part of the rule."""

    code = models.CharField("code", max_length=40)

    class Meta(OrderedInVersion.Meta):
        verbose_name = "module obligatoire"
        constraints = [
            models.UniqueConstraint(name="module_code_once", fields=["version", "code"]),
            models.UniqueConstraint(name="module_rank_once", fields=["version", "position"]),
        ]
        triggers = [frozen_with_version("ROW.version_id")]

    def __str__(self):
        return self.title

    def as_rule(self):
        return RequiredModule(self.code, self.title)


class Block(OrderedInVersion):
    """A block of competences: validated as a whole, or not (A1)."""

    code = models.CharField("code", max_length=40)

    class Meta(OrderedInVersion.Meta):
        verbose_name = "bloc de compétences"
        verbose_name_plural = "blocs de compétences"
        constraints = [
            models.UniqueConstraint(name="block_code_once", fields=["version", "code"]),
            models.UniqueConstraint(name="block_rank_once", fields=["version", "position"]),
        ]
        triggers = [frozen_with_version("ROW.version_id")]

    def __str__(self):
        return f"{self.label}. {self.title}"

    @property
    def label(self):
        """« Bloc 3 »: how people call it."""
        return f"Bloc\u00a0{self.position}"

    def as_rule(self):
        return BlockRule(self.code, frozenset(c.code for c in self.competences.all()))


class Competence(models.Model):
    """What a jury judges, one by one (A6). Its code is unique within its block."""

    block = models.ForeignKey(Block, models.PROTECT, related_name="competences")
    position = models.PositiveSmallIntegerField("rang")
    code = models.CharField("code", max_length=40)
    title = models.CharField("intitulé", max_length=400)

    class Meta:
        verbose_name = "compétence"
        ordering = ["block__position", "position"]
        constraints = [
            models.UniqueConstraint(name="competence_code_once", fields=["block", "code"]),
            models.UniqueConstraint(name="competence_rank_once", fields=["block", "position"]),
        ]
        triggers = [
            frozen_with_version("(SELECT b.version_id FROM referentials_block b WHERE b.id = ROW.block_id)")
        ]

    def __str__(self):
        return f"{self.code} {self.title}"


class BlockEquivalence(models.Model):
    """A CCP of the old block counts for the new one (D14): decided in writing, with a reason, for good.

    It is read as it is written: nothing follows from two of them put end to end.
    """

    old_block = models.ForeignKey(
        Block, models.PROTECT, related_name="counts_for", verbose_name="ancien bloc"
    )
    new_block = models.ForeignKey(
        Block, models.PROTECT, related_name="also_earned_by", verbose_name="nouveau bloc"
    )
    reason = models.TextField("raison")
    decided_on = models.DateField("décidée le")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("inscrite le")

    class Meta:
        verbose_name = "équivalence de blocs"
        verbose_name_plural = "équivalences de blocs"
        ordering = ["new_block__position", "old_block__position", "pk"]
        constraints = [
            models.UniqueConstraint(name="equivalence_once", fields=["old_block", "new_block"]),
            models.CheckConstraint(name="equivalence_has_a_reason", condition=~Q(reason="")),
        ]
        triggers = [
            *APPEND_ONLY,
            pgtrigger.Trigger(
                name="between_versions_of_one_certification",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NOT EXISTS (SELECT 1 FROM referentials_block o "
                    "JOIN referentials_version ov ON ov.id = o.version_id, referentials_block n "
                    "JOIN referentials_version nv ON nv.id = n.version_id "
                    "WHERE o.id = NEW.old_block_id AND n.id = NEW.new_block_id "
                    "AND ov.certification_id = nv.certification_id AND ov.published_at < nv.published_at) "
                    "THEN RAISE EXCEPTION 'Une équivalence va d’une version à une version plus récente.' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.old_block} vaut pour {self.new_block}"
