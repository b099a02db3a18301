from django.contrib import admin

from audit.models import What
from candidates.admin import DossierWindow
from jury.models import Examination, Interview, InterviewSlot, Jury, Minutes, Session, Verdict
from ui.admin import ReadOnlyAdmin


@admin.register(Examination)
class ExaminationAdmin(DossierWindow):
    list_display = ["dossier", "jury", "state", "opened_at"]
    list_filter = ["state"]
    list_select_related = ["dossier", "jury"]


@admin.register(Minutes, Verdict)
class DecisionAdmin(DossierWindow):
    what = What.DECISION

    def dossier_of(self, obj):
        return obj.examination.dossier


for model in (Interview, InterviewSlot, Jury, Session):
    admin.site.register(model, ReadOnlyAdmin)
