"""Who may not judge a candidate, nor handle their procedure (D7): ties kept for ever, and those read live."""

import pgtrigger
from django.conf import settings
from django.db import models

from accounts.models import User
from audit.models import APPEND_ONLY
from rules.conflicts import OFFICE_WORK, TIES


class TieKind(models.TextChoices):
    """What was once recorded of somebody about a candidate."""

    LINE_MANAGER = "line_manager", "Responsable hiérarchique"
    COMPANION = "companion", "Accompagnement (VAE)"
    TRAINER = "trainer", "Formation"
    TUTOR = "tutor", "Tutorat"
    REGISTERED = "registered", "Inscription ou invitation"
    INVITED = "invited", "Invité(e) par la personne candidate"


def keeps_ties(name, operation, values, *, candidate="NEW.candidate_id"):
    """A trigger that keeps a tie for ever, whoever writes the row. `values` holds SQL rows (kind,
    address), written here and never typed by anybody."""
    rows = ", ".join(f"('{kind}', {address})" for kind, address in values)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        func=(
            "INSERT INTO candidates_tie (candidate_id, kind, email, since, source) "  # noqa: S608 (constants)
            f"SELECT {candidate}, found.kind, lower(btrim(found.email)), now(), "
            "TG_TABLE_NAME || ':' || NEW.id "
            f"FROM (VALUES {rows}) AS found(kind, email) "
            "WHERE btrim(coalesce(found.email, '')) <> '' ON CONFLICT DO NOTHING; RETURN NEW;"
        ),
    )


def address_of(user_id):
    return f"(SELECT u.email FROM accounts_user u WHERE u.id = {user_id})"  # noqa: S608 (a column of the row)


class Tie(models.Model):
    """Somebody was this to a candidate, at some date: a line manager replaced since stays one. Known by
    their address, for it is often all that is recorded. Rows come from triggers, so from any path."""

    candidate = models.ForeignKey("candidates.Candidate", models.PROTECT, related_name="known_ties")
    kind = models.CharField("nature", max_length=12, choices=TieKind)
    email = models.CharField("adresse", max_length=254)
    since = models.DateTimeField("connu depuis le")
    source = models.CharField("source", max_length=80)

    class Meta:
        verbose_name = "lien connu"
        verbose_name_plural = "liens connus"
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["email", "candidate"], name="tie_by_address")]
        constraints = [models.UniqueConstraint(name="tie_kept_once", fields=["candidate", "email", "kind"])]
        triggers = APPEND_ONLY

    def __str__(self):
        return f"{self.email} : {self.in_words}"

    @property
    def in_words(self):
        return TIES[self.kind]


class Addressee(User):
    """Somebody whose address may change: what tied the old address ties the new one."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="ties_follow_the_person",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("email"),
                condition=pgtrigger.Condition("lower(OLD.email) IS DISTINCT FROM lower(NEW.email)"),
                func=(
                    "INSERT INTO candidates_tie (candidate_id, kind, email, since, source) "
                    "SELECT t.candidate_id, t.kind, lower(NEW.email), t.since, t.source "
                    "FROM candidates_tie t WHERE t.email = lower(OLD.email) ON CONFLICT DO NOTHING; "
                    "RETURN NEW;"
                ),
            )
        ]


class TiedQuerySet(models.QuerySet):
    def judging(self, user):
        """The candidates that this person may not judge."""
        return self.filter(user=user).values("candidate")

    def managing(self, user):
        """The candidates whose procedure this person may not handle: registering or inviting them was
        their work, the rest is a tie."""
        return self.filter(user=user).exclude(kind__in=OFFICE_WORK).values("candidate")

    def out_of_the_office(self, candidate):
        """Those of the office who may not handle this candidate's procedure."""
        return self.filter(candidate=candidate).exclude(kind__in=OFFICE_WORK).values("user")


class Tied(models.Model):
    """A person tied to a candidate, as things are now: a view over ties kept, the person themself, and who
    works in the same unit. One definition for querysets and for the trigger on seats."""

    pk = models.CompositePrimaryKey("candidate", "user", "kind")
    candidate = models.ForeignKey("candidates.Candidate", models.DO_NOTHING, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=12)
    since = models.DateTimeField(null=True)

    objects = TiedQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "candidates_tied"

    def __str__(self):
        return f"{self.user_id}, {self.candidate_id} : {self.kind}"

    @property
    def in_words(self):
        return TIES[self.kind]
