"""The admin's windows on the trail and the messages, whose apps know nothing of ui."""

from django.contrib import admin

from audit.models import AuditEntry
from notifications.models import Message
from ui.admin import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "action", "target"]
    list_filter = ["action"]
    search_fields = ["target"]
    list_select_related = ["actor"]


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "recipient", "subject", "sent_at", "attempts"]
    list_select_related = ["recipient"]
