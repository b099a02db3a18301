"""The minutes (PV): content frozen at the closing, signed by each member, then sealed and printed once."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.models import APPEND_ONLY
from jury.models.examinations import Examination, Stage

REMINDED_BEFORE = timedelta(days=2)  # before the sealing, once


class MinutesQuerySet(models.QuerySet):
    def to_make(self):
        """Sealed, and not printed yet: work that `catch_up` finds."""
        return self.filter(file="", sealed_at__isnull=False)

    def to_sign(self):
        return self.filter(sealed_at=None)

    def awaiting(self, user):
        """Those that wait for this person's signature."""
        signed = MinutesSignature.objects.filter(signer=user).values("minutes")
        return self.to_sign().filter(signers=user).exclude(pk__in=signed)

    def to_seal(self, *, at):
        """The days to sign are over: those who have not signed are named as such."""
        return self.to_sign().filter(closed_at__lte=at - timedelta(days=settings.MINUTES_SIGNING_DAYS))

    def to_remind(self, *, at):
        soon = at - timedelta(days=settings.MINUTES_SIGNING_DAYS) + REMINDED_BEFORE
        return self.to_sign().filter(reminded_at=None, closed_at__lte=soon)


class Minutes(models.Model):
    """The minutes of a stage, or minutes that rectify others (D12). Content and digest are frozen when the
    chair closes; the members who sat then sign that digest; the PDF is made once they all have, or once the
    days to sign are over."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="minutes")
    stage = models.CharField("étape", max_length=9, choices=Stage)
    rectifies = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="rectifications", verbose_name="rectifie"
    )
    closed_at = models.DateTimeField("clos le")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content = models.JSONField("contenu")
    sha256 = models.CharField("empreinte", max_length=64)
    signers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="minutes_to_sign", verbose_name="signataires"
    )
    reminded_at = models.DateTimeField("rappel envoyé le", null=True)
    sealed_at = models.DateTimeField("scellé le", null=True)
    file = models.CharField("fichier", max_length=200, blank=True)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = "procès-verbal"
        verbose_name_plural = "procès-verbaux"
        ordering = ["closed_at", "pk"]
        indexes = [
            models.Index(fields=["id"], name="minutes_no_file", condition=Q(file="")),
            models.Index(fields=["closed_at", "id"], name="minutes_to_sign", condition=Q(sealed_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_minutes_per_stage", fields=["examination", "stage"], condition=Q(rectifies=None)
            ),
            models.CheckConstraint(
                name="minutes_printed_once_sealed", condition=Q(file="") | Q(sealed_at__isnull=False)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="what_was_closed_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "examination", "stage", "rectifies", "closed_at", "closed_by", "content", "sha256"
                ),
                func="RAISE EXCEPTION 'Un procès-verbal clos ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="what_was_sealed_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.sealed_at IS NOT NULL AND OLD.sealed_at IS DISTINCT FROM NEW.sealed_at) OR "
                    "(OLD.file <> '' AND (OLD.file, OLD.file_sha256) IS DISTINCT FROM "
                    "(NEW.file, NEW.file_sha256)))"
                ),
                func="RAISE EXCEPTION 'Un procès-verbal scellé ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
        ]

    def __str__(self):
        return f"{self.content['title']}, dossier {self.examination.dossier.reference}"

    @property
    def title(self):
        return self.content["title"]

    @property
    def reference(self):
        """« PV-2026-0147-D »; minutes closed before references existed bear none."""
        return self.content.get("reference", "")

    @property
    def is_sealed(self):
        return self.sealed_at is not None

    @property
    def sealed_by(self):
        """The instant after which nobody signs."""
        return self.closed_at + timedelta(days=settings.MINUTES_SIGNING_DAYS)

    @property
    def file_name(self):
        kind = "rectificatif" if self.rectifies_id else KINDS[self.stage]
        return f"proces-verbal-{kind}-{self.examination.dossier.reference}.pdf"

    def unsigned(self):
        """Who is still to sign; prefetch `signers` and `signatures`."""
        signed = {signature.signer_id for signature in self.signatures.all()}
        return [user for user in self.signers.all() if user.pk not in signed]


KINDS = {Stage.READING: "lecture", Stage.INTERVIEW: "deliberation"}


class SignatureMethod(models.TextChoices):
    """How it is known who signed. Each asks for a sign-in of less than ten minutes."""

    CLOSING = "closing", "en clôturant, identité confirmée"
    PASSWORD = "password", "mot de passe confirmé"
    MFA = "mfa", "second facteur confirmé"


class MinutesSignature(models.Model):
    """A member signs the digest of the frozen content. A reserve is added beside, and alters nothing."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("signé le")
    sha256 = models.CharField("empreinte signée", max_length=64)
    method = models.CharField("preuve d’identité", max_length=8, choices=SignatureMethod)
    reserve = models.TextField("réserve", blank=True)

    class Meta:
        verbose_name = "signature"
        ordering = ["signed_at", "pk"]
        constraints = [models.UniqueConstraint(name="signed_once", fields=["minutes", "signer"])]
        triggers = [
            *APPEND_ONLY,
            pgtrigger.Trigger(
                name="signs_what_was_closed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NOT EXISTS (SELECT 1 FROM jury_minutes m JOIN jury_minutes_signers s "
                    "ON s.minutes_id = m.id AND s.user_id = NEW.signer_id WHERE m.id = NEW.minutes_id "
                    "AND m.sha256 = NEW.sha256 AND m.sealed_at IS NULL) "
                    "THEN RAISE EXCEPTION 'Seul un membre qui a siégé signe, et seulement ce qui a été "
                    "clos.' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.signer} : {self.minutes_id}"
