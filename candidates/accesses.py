"""« Qui a consulté votre dossier »: what its candidate may know of who read it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncDate

from audit.models import AccessEntry, Capacity
from candidates.states import DossierState
from rules.french import count

ONE = {
    Capacity.JUROR: "Un membre du jury",
    Capacity.OFFICE: "Le service des certifications",
    Capacity.TUTOR: "Votre tuteur ou tutrice",
    Capacity.ADMINISTRATOR: "Un administrateur du service",
}


@dataclass(frozen=True)
class DayOfReading:
    """Who read on one day: a role, and never a name."""

    on: date
    who: str
    as_a: str


def readings_of(dossier):
    """[DayOfReading], latest first. The jury's appear with the result only: who has read, and who has not,
    is nobody's business while they judge (D8)."""
    entries = AccessEntry.objects.about(dossier)
    if dossier.result_told_at is None or dossier.state != DossierState.DECIDED:
        entries = entries.exclude(as_a=Capacity.JUROR)
    days = (
        entries.order_by()
        .values("as_a", on=TruncDate("at"))
        .annotate(readers=Count("reader", distinct=True))
        .order_by("-on", "as_a")
    )
    return [DayOfReading(day["on"], _who(day["as_a"], day["readers"]), day["as_a"]) for day in days]


def _who(as_a, readers):
    if as_a == Capacity.JUROR and readers > 1:
        return count(readers, "membre du jury", "membres du jury")
    return ONE[as_a]
