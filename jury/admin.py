from django.contrib import admin

from audit.models import What
from candidates.admin import DossierWindow, UntiedAdmin
from jury.models import Examination, Interview, InterviewSlot, Jury, Minutes, Session, Verdict
from ui.admin import ReadOnlyAdmin


@admin.register(Examination)
class ExaminationAdmin(DossierWindow):
    list_display = ["dossier", "jury", "state", "opened_at"]
    list_filter = ["state"]
    list_select_related = ["dossier", "jury"]


@admin.register(Minutes, Verdict)
class DecisionAdmin(DossierWindow):
    candidate = "examination__dossier__candidate"
    what = What.DECISION

    def dossier_of(self, obj):
        return obj.examination.dossier


@admin.register(Interview, InterviewSlot)
class OfAnExaminationAdmin(UntiedAdmin):
    candidate = "examination__dossier__candidate"


admin.site.register(Jury, ReadOnlyAdmin)
admin.site.register(Session, ReadOnlyAdmin)
