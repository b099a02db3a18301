from django.contrib import admin
from django.utils import timezone

from audit.models import Capacity, What
from candidates.models import Candidate, Dossier, Submission, SubmissionDocument, Tied
from candidates.services.accesses import note_access
from ui.admin import ReadOnlyAdmin


class UntiedAdmin(ReadOnlyAdmin):
    """A window on what concerns a candidate, shut on one's own procedure and on those of people one is tied
    to, as the office's pages are. `candidate` is the way from the model to its candidate."""

    candidate = "candidate"

    def get_queryset(self, request):
        shut = Tied.objects.managing(request.user)
        return super().get_queryset(request).exclude(**{f"{self.candidate}__in": shut})


class DossierWindow(UntiedAdmin):
    """A window on something of a dossier: whoever looks through it is noted as on any page."""

    candidate = "dossier__candidate"
    what = What.PAGE

    def dossier_of(self, obj):
        return obj.dossier

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        note_access(
            self.dossier_of(obj), self.what, by=request.user, as_a=Capacity.ADMINISTRATOR, at=timezone.now()
        )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@admin.register(Candidate)
class CandidateAdmin(UntiedAdmin):
    candidate = "pk"
    list_display = ["display_name", "version", "route", "registered_at"]
    list_select_related = ["version__certification"]
    search_fields = ["birth_name", "used_name", "user__email"]


@admin.register(Dossier)
class DossierAdmin(DossierWindow):
    candidate = "candidate"
    list_display = ["reference", "candidate", "state", "submitted_at"]
    list_filter = ["state"]
    list_select_related = ["candidate"]

    def dossier_of(self, obj):
        return obj


@admin.register(Submission)
class SubmissionAdmin(DossierWindow):
    what = What.VERSION


@admin.register(SubmissionDocument)
class SubmissionDocumentAdmin(UntiedAdmin):
    candidate = "submission__dossier__candidate"
