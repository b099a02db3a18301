"""Measures arranged for a candidate with a disability (Code du travail, L5211-4, D5211-6)."""

from django.db import transaction

from audit.services import record
from candidates.models import Accommodation, Candidate, Measure
from rules.errors import DomainError


@transaction.atomic
def arrange(candidate, *, measure, detail, by, at):
    """Decide a measure; the juries see it as it is written, and nothing of why."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if measure == Measure.OTHER and not detail.strip():
        raise DomainError("Décrivez la mesure à prendre.", field="detail")
    decided = Accommodation.objects.create(
        candidate=candidate, measure=measure, detail=detail.strip(), decided_at=at, decided_by=by
    )
    # the trail says that a measure was decided, not which: it is nearly a health fact
    record("accommodation.decided", actor=by, target=decided, about=[candidate], at=at)
    return decided


@transaction.atomic
def end_accommodation(accommodation, *, by, at):
    """Stop a measure; stopping it again changes nothing."""
    accommodation = Accommodation.objects.select_for_update(of=("self",)).get(pk=accommodation.pk)
    if accommodation.ended_at is None:
        accommodation.ended_at = at
        accommodation.save(update_fields=["ended_at"])
        record("accommodation.ended", actor=by, target=accommodation, about=[accommodation.candidate], at=at)
    return accommodation
