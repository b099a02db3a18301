from django.contrib import admin

from candidates.models import Candidate, Dossier, Submission, SubmissionDocument, Tied
from ui.admin import ReadOnlyAdmin


class UntiedAdmin(ReadOnlyAdmin):
    """A window on what concerns a candidate, shut on one's own procedure and on those of people one is tied
    to, as the office's pages are. `candidate` is the way from the model to its candidate."""

    candidate = "candidate"

    def get_queryset(self, request):
        shut = Tied.objects.managing(request.user)
        return super().get_queryset(request).exclude(**{f"{self.candidate}__in": shut})


@admin.register(Candidate)
class CandidateAdmin(UntiedAdmin):
    candidate = "pk"
    list_display = ["display_name", "version", "route", "registered_at"]
    list_select_related = ["version__certification"]
    search_fields = ["birth_name", "used_name", "user__email"]


@admin.register(Dossier)
class DossierAdmin(UntiedAdmin):
    list_display = ["reference", "candidate", "state", "submitted_at"]
    list_filter = ["state"]
    list_select_related = ["candidate"]


@admin.register(Submission)
class SubmissionAdmin(UntiedAdmin):
    candidate = "dossier__candidate"


@admin.register(SubmissionDocument)
class SubmissionDocumentAdmin(UntiedAdmin):
    candidate = "submission__dossier__candidate"
