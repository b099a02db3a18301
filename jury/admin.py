from django.contrib import admin

from candidates.admin import UntiedAdmin
from jury.models import Examination, Interview, InterviewSlot, Jury, Minutes, Session, Verdict
from ui.admin import ReadOnlyAdmin


@admin.register(Examination)
class ExaminationAdmin(UntiedAdmin):
    candidate = "dossier__candidate"
    list_display = ["dossier", "jury", "state", "opened_at"]
    list_filter = ["state"]
    list_select_related = ["dossier", "jury"]


@admin.register(Interview, InterviewSlot, Minutes, Verdict)
class OfAnExaminationAdmin(UntiedAdmin):
    candidate = "examination__dossier__candidate"


admin.site.register(Jury, ReadOnlyAdmin)
admin.site.register(Session, ReadOnlyAdmin)
