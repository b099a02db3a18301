"""What the office must see of a session: what is missing, late or at risk, before the day comes."""

from django.db.models import Prefetch
from django.utils import timezone

from jury.models import Convocation, Examination, Session
from jury.panel import reasons_against
from jury.states import FALLEN, OVER, ExaminationState
from referentials.models import Version
from rules.french import count

DECIDED = ExaminationState.CLOSED


def warnings_of(session, examinations, convocations, *, quorum, on):
    """Sentences for one session, from rows already loaded."""
    found = []
    standing = [e for e in examinations if e.state not in FALLEN]
    if not standing and not session.is_published:
        found.append("Aucun dossier n’est confié à cette session.")
    late = sum(c.is_late for c in convocations)
    if late and session.starts_on >= on:
        found.append(
            f"{count(late, 'convocation tardive', 'convocations tardives')} : prévenez vous-même les "
            "membres, leur employeur ne peut plus être averti dans le délai."
        )
    coming = sum(not c.is_declined for c in convocations)
    if coming < quorum:
        found.append(
            f"Quorum menacé : {count(coming, 'membre attendu', 'membres attendus')}, il en faut {quorum}. "
            "Remplacez les absents avant la fin de la lecture."
        )
    if standing and all(e.state == DECIDED for e in standing) and not session.is_published:
        found.append("Toutes les décisions sont rendues : les résultats sont à publier.")
    return found


def sessions_to_watch(user, *, at):
    """[(session, warnings)] for the dashboard: the first ten not published,
    in a fixed number of queries."""
    on = timezone.localdate(at)
    rows = (
        Session.objects.held()
        .select_related("jury")
        .prefetch_related(
            Prefetch("examinations", Examination.objects.managed_by(user)),
            Prefetch("convocations", Convocation.objects.standing()),
        )
        .order_by("starts_on", "pk")[:10]
    )
    quorums = {v.certification_id: v.quorum for v in Version.objects.in_force()} if rows else {}
    found = []
    for session in rows:
        quorum = quorums[session.certification_id]
        examinations, convocations = session.examinations.all(), session.convocations.all()
        found.append((session, warnings_of(session, examinations, convocations, quorum=quorum, on=on)))
    return [(session, warnings) for session, warnings in found if warnings]


def panels_at_risk(examinations):
    """[(examination, sentences)] of those whose jury can no longer decide as it stands."""
    running = [e for e in examinations if e.state not in OVER]
    return [(e, reasons) for e in running if (reasons := reasons_against(e))]
