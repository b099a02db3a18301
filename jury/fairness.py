"""Calibration for managers: per juror and per competence, what votes say once they are no longer sealed."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from jury.models import Stage, Verdict, Vote
from rules.fairness import Tendency

WIDTH, LEFT, RIGHT, ROW, TOP = 720, 230, 24, 26, 30  # of the picture, in its own units


@dataclass(frozen=True)
class Line:
    """A juror or a competence. `x` and `y` place its dot on the picture."""

    name: str
    about: str
    tendency: Tendency
    x: float | None = None
    y: float = 0

    @property
    def sent(self):
        return _percent(self.tendency.sent_share)

    @property
    def agreement(self):
        return _percent(self.tendency.agreement)

    @property
    def spread(self):
        return _percent(self.tendency.spread)


@dataclass(frozen=True)
class Picture:
    """Shares sent to the interview on one scale; the mean is what all the votes together give."""

    lines: list
    mean: Tendency

    @property
    def told(self):
        return [line for line in self.lines if line.x is not None]

    @property
    def height(self):
        return TOP + ROW * len(self.told) + 10

    @property
    def mean_x(self):
        return _x(self.mean.sent_share)

    @property
    def ticks(self):
        return [(_x(share / 100), share) for share in (0, 25, 50, 75, 100)]


def _percent(share):
    return "–" if share is None else f"{round(share * 100)}\u00a0%"


def _x(share):
    return None if share is None else round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _votes(certification, start, end):
    """Votes whose stage is closed, each with what the jury decided and whether it was divided."""
    same = {"competence": OuterRef("competence"), "stage": OuterRef("stage")}
    decided = Verdict.objects.filter(examination=OuterRef("seat__examination"), **same)
    other = Vote.objects.filter(seat__examination=OuterRef("seat__examination"), **same)
    rows = Vote.objects.annotate(
        collective=Subquery(decided.values("is_acquired")[:1]),
        is_split=Exists(other.exclude(is_acquired=OuterRef("is_acquired"))),
    ).filter(collective__isnull=False)
    if certification:
        rows = rows.filter(seat__examination__jury__certification=certification)
    if start:
        rows = rows.filter(seat__examination__reading_closed_at__date__gte=start)
    if end:
        rows = rows.filter(seat__examination__reading_closed_at__date__lte=end)
    return rows


COUNTS = {
    "votes": Count("pk"),
    "readings": Count("pk", filter=Q(stage=Stage.READING)),
    "to_interview": Count("pk", filter=Q(stage=Stage.READING, is_acquired=False)),
    "agreed": Count("pk", filter=Q(is_acquired=F("collective"))),
    "split": Count("pk", filter=Q(is_split=True)),
}


def _tendency(row):
    return Tendency(**{name: row[name] for name in COUNTS})


def _picture(rows, name, about):
    lines, mean = [], dict.fromkeys(COUNTS, 0)
    rank = 0
    for row in rows:
        tendency = _tendency(row)
        mean = {key: mean[key] + row[key] for key in COUNTS}
        x = _x(tendency.sent_share)
        lines.append(Line(name(row), about(row), tendency, x, TOP + ROW * rank + ROW / 2))
        rank += x is not None
    return Picture(lines, Tendency(**mean))


def by_juror(*, certification=None, start=None, end=None):
    rows = (
        _votes(certification, start, end)
        .order_by()
        .values(
            "seat__juror",
            "seat__juror__first_name",
            "seat__juror__last_name",
            "seat__juror__organisation__name",
        )
        .annotate(**COUNTS)
        .order_by("seat__juror__last_name", "seat__juror__first_name", "seat__juror")
    )
    return _picture(
        rows,
        lambda row: f"{row['seat__juror__first_name']} {row['seat__juror__last_name']}",
        lambda row: row["seat__juror__organisation__name"] or "",
    )


def by_competence(*, certification=None, start=None, end=None):
    rows = (
        _votes(certification, start, end)
        .order_by()
        .values("competence", "competence__code", "competence__title", "competence__block__version__number")
        .annotate(**COUNTS)
        .order_by("competence__block__version", "competence__block__position", "competence__position")
    )
    return _picture(
        rows,
        lambda row: row["competence__code"],
        lambda row: f"{row['competence__title']} (version {row['competence__block__version__number']})",
    )
