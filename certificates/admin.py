from django.contrib import admin

from certificates.models import Certificate, Document, RegisterEntry
from ui.admin import ReadOnlyAdmin


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    list_display = ["number", "kind", "candidate", "state", "awarded_on", "issued_on"]
    list_filter = ["kind", "state"]
    list_select_related = ["candidate"]


@admin.register(RegisterEntry)
class RegisterEntryAdmin(ReadOnlyAdmin):
    list_display = ["seq", "kind", "certificate", "created_at"]
    list_select_related = ["certificate"]


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["certificate", "kind", "copy", "asked_at", "file_sha256"]
    list_select_related = ["certificate"]
