"""The office's day, computed: what is late, to issue, to assign, and where the dossiers are."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from accounts.models import User
from candidates.models import Dossier, ModuleAttendance
from candidates.states import OPEN, DossierState
from certificates.models import Certificate, Document, Kind, Revocation
from jury.models import Appeal, Attendance, Convocation, Examination, Interview, InterviewNotice, Minutes
from jury.publishing import sessions_to_publish
from jury.sessions import sessions_to_watch
from jury.states import ExaminationState
from notifications.models import Message
from referentials.models import Version
from rules.issuing import ends_soon

ASSIGN_WITHIN = timedelta(days=30)  # a submitted dossier should find its jury within a month
LISTED = 5  # minutes that wait for signatures: the oldest, sealed first
COUNTED = 10_000  # what is over is counted up to there: beyond, the number tells nothing that is to be done


def needs_an_administrator():
    """What only an administrator can look into: mail that does not leave, documents that are not made."""
    return {
        "unsent": Message.objects.given_up().count(),
        "without_file": _documents_to_make(),
        "people": User.objects.filter(is_active=True).count(),
    }


def registrations_ending(*, on):
    """[(version, last day, whether it is over)] of the versions in force whose registration in the RNCP ends
    within six months, or has ended."""
    ending = [version for version in Version.objects.in_force() if ends_soon(version.registration(), on=on)]
    return [
        (version, version.registration().ends_on, on > version.registration().ends_on) for version in ending
    ]


def _documents_to_make():
    lacking = [
        Document.objects.to_make(),
        Minutes.objects.to_make(),
        Convocation.objects.to_make(),
        InterviewNotice.objects.filter(file=""),
    ]
    return sum(rows.count() for rows in lacking)


def _numbers_by_state(dossiers):
    """[(label, number, number in words)], drafts included and withdrawn ones left out."""
    under_way = [state for state in DossierState if state in OPEN]
    rows = dossiers.order_by().filter(state__in=under_way).values_list("state")
    numbers = dict(rows.annotate(Count("candidate")))
    over = dossiers.order_by().filter(state=DossierState.DECIDED).values("candidate")
    numbers[DossierState.DECIDED] = over[: COUNTED + 1].count()
    found = []
    for state in [*under_way, DossierState.DECIDED]:
        number = numbers.get(state, 0)
        words = f"plus de {COUNTED:_}".replace("_", "\N{NO-BREAK SPACE}") if number > COUNTED else str(number)
        found.append((state.label, min(number, COUNTED), words))
    return found


def figures(user, *, at):
    """The numbers on the dashboard, in a fixed number of queries."""
    dossiers = Dossier.objects.handled_by(user)
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
    states = _numbers_by_state(dossiers)
    to_summon = examinations.filter(state=ExaminationState.TO_SUMMON)
    expected = (
        Interview.objects.filter(attendance=Attendance.EXPECTED, examination__in=examinations)
        .select_related("examination__dossier__candidate", "examination__jury")
        .order_by("starts_at", "pk")
    )
    to_sign = Minutes.objects.to_sign().filter(examination__in=examinations)
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
        "states": states,
        "most": max(number for _label, number, _words in states) or 1,
        "overdue": dossiers.filter(
            state=DossierState.RETURNED,
            completion_requests__closed_at=None,
            completion_requests__until__lt=timezone.localdate(at),
        ).count(),
        "held_up": examinations.held_up()
        .select_related("dossier__candidate", "jury")
        .order_by("opened_at", "pk")[:LISTED],
        "sessions": sessions_to_watch(user, at=at),
        "unsent": Message.objects.given_up().count(),
        "to_confirm_revocations": Revocation.objects.to_confirm_by(user).count(),
        "ending": registrations_ending(on=timezone.localdate(at)),
        "to_publish": sessions_to_publish(at=at),
        "appeals": (
            Appeal.objects.managed_by(user)
            .open()
            .aggregate(count=Count("pk", distinct=True), soonest=Min("answer_by"))
        ),
        "to_sign": to_sign.select_related("examination__dossier")[:LISTED],
        "to_sign_count": to_sign.count(),
        "today": timezone.localdate(at),
    }
