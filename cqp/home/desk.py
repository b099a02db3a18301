"""The office's day, computed: what is late, to issue, to assign, and where the dossiers are."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from accounts.models import User
from candidates.models import Dossier, ModuleAttendance
from candidates.states import DossierState
from certificates.models import Certificate, Document, Kind
from jury.models import Appeal, Attendance, Examination, Interview, Minutes
from jury.publishing import sessions_to_publish
from jury.states import ExaminationState
from notifications.models import Message

ASSIGN_WITHIN = timedelta(days=30)  # a submitted dossier should find its jury within a month


def needs_an_administrator():
    """What only an administrator can look into: mail that does not leave, documents that are not made."""
    return {
        "unsent": Message.objects.given_up().count(),
        "without_file": Document.objects.to_make().count() + Minutes.objects.to_make().count(),
        "people": User.objects.filter(is_active=True).count(),
    }


def figures(user, *, at):
    """The numbers on the dashboard, in a fixed number of queries."""
    dossiers = Dossier.objects.exclude(candidate__user=user)
    examinations = Examination.objects.managed_by(user)
    to_assign = dossiers.awaiting_jury().aggregate(
        count=Count("pk"),
        oldest=Min("submitted_at"),
        late=Count("pk", filter=Q(submitted_at__lt=at - ASSIGN_WITHIN)),
    )
    to_issue = (
        Certificate.objects.managed_by(user)
        .to_issue()
        .aggregate(ccps=Count("pk", filter=Q(kind=Kind.CCP)), cqps=Count("pk", filter=Q(kind=Kind.CQP)))
    )
    states = dict(dossiers.order_by().values_list("state").annotate(Count("pk")))
    to_summon = examinations.filter(state=ExaminationState.TO_SUMMON)
    expected = (
        Interview.objects.filter(attendance=Attendance.EXPECTED, examination__in=examinations)
        .select_related("examination__dossier__candidate", "examination__jury")
        .order_by("starts_at", "pk")
    )
    return {
        "to_assign": to_assign,
        "to_confirm": (
            ModuleAttendance.objects.managed_by(user)
            .to_confirm()
            .aggregate(count=Count("pk"), oldest=Min("declared_at"))
        ),
        "to_issue": to_issue | {"count": to_issue["ccps"] + to_issue["cqps"]},
        "to_summon": (
            to_summon.select_related("dossier__candidate", "jury").order_by("reading_closed_at", "pk")[:10]
        ),
        "to_summon_count": to_summon.count(),
        "interviews": expected.filter(starts_at__gte=at)[:10],
        "interviews_count": expected.filter(starts_at__gte=at).count(),
        "to_record": expected.filter(starts_at__lt=at)[:10],
        "states": [
            (label, states.get(value, 0)) for value, label in DossierState.choices if value != "withdrawn"
        ],
        "most": max(states.values(), default=1),
        "overdue": dossiers.filter(
            state=DossierState.RETURNED,
            completion_requests__closed_at=None,
            completion_requests__until__lt=timezone.localdate(at),
        ).count(),
        "unsent": Message.objects.given_up().count(),
        "to_publish": sessions_to_publish(at=at),
        "appeals": (
            Appeal.objects.managed_by(user)
            .open()
            .aggregate(count=Count("pk", distinct=True), soonest=Min("answer_by"))
        ),
        "to_sign": Minutes.objects.to_sign().filter(examination__in=examinations).count(),
        "today": timezone.localdate(at),
    }
