"""Messages about a dossier, for somebody who may know nothing more of it: removed from its jury, or tied
to its candidate since."""

from django.db.models import Q

from candidates.models import Tied
from jury.models import Examination, Interview


def messages_closed_to(user):
    """The condition on messages to hide, or None. Keys begin with what a message is about."""
    closed = Q(pk__in=Examination.objects.closed_to(user))
    if user.is_manager:
        closed |= Q(dossier__candidate__in=Tied.objects.managing(user).exclude(kind="self"))
    elif not user.is_juror:
        return None
    keys = list(Examination.objects.filter(closed).values_list("pk", flat=True))
    if not keys:
        return None
    interviews = Interview.objects.filter(examination__in=keys).values_list("pk", flat=True)
    condition = Q(pk=None)
    for prefix in [f"examination:{key}:" for key in keys] + [f"interview:{key}:" for key in interviews]:
        condition |= Q(key__startswith=prefix)
    for key in keys:
        condition |= Q(path__startswith=f"/jury/examens/{key}/")
    return condition
