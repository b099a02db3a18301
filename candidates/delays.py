"""How long dossiers usually stay in a state: the median of the last twelve months, asked of the database."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.cache import cache
from django.db.models import Aggregate, Count, DurationField, F
from django.utils import timezone

from candidates.models import DossierStay
from candidates.states import DossierState
from rules.calendar import add_months
from rules.custody import usual_delay

MONTHS = 12
KEPT = timedelta(days=1)


class Median(Aggregate):
    """`percentile_cont(0.5)`: half of the stays were shorter."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Stays:
    """The stays in one state: their median and how many dossiers they come from."""

    median: timedelta
    dossiers: int

    @property
    def in_words(self):
        return usual_delay(self.median, self.dossiers)


def usual_stays(states, *, certification, at):
    """The same as `stays_in`, read once a day for each state: the median of a hundred thousand dossiers is
    not for every page to find again."""
    keys = {f"stays:{certification}:{state}:{timezone.localdate(at)}": state for state in states}
    known = cache.get_many(keys)
    if lacking := {key: state for key, state in keys.items() if key not in known}:
        found = stays_in(lacking.values(), certification=certification, at=at)
        read = {key: found.get(state) for key, state in lacking.items()}
        cache.set_many(read, timeout=KEPT.total_seconds())
        known |= read
    return {keys[key]: stays for key, stays in known.items() if stays is not None}


def stays_in(states, *, certification, at):
    """{state: Stays} over the last twelve months, all candidates of the certification, in one query."""
    first_day = add_months(timezone.localdate(at), -MONTHS)
    since = timezone.make_aware(datetime.combine(first_day, time.min))
    rows = (
        DossierStay.objects.filter(
            state__in=states,
            left_at__gte=since,
            left_at__lte=at,
            dossier__candidate__certification=certification,
        )
        # whoever took a dossier back says nothing of how long the service takes
        .exclude(dossier__state=DossierState.WITHDRAWN, left_at=F("dossier__closed_at"))
        .order_by()
        .values("state")
        .annotate(median=Median(F("left_at") - F("entered_at")), dossiers=Count("dossier", distinct=True))
    )
    return {row["state"]: Stays(row["median"], row["dossiers"]) for row in rows}
