from django.contrib import admin

from candidates.admin import UntiedAdmin
from certificates.models import Certificate, Document, RegisterEntry


@admin.register(Certificate)
class CertificateAdmin(UntiedAdmin):
    list_display = ["number", "kind", "candidate", "state", "awarded_on", "issued_on"]
    list_filter = ["kind", "state"]
    list_select_related = ["candidate"]


@admin.register(RegisterEntry)
class RegisterEntryAdmin(UntiedAdmin):
    candidate = "certificate__candidate"
    list_display = ["seq", "kind", "certificate", "created_at"]
    list_select_related = ["certificate"]


@admin.register(Document)
class DocumentAdmin(UntiedAdmin):
    candidate = "certificate__candidate"
    list_display = ["certificate", "kind", "copy", "asked_at", "file_sha256"]
    list_select_related = ["certificate"]
