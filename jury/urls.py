from django.urls import path

from jury.models import Stage
from jury.views import appeals, changes, fairness, jurors, minutes, office, publication, results

app_name = "jury"
reading, interview = {"stage": Stage.READING}, {"stage": Stage.INTERVIEW}
urlpatterns = [
    path("jury/dossiers/", jurors.examination_list, name="examinations"),
    path("jury/examens/<int:pk>/", jurors.examination_detail, name="examination"),
    path("jury/examens/<int:pk>/dossier/", jurors.dossier_whole, name="dossier_whole"),
    path("jury/examens/<int:pk>/fichiers/<int:file_pk>/", jurors.attachment, name="attachment"),
    path("jury/examens/<int:pk>/dossier.pdf", results.dossier_document, name="dossier_document"),
    path("jury/examens/<int:pk>/changements/", changes.changes, name="changes"),
    path("jury/examens/<int:pk>/lecture/", jurors.vote, reading, name="reading"),
    path("jury/examens/<int:pk>/lecture/<int:competence_pk>/", jurors.vote, reading, name="reading"),
    path("jury/examens/<int:pk>/lecture/envoyer/", jurors.votes_send, reading, name="reading_send"),
    path("jury/examens/<int:pk>/lecture/clore/", jurors.reading_close, name="reading_close"),
    path("jury/examens/<int:pk>/convoquer/", office.interview_summon, name="interview_summon"),
    path("jury/examens/<int:pk>/reporter/", office.interview_postpone, name="interview_postpone"),
    path("jury/examens/<int:pk>/entretien/", jurors.interview_record, name="interview_record"),
    path("jury/examens/<int:pk>/deliberation/", jurors.vote, interview, name="deliberation"),
    path(
        "jury/examens/<int:pk>/deliberation/<int:competence_pk>/", jurors.vote, interview, name="deliberation"
    ),
    path(
        "jury/examens/<int:pk>/deliberation/envoyer/", jurors.votes_send, interview, name="deliberation_send"
    ),
    path("jury/examens/<int:pk>/deliberation/clore/", jurors.deliberation_close, name="deliberation_close"),
    path("jury/proces-verbaux/<int:pk>/", minutes.minutes_document, name="minutes"),
    path("jury/proces-verbaux/<int:pk>/signer/", minutes.minutes_sign, name="minutes_sign"),
    path("jury/proces-verbaux/<int:pk>/rectifier/", minutes.minutes_rectify, name="minutes_rectify"),
    path("jury/recours/<int:pk>/maintenir/", minutes.rectification_decline, name="rectification_decline"),
    path("resultats/<int:pk>/", results.result, name="result"),
    path("resultats/<int:pk>/recours/", appeals.appeal_file, name="appeal_file"),
    path("resultats/lettres/<int:pk>/", results.letter_document, name="letter"),
    path("recours/<int:pk>/", appeals.appeal, name="appeal"),
    path("recours/<int:pk>/pieces/<int:file_pk>/", appeals.appeal_attachment, name="appeal_attachment"),
    path("gestion/resultats/", publication.results_to_publish, name="results_to_publish"),
    path("gestion/resultats/<int:pk>/", publication.publish, name="publish"),
    path("gestion/resultats/<int:pk>/annuler/", publication.unpublish, name="unpublish"),
    path("gestion/resultats/lettre/<int:pk>/", publication.letter_preview, name="letter_preview"),
    path("gestion/recours/", appeals.appeal_list, name="appeals"),
    path("gestion/recours/<int:pk>/", appeals.appeal_handle, name="appeal_handle"),
    path("gestion/jurys/equite/", fairness.calibration, name="calibration"),
    path("gestion/jurys/", office.jury_list, name="juries"),
    path("gestion/jurys/constituer/", office.jury_constitute, name="jury_constitute"),
    path("gestion/jurys/membres/", office.juror_list, name="jurors"),
    path("gestion/jurys/membres/inviter/", office.juror_invite, name="juror_invite"),
    path("gestion/dossiers/<int:dossier_pk>/confier/", office.dossier_assign, name="dossier_assign"),
    path("gestion/examens/<int:pk>/dissoudre/", office.jury_dissolve, name="jury_dissolve"),
]
