"""Messages about a dossier, for somebody who may know nothing more of it: removed from its jury, or tied
to its candidate since."""

from django.db.models import BigIntegerField, Exists, Func, OuterRef, Subquery

from jury.models import Examination, Interview


class Key(Func):
    """The primary key that a text of ours names, or NULL."""

    template = "CAST(SUBSTRING(%(expressions)s FROM '%(pattern)s') AS bigint)"
    output_field = BigIntegerField()


def messages_closed_to(user):
    """The condition on messages to hide, or None. A message's key begins with what it is about; what it is
    about is asked of each message, for somebody has few of them and the service has many dossiers."""
    if not (user.is_manager or user.is_juror):
        return None
    interview = Key(OuterRef(OuterRef("key")), pattern=r"^interview:(\d+):")
    named = [
        Key(OuterRef("key"), pattern=r"^examination:(\d+):"),
        Key(OuterRef("path"), pattern=r"^/jury/examens/(\d+)/"),
        Subquery(Interview.objects.filter(pk=interview).values("examination")[:1]),
    ]
    return Exists(Examination.objects.closed_to(user).filter(pk__in=named))
