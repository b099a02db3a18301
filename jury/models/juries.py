"""Who may decide, and when: a jury, its members, and the sessions it sits in."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q

from jury.states import UNDER_WAY
from referentials.models import Certification
from ui.counting import number_of


class Mode(models.TextChoices):
    """How people meet."""

    ON_SITE = "on_site", "Sur place"
    REMOTE = "remote", "À distance"


class JuryQuerySet(models.QuerySet):
    def with_work(self):
        """With `at_work`: how many dossiers each has before it."""
        examinations = self.model._meta.get_field("examinations").related_model.objects
        under_way = examinations.filter(jury=OuterRef("pk"), state__in=UNDER_WAY)
        return self.annotate(at_work=number_of(under_way))


class Jury(models.Model):
    """A professional jury, constituted once; dossiers are then assigned to it, one examination each."""

    name = models.CharField("nom", max_length=120)
    certification = models.ForeignKey(Certification, models.PROTECT, related_name="juries")
    constituted_at = models.DateTimeField("constitué le")

    objects = JuryQuerySet.as_manager()

    class Meta:
        verbose_name = "jury"
        verbose_name_plural = "jurys"
        ordering = ["-constituted_at", "-pk"]
        indexes = [models.Index(fields=["-constituted_at", "-id"], name="jury_by_date")]
        constraints = [models.UniqueConstraint(name="jury_name_once", fields=["certification", "name"])]

    def __str__(self):
        return self.name


class JuryMember(models.Model):
    """A member of a jury. One of them chairs it."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jury_memberships")
    is_chair = models.BooleanField("préside", default=False)

    class Meta:
        verbose_name = "membre de jury"
        ordering = ["-is_chair", "user__last_name", "pk"]
        constraints = [
            models.UniqueConstraint(name="member_once_per_jury", fields=["jury", "user"]),
            models.UniqueConstraint(name="one_chair_per_jury", fields=["jury"], condition=Q(is_chair=True)),
        ]

    def __str__(self):
        return self.user.full_name


class SessionQuerySet(models.QuerySet):
    def held(self):
        """Their results wait to be published together (D11)."""
        return self.filter(published_at=None)


class Session(models.Model):
    """A jury session: the days on which a jury decides some dossiers, whose results are published together.

    What is decided stands from the closing; candidates hear of it at the publication. A dossier given to a
    jury outside any session is told as soon as the minutes close.
    """

    certification = models.ForeignKey(Certification, models.PROTECT, related_name="sessions")
    jury = models.ForeignKey(Jury, models.PROTECT, related_name="sessions")
    name = models.CharField("nom", max_length=120)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    mode = models.CharField("forme", max_length=7, choices=Mode)
    place = models.CharField("lieu ou lien", max_length=300)
    created_at = models.DateTimeField("créée le")
    published_at = models.DateTimeField("résultats publiés le", null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="publiés par"
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "session de jury"
        verbose_name_plural = "sessions de jury"
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["-starts_on", "-id"], name="session_by_date")]
        constraints = [
            models.UniqueConstraint(name="session_name_once", fields=["certification", "name"]),
            models.CheckConstraint(
                name="session_ends_after_it_starts", condition=Q(ends_on__gte=models.F("starts_on"))
            ),
            models.CheckConstraint(
                name="published_session_has_its_author",
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_published(self):
        return self.published_at is not None
