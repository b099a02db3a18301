"""Which rows have had their time, kind by kind: the queries of the schedule."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from candidates.models import Accommodation, AttendanceImport, Candidate, Dossier, ErasureHold
from candidates.states import OPEN, WRITABLE
from certificates.models import Certificate
from jury.models import Appeal, Convocation, Session
from rules.retention import FORESEEN, NOTICE, Kind, started_by

TODAY = timedelta()


def _over(kind, *, at, ahead=TODAY):
    """The instant before which what began has had its time, on that day or `ahead` of it."""
    day = timezone.localdate(at) + ahead
    start = started_by(day, settings.RETENTION_MONTHS[kind.value])
    return timezone.make_aware(datetime.combine(start + timedelta(days=1), time.min))


def _not_held(rows, candidate):
    return rows.exclude(Exists(ErasureHold.objects.in_force().filter(candidate=OuterRef(candidate))))


def _submitted_over(*, at, ahead=TODAY):
    appeals = Appeal.objects.open().filter(examination__dossier=OuterRef("pk"))
    over = Dossier.objects.filter(
        submitted_at__isnull=False, erased_at=None, closed_at__lt=_over(Kind.DOSSIER, at=at, ahead=ahead)
    )
    return _not_held(over, "candidate").exclude(Exists(appeals))


def _drafts_over(*, at, ahead=TODAY):
    over = Dossier.objects.filter(
        submitted_at=None, erased_at=None, saved_at__lt=_over(Kind.DRAFT, at=at, ahead=ahead)
    ).filter(Q(state__in=WRITABLE) | Q(closed_at__isnull=False))
    return _not_held(over, "candidate")


def _candidacies_over(*, at, ahead=TODAY):
    """No certificate, no dossier that is open or still has its text, and a time since the last one closed."""
    limit = _over(Kind.CANDIDACY, at=at, ahead=ahead)
    dossiers = Dossier.objects.filter(candidate=OuterRef("pk"))
    # one that nobody submitted closes the day it is erased: its time is that of its last words
    recent = Q(submitted_at__isnull=False, closed_at__gte=limit) | Q(submitted_at=None, saved_at__gte=limit)
    over = (
        Candidate.objects.filter(erased_at=None, registered_at__lt=limit)
        .exclude(Exists(dossiers.filter(Q(state__in=OPEN) | Q(erased_at=None) | recent)))
        .exclude(Exists(Certificate.objects.filter(candidate=OuterRef("pk"))))
    )
    return _not_held(over, "pk")


def dossiers_to_tell(*, at):
    """Their candidates are to hear of it: nothing told yet, or before the time began anew."""
    submitted = _submitted_over(at=at, ahead=FORESEEN).filter(
        Q(erasure_told_at=None) | Q(erasure_told_at__lt=F("closed_at"))
    )
    drafts = _drafts_over(at=at, ahead=FORESEEN).filter(
        Q(erasure_told_at=None) | Q(erasure_told_at__lt=F("saved_at"))
    )
    return Dossier.objects.filter(Q(pk__in=submitted.values("pk")) | Q(pk__in=drafts.values("pk")))


def dossiers_to_erase(*, at):
    """Over, told a month ago, and not changed since."""
    told = {"erasure_told_at__lte": at - NOTICE}
    submitted = _submitted_over(at=at).filter(erasure_told_at__gte=F("closed_at"), **told)
    drafts = _drafts_over(at=at).filter(erasure_told_at__gte=F("saved_at"), **told)
    return Dossier.objects.filter(Q(pk__in=submitted.values("pk")) | Q(pk__in=drafts.values("pk")))


def candidacies_to_tell(*, at):
    return _candidacies_over(at=at, ahead=FORESEEN).filter(erasure_told_at=None)


def candidacies_announced(candidates):
    """Those of them that were told and not erased yet."""
    return candidates.filter(erasure_told_at__isnull=False, erased_at=None)


def candidacies_to_erase(*, at):
    return _candidacies_over(at=at).filter(erasure_told_at__lte=at - NOTICE)


def accommodations_to_erase(*, at):
    """Measures whose candidate has no open dossier: counted from the last one, or from the measure's end."""
    limit = _over(Kind.ACCOMMODATION, at=at)
    dossiers = Dossier.objects.filter(candidate=OuterRef("candidate"))
    return _not_held(
        Accommodation.objects.filter(decided_at__lt=limit)
        .exclude(Exists(dossiers.filter(Q(state__in=OPEN) | Q(closed_at__gte=limit))))
        .filter(Q(ended_at__lt=limit) | Exists(dossiers)),
        "candidate",
    )


def sessions_to_clear(*, at):
    """Sessions whose convocations have had their time."""
    day = timezone.localdate(_over(Kind.CONVOCATION, at=at))
    return Session.objects.filter(ends_on__lt=day).filter(
        Exists(Convocation.objects.filter(session=OuterRef("pk")))
    )


def imports_to_erase(*, at):
    return AttendanceImport.objects.filter(applied_at__lt=_over(Kind.IMPORT, at=at))


def message_limit(*, at):
    return _over(Kind.MESSAGE, at=at)


def trail_limit(*, at):
    return _over(Kind.TRAIL, at=at)
