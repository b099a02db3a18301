"""How much each member of the pool carries."""

from datetime import timedelta

from django.db.models import Count

from jury.models import Seat
from jury.states import UNDER_WAY

YEAR = timedelta(days=365)


def with_loads(jurors, *, at):
    """These members, each with `load`, the dossiers they sit on now, and `load_of_the_year`, those they were
    given in the last twelve months. In two queries for all of them."""
    seats = Seat.objects.sitting().filter(juror__in=[juror.pk for juror in jurors])
    now = _by_juror(seats.filter(examination__state__in=UNDER_WAY))
    year = _by_juror(seats.filter(seated_at__gte=at - YEAR))
    for juror in jurors:
        juror.load, juror.load_of_the_year = now.get(juror.pk, 0), year.get(juror.pk, 0)
    return jurors


def _by_juror(seats):
    return dict(seats.order_by().values_list("juror").annotate(Count("juror")))
