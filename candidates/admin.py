from django.contrib import admin

from candidates.models import Candidate, Dossier, Submission, SubmissionDocument
from ui.admin import ReadOnlyAdmin


@admin.register(Candidate)
class CandidateAdmin(ReadOnlyAdmin):
    list_display = ["display_name", "version", "route", "registered_at"]
    list_select_related = ["version__certification"]
    search_fields = ["birth_name", "used_name", "user__email"]


@admin.register(Dossier)
class DossierAdmin(ReadOnlyAdmin):
    list_display = ["reference", "candidate", "state", "submitted_at"]
    list_filter = ["state"]
    list_select_related = ["candidate"]


admin.site.register(Submission, ReadOnlyAdmin)
admin.site.register(SubmissionDocument, ReadOnlyAdmin)
