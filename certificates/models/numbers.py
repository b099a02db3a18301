"""The series that numbers are taken from."""

from django.db import models

from certificates.models.certificates import Kind
from referentials.models import Certification


class NumberSeries(models.Model):
    """The last number given, per certification, kind and year: its row is the lock that leaves no gap."""

    certification = models.ForeignKey(Certification, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=3, choices=Kind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_series_per_year", fields=["certification", "kind", "year"])
        ]

    def __str__(self):
        return f"{self.certification} {self.kind} {self.year} : {self.last}"
