"""The interview with the same jury (A9): the dates proposed, the summons, and who came."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jury.models.examinations import Examination, Seat
from jury.models.juries import Mode
from rules.scheduling import INTERVIEW_MINUTES, REMINDERS


class Attendance(models.TextChoices):
    """Whether the candidate came (D10)."""

    EXPECTED = "expected", "À venir"
    PRESENT = "present", "Présent(e)"
    EXCUSED = "excused", "Absence excusée"
    ABSENT = "absent", "Absence non excusée"
    MOVED = "moved", "Date modifiée"


class Meeting(models.Model):
    """When and where an interview is, or could be."""

    starts_at = models.DateTimeField("date et heure")
    minutes = models.PositiveSmallIntegerField("durée prévue, en minutes", default=INTERVIEW_MINUTES)
    mode = models.CharField("forme", max_length=7, choices=Mode)
    place = models.CharField("lieu ou lien", max_length=300)

    class Meta:
        abstract = True

    @property
    def is_remote(self):
        return self.mode == Mode.REMOTE

    @property
    def link(self):
        """The address to follow, when the place is one."""
        return self.place if self.place.startswith("https://") and " " not in self.place else ""


class InterviewQuerySet(models.QuerySet):
    def expected(self):
        return self.filter(attendance=Attendance.EXPECTED)

    def to_remind(self, *, at):
        """Those whose people should have been reminded by now, and were not."""
        first, last = REMINDERS
        return self.expected().filter(
            Q(reminders_sent__lt=1, starts_at__lte=at + first)
            | Q(reminders_sent__lt=2, starts_at__lte=at + last),
            starts_at__gt=at,
        )


class Interview(Meeting):
    """A summons to the interview with the same jury (A9), and who came to it. `started_at`, `ended_at`:
    the time kept in the interview room, when it was used."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="interviews")
    summoned_at = models.DateTimeField("convoqué le")
    attendance = models.CharField("venue", max_length=8, choices=Attendance, default=Attendance.EXPECTED)
    reason = models.TextField("raison", blank=True)
    held_at = models.DateTimeField("consigné le", null=True)
    started_at = models.DateTimeField("commencé à", null=True)
    ended_at = models.DateTimeField("terminé à", null=True)
    reminders_sent = models.PositiveSmallIntegerField("rappels envoyés", default=0)
    present = models.ManyToManyField(Seat, related_name="interviews")

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = "entretien"
        ordering = ["summoned_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at"], name="interview_expected", condition=Q(attendance="expected")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_interview_expected", fields=["examination"], condition=Q(attendance="expected")
            ),
            models.CheckConstraint(
                name="interview_ends_after_it_starts",
                condition=Q(ended_at=None) | Q(started_at__isnull=False, ended_at__gte=F("started_at")),
            ),
        ]

    def __str__(self):
        return f"Entretien du {self.starts_at:%d/%m/%Y}"

    @property
    def is_under_way(self):
        return self.started_at is not None and self.ended_at is None


class SlotQuerySet(models.QuerySet):
    def open(self):
        """Those that the candidate may still choose."""
        return self.filter(withdrawn_at=None, interview=None)


class InterviewSlot(Meeting):
    """A date that the jury offers; the candidate chooses one, and it becomes the summons."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="slots")
    proposed_at = models.DateTimeField("proposé le")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("retiré le", null=True)
    interview = models.OneToOneField(Interview, models.PROTECT, null=True, related_name="slot")

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = "créneau d’entretien"
        verbose_name_plural = "créneaux d’entretien"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="slot_offered_once",
                fields=["examination", "starts_at"],
                condition=Q(withdrawn_at=None, interview=None),
            ),
            models.CheckConstraint(
                name="a_slot_chosen_is_not_withdrawn", condition=Q(withdrawn_at=None) | Q(interview=None)
            ),
        ]

    def __str__(self):
        return f"Créneau du {self.starts_at:%d/%m/%Y %H:%M}"


class InterviewNotice(models.Model):
    """The summons of one person on paper: due with the summons, made after it, never changed."""

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.CharField("fichier", max_length=200, blank=True)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)

    class Meta:
        verbose_name = "convocation à un entretien"
        verbose_name_plural = "convocations à un entretien"
        indexes = [models.Index(fields=["id"], name="interview_notice_to_make", condition=Q(file=""))]
        constraints = [
            models.UniqueConstraint(name="one_notice_per_person", fields=["interview", "recipient"])
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="made_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.file <> ''"),
                func="RAISE EXCEPTION 'Une convocation envoyée ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def file_name(self):
        return f"convocation-{self.interview.examination.dossier.reference}.pdf"
