"""What the office needs to publish a session: which wait, until when, who will be told what."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from candidates.models import Tied
from jury.models import Minutes, Session
from jury.states import FALLEN
from rules.custody import result_deadline


@dataclass(frozen=True)
class Waiting:
    """A session whose results are to be published. `left` is negative once the fifteen days are over."""

    session: Session
    deadline: object
    left: int

    @property
    def is_late(self):
        return self.left < 0


def sessions_to_publish(*, at):
    """Held sessions with something decided, the nearest deadline first."""
    today = timezone.localdate(at)
    rows = (
        Session.objects.held()
        .select_related("certification", "jury")
        .annotate(
            dossiers=Count("examinations", filter=~Q(examinations__state__in=FALLEN)),
            decided=Count("examinations", filter=Q(examinations__state="closed")),
        )
        .filter(decided__gt=0)
        .order_by("ends_on", "pk")
    )
    found = []
    for session in rows:
        deadline = result_deadline(session.ends_on)
        found.append(Waiting(session, deadline, (deadline - today).days))
    return found


@dataclass(frozen=True)
class Line:
    """What one candidate will be told. `is_shut`: the person looking is this candidate, or is tied to
    them, and reads nothing."""

    examination: object
    blocks: list
    unsigned: list
    is_shut: bool

    @property
    def dossier(self):
        return self.examination.dossier


@dataclass(frozen=True)
class Preview:
    lines: list
    deadline: object

    @property
    def not_closed(self):
        return [line for line in self.lines if not line.examination.is_closed]

    @property
    def unsigned(self):
        return [line for line in self.lines if line.unsigned]

    @property
    def read(self):
        return [line for line in self.lines if line.dossier.result_read_at]


def preview_of(session, *, by):
    """Every dossier of the session, in a fixed number of queries."""
    examinations = (
        session.examinations.standing()
        .select_related("dossier__candidate__user", "jury")
        .prefetch_related("blocks", "decisions__block", "decisions__rectified_by", "minutes")
        .order_by("dossier__candidate__birth_name", "pk")
    )
    shut = set(Tied.objects.managing(by).values_list("candidate", flat=True))
    to_sign = Minutes.objects.to_sign().filter(examination__session=session)
    unsigned = {}
    for minutes in to_sign.prefetch_related("signers", "signatures"):
        # whoever signed neither the reading's nor the deliberation's is named once
        unsigned.setdefault(minutes.examination_id, {}).update(dict.fromkeys(minutes.unsigned()))
    lines = []
    for examination in examinations:
        is_shut = examination.dossier.candidate_id in shut
        lines.append(
            Line(
                examination,
                [] if is_shut else _blocks(examination),
                list(unsigned.get(examination.pk, ())),
                is_shut,
            )
        )
    return Preview(lines, result_deadline(session.ends_on))


def _blocks(examination):
    """[(block, validated, not validated or None while nothing is decided)]."""
    standing = [d for d in examination.decisions.all() if getattr(d, "rectified_by", None) is None]
    decided = {d.block_id: d.is_validated for d in standing}
    return [
        (block, decided.get(block.pk)) for block in sorted(examination.blocks.all(), key=lambda b: b.position)
    ]
