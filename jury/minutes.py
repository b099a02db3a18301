"""What the minutes (PV) of a stage state, as a value to freeze."""

from candidates.models import Sex
from jury.conflicts import conflicts_of
from jury.models import JurorProfile, Stage
from jury.selectors import competence_views, latest_interview, tallies, voters
from rules import french
from ui.templatetags.ui import moment

REFERENCES = {Stage.READING: "L", Stage.INTERVIEW: "D"}
TITLES = {Stage.READING: "Procès-verbal de lecture", Stage.INTERVIEW: "Procès-verbal de délibération"}
RESULTS = {True: ("validated", "Validé"), False: ("not_validated", "Non validé")}


def declared_interests(examination):
    """What each declared, who was removed or replaced and why, a line each: [(member, sentence)]."""
    return [(line.person, line.words) for line in conflicts_of(examination)]


def removed_seats(examination):
    """Members who no longer judged at the closing, with what they left as evidence."""
    rows = examination.seats.filter(removed_at__isnull=False).select_related("juror__organisation")
    return rows.order_by("removed_at", "pk")


def signers_of(examination, stage):
    """Who signs: the members who sat; after an absence without excuse (D10), where nobody did, all who
    read."""
    sat = voters(examination, stage) or examination.seats.all()
    return [seat.juror for seat in sat]


def minutes_content(examination, stage, *, remarks, closed_by, at):
    """Everything a reader needs to understand the decision later, without any other row."""
    dossier, submission = examination.dossier, examination.submission
    candidate, version = dossier.candidate, dossier.version
    return {
        "title": TITLES[stage],
        "stage": stage,
        "reference": f"PV-{dossier.reference}-{REFERENCES[stage]}-{examination.pk}",
        "session": _session(examination.session),
        "certification": {
            "full_title": version.full_title,
            "acronym": version.acronym,
            "version": version.number,
            "is_illustrative": version.is_illustrative,
            "authorities": [authority.name for authority in version.authorities.all()],
        },
        "jury": {"name": examination.jury.name, "constituted_on": moment(examination.jury.constituted_at)},
        "dossier": {
            "reference": dossier.reference,
            "kind": dossier.kind,
            "version": submission.number,
            "submitted_at": moment(submission.submitted_at),
            "sha256": submission.sha256,
        },
        "candidate": {
            "name": candidate.civil_name,
            "birth_name": candidate.birth_name if candidate.used_name else "",
            "is_woman": candidate.sex == Sex.FEMALE,
            "birth": french.day(candidate.birth_date),
            "organisation": str(candidate.user.organisation or ""),
            "route": candidate.get_route_display(),
        },
        "members": _members(examination, stage),
        "removed": _removed(examination),
        "interests": [list(line) for line in declared_interests(examination)],
        "quorum": version.quorum,
        "sat": len(voters(examination, stage)),
        "opened_at": moment(examination.opened_at),
        "closed_at": moment(at),
        "interview": _interview(latest_interview(examination)) if stage == Stage.INTERVIEW else None,
        "previous_interviews": _previous_interviews(examination),
        "blocks": _blocks(examination, stage),
        "remarks": remarks,
        "closed_by": closed_by.full_name,
    }


def college_of(user):
    """« Employeurs », or nothing for a member whose profile says none."""
    profile = JurorProfile.objects.filter(user=user).first()
    return profile.get_college_display() if profile else ""


def _members(examination, stage):
    present = {seat.pk for seat in voters(examination, stage)}
    return [
        {
            "id": seat.juror_id,
            "name": seat.juror.full_name,
            "function": seat.juror.function,
            "organisation": str(seat.juror.organisation or ""),
            "college": college_of(seat.juror),
            "is_chair": seat.is_chair,
            "is_present": seat.pk in present,
            "votes_sent_at": moment(seat.sent_at(stage)),
        }
        for seat in examination.seats.all()
    ]


def _removed(examination):
    return [
        {
            "name": seat.juror.full_name,
            "organisation": str(seat.juror.organisation or ""),
            "removed_at": moment(seat.removed_at),
            "reason": seat.removal_reason,
        }
        for seat in removed_seats(examination)
    ]


def _session(session):
    if session is None:
        return None
    return {
        "number": session.pk,
        "name": session.name,
        "dates": french.period(session.starts_on, session.ends_on),
        "mode": session.get_mode_display(),
        "place": session.place,
    }


def _interview(interview):
    return {
        "starts_at": moment(interview.starts_at),
        "mode": interview.get_mode_display(),
        "place": interview.place,
        "attendance": interview.get_attendance_display(),
        "reason": interview.reason,
    }


def _previous_interviews(examination):
    latest = latest_interview(examination)
    return [_interview(interview) for interview in examination.interviews.all() if interview != latest]


def _blocks(examination, stage):
    decisions = {decision.block_id: decision.is_validated for decision in examination.decisions.all()}
    counts = {tally.competence.pk: tally for tally in tallies(examination, stage)}
    blocks = {}
    for view in competence_views(examination):
        result, label = RESULTS.get(decisions.get(view.block.pk), ("interview", "Entretien"))
        block = blocks.setdefault(
            view.block.code,
            {
                "code": view.block.code,
                "label": view.block.label,
                "title": view.block.title,
                "result": result,
                "result_label": label,
                "competences": [],
            },
        )
        block["competences"].append(_competence(view, stage, counts.get(view.competence.pk)))
    return list(blocks.values())


def _competence(view, stage, tally):
    verdict = view.reading if stage == Stage.READING else view.interview or view.reading
    reading = "Conservée" if view.is_kept else ""
    if view.reading:
        reading = "Acquise" if view.reading.is_acquired else "À approfondir"
    interview = ""
    if view.interview:
        interview = "Acquise" if view.interview.is_acquired else "Non acquise"
    return {
        "code": view.competence.code,
        "title": view.competence.title,
        "reading": reading,
        "interview": interview,
        "is_acquired": view.is_kept or bool(verdict and verdict.is_acquired),
        "votes": {"for": tally.in_favour, "against": tally.against} if tally else {"for": 0, "against": 0},
        "by_casting_vote": bool(verdict and verdict.by_casting_vote),
        "against_majority": bool(verdict and verdict.against_majority),
        "reason": verdict.reason if verdict else "",
        "motive": verdict.motive if verdict else "",
    }
