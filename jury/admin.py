from django.contrib import admin

from jury.models import Examination, Interview, InterviewSlot, Jury, Minutes, Session, Verdict
from ui.admin import ReadOnlyAdmin


@admin.register(Examination)
class ExaminationAdmin(ReadOnlyAdmin):
    list_display = ["dossier", "jury", "state", "opened_at"]
    list_filter = ["state"]
    list_select_related = ["dossier", "jury"]


for model in (Interview, InterviewSlot, Jury, Minutes, Session, Verdict):
    admin.site.register(model, ReadOnlyAdmin)
