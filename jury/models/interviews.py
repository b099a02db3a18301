"""The interview with the same jury (A9): the summons, and who came."""

from django.db import models
from django.db.models import Q

from jury.models.examinations import Examination, Seat
from jury.models.juries import Mode


class Attendance(models.TextChoices):
    """Whether the candidate came (D10)."""

    EXPECTED = "expected", "À venir"
    PRESENT = "present", "Présent(e)"
    EXCUSED = "excused", "Absence excusée"
    ABSENT = "absent", "Absence non excusée"
    MOVED = "moved", "Date modifiée"


class Interview(models.Model):
    """A summons to the interview with the same jury (A9), and who came to it."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="interviews")
    starts_at = models.DateTimeField("date et heure")
    mode = models.CharField("forme", max_length=7, choices=Mode)
    place = models.CharField("lieu ou lien", max_length=300)
    summoned_at = models.DateTimeField("convoqué le")
    attendance = models.CharField("venue", max_length=8, choices=Attendance, default=Attendance.EXPECTED)
    reason = models.TextField("raison", blank=True)
    held_at = models.DateTimeField("consigné le", null=True)
    present = models.ManyToManyField(Seat, related_name="interviews")

    class Meta:
        verbose_name = "entretien"
        ordering = ["summoned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_interview_expected", fields=["examination"], condition=Q(attendance="expected")
            ),
        ]

    def __str__(self):
        return f"Entretien du {self.starts_at:%d/%m/%Y}"

    @property
    def is_remote(self):
        return self.mode == Mode.REMOTE
