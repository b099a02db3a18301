"""Ties, declarations and changes of a jury on one dossier, in words with their dates: what the minutes
print and what the office reads."""

from dataclasses import dataclass
from datetime import datetime

from candidates.models import Tied
from jury.models import Declaration, PanelChange, Seat
from rules.conflicts import TIES
from ui.templatetags.ui import moment


@dataclass(frozen=True)
class ConflictLine:
    """One fact. `kind` is « declaration », « tie », or a PanelChange.Kind; `words` is what minutes print."""

    at: datetime | None
    kind: str
    person: str
    words: str


def conflicts_of(examination):
    """[ConflictLine], oldest first: what each member declared (never their words to the office), who
    was removed or replaced and why, who took the chair, and the ties that still stand on a sitting member."""
    changes = PanelChange.objects.filter(examination=examination).select_related(
        "leaving__juror", "entering__juror"
    )
    declared = Declaration.objects.filter(examination=examination).select_related("juror")
    lines = [_declared(row) for row in declared] + [_changed(row) for row in changes]
    return sorted(lines, key=lambda line: line.at) + _standing_ties(examination)


def _declared(row):
    name = row.juror.full_name
    if row.has_link:
        words = f"{name} a déclaré un lien ({row.get_kind_display().lower()}) le {moment(row.declared_at)}."
    else:
        words = f"{name} a déclaré n’avoir aucun lien le {moment(row.declared_at)}."
    return ConflictLine(row.declared_at, "declaration", name, words)


def _changed(change):
    when, kinds = moment(change.at), PanelChange.Kind
    if change.kind == kinds.CHAIR:
        words = f"{change.entering} préside depuis le {when}. Raison : {change.reason}"
        return ConflictLine(change.at, change.kind, str(change.entering), words)
    if change.kind == kinds.REPLACED:
        words = f"{change.entering} remplace {change.leaving} depuis le {when}. Raison : {change.reason}"
        return ConflictLine(change.at, change.kind, str(change.entering), words)
    words = f"{change.leaving} : écarté(e) le {when}. Raison : {change.reason}{_lost_votes(change.leaving)}"
    return ConflictLine(change.at, change.kind, str(change.leaving), words)


def _lost_votes(seat):
    if seat.read_at is None:
        return ""
    return f" Ses avis, envoyés le {moment(seat.read_at)}, sont gardés et ne comptent pas."


def _standing_ties(examination):
    seats = Seat.objects.sitting().filter(examination=examination).tied().select_related("juror")
    if not (found := {seat.juror_id: seat for seat in seats}):
        return []
    ties = Tied.objects.filter(candidate=examination.dossier.candidate_id, user__in=found)
    return [
        ConflictLine(tie.since, "tie", str(found[tie.user_id]), f"{found[tie.user_id]} : {TIES[tie.kind]}.")
        for tie in ties.order_by("user", "kind")
    ]
