from django.urls import path

from jury.models import Stage
from jury.views import (
    appeals,
    changes,
    fairness,
    interviews,
    jurors,
    minutes,
    office,
    panel,
    pool,
    publication,
    results,
    sessions,
)

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
    path("jury/entretiens/", interviews.interview_list, name="interviews"),
    path("jury/examens/<int:pk>/creneaux/", interviews.slots_propose, name="slots_propose"),
    path(
        "jury/examens/<int:pk>/creneaux/<int:slot_pk>/retirer/",
        interviews.slot_withdraw,
        name="slot_withdraw",
    ),
    path("jury/examens/<int:pk>/entretien/salle/", interviews.interview_room, name="interview_room"),
    path("jury/examens/<int:pk>/entretien/terminer/", interviews.interview_end, name="interview_end"),
    path("entretiens/<int:pk>/creneaux/", interviews.slots_choose, name="slots"),
    path("entretiens/<int:pk>/creneaux/aucun/", interviews.slots_decline, name="slots_decline"),
    path("entretiens/<int:pk>/agenda.ics", interviews.interview_calendar, name="interview_calendar"),
    path("entretiens/<int:pk>/convocation.pdf", interviews.interview_notice, name="interview_notice"),
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
    path("gestion/jurys/membres/", pool.juror_list, name="jurors"),
    path("gestion/jurys/membres/inviter/", pool.juror_invite, name="juror_invite"),
    path("gestion/jurys/membres/<int:pk>/", pool.juror_detail, name="juror"),
    path("gestion/jurys/membres/<int:pk>/indisponible/", pool.juror_unavailable, name="juror_unavailable"),
    path("gestion/sessions/", sessions.session_list, name="sessions"),
    path("gestion/sessions/creer/", sessions.session_create, name="session_create"),
    path("gestion/sessions/<int:pk>/", sessions.session_detail, name="session"),
    path("gestion/examens/<int:pk>/jury/", panel.panel, name="panel"),
    path("gestion/examens/<int:pk>/jury/<int:seat_pk>/ecarter/", panel.member_remove, name="member_remove"),
    path(
        "gestion/examens/<int:pk>/jury/<int:seat_pk>/remplacer/", panel.member_replace, name="member_replace"
    ),
    path("gestion/examens/<int:pk>/jury/presidence/", panel.chair_name, name="chair_name"),
    path("jury/examens/<int:pk>/lien/", panel.declaration, name="declaration"),
    path("jury/disponibilites/", pool.availability, name="availability"),
    path(
        "jury/disponibilites/<int:pk>/retirer/", pool.unavailability_withdraw, name="unavailability_withdraw"
    ),
    path("jury/convocations/<int:pk>/", pool.convocation_answer, name="convocation_answer"),
    path("jury/convocations/<int:pk>/convocation.pdf", pool.convocation_document, name="convocation"),
    path("gestion/dossiers/<int:dossier_pk>/confier/", office.dossier_assign, name="dossier_assign"),
    path("gestion/examens/<int:pk>/dissoudre/", office.jury_dissolve, name="jury_dissolve"),
]
