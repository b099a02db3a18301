"""The admin's windows on the trail and the messages, whose apps know nothing of ui nor of candidates."""

from django.contrib import admin

from audit.models import AuditEntry, reference
from candidates.models import Candidate, Dossier, Tied
from certificates.models import Certificate
from jury.models import Examination
from notifications.models import Message
from ui.admin import ReadOnlyAdmin


def procedures_of(candidates):
    """How the trail names what concerns these candidates."""
    rows = [
        *Candidate.objects.filter(pk__in=candidates),
        *Dossier.objects.filter(candidate__in=candidates),
        *Examination.objects.filter(dossier__candidate__in=candidates),
        *Certificate.objects.filter(candidate__in=candidates),
    ]
    return [reference(row) for row in rows]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "action", "target"]
    list_filter = ["action"]
    search_fields = ["target"]
    list_select_related = ["actor"]

    def get_queryset(self, request):
        """Every act but those on one's own procedure and on those of people one is tied to."""
        shut = procedures_of(Tied.objects.managing(request.user))
        return super().get_queryset(request).exclude(about__overlap=shut)


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Whether a message left, which is what support asks; never its text."""

    list_display = ["created_at", "recipient", "subject", "sent_at", "attempts"]
    list_select_related = ["recipient"]
    fields = ["recipient", "subject", "created_at", "sent_at", "read_at", "attempts"]
