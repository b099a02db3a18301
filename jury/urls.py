from django.urls import path

from jury.models import Stage
from jury.views import changes, closing, jurors, office, results, rooms, sending

app_name = "jury"
reading, interview = {"stage": Stage.READING}, {"stage": Stage.INTERVIEW}
urlpatterns = [
    path("jury/dossiers/", jurors.examination_list, name="examinations"),
    path("jury/examens/<int:pk>/", jurors.examination_detail, name="examination"),
    path("jury/examens/<int:pk>/dossier/", jurors.dossier_whole, name="dossier_whole"),
    path("jury/examens/<int:pk>/fichiers/<int:file_pk>/", jurors.attachment, name="attachment"),
    path(
        "jury/examens/<int:pk>/fichiers/<int:file_pk>/ici/", jurors.attachment_shown, name="attachment_shown"
    ),
    path("jury/examens/<int:pk>/jeton/", rooms.room_token, name="room_token"),
    path("jury/examens/<int:pk>/dossier.pdf", results.dossier_document, name="dossier_document"),
    path("jury/examens/<int:pk>/changements/", changes.changes, name="changes"),
    path("jury/examens/<int:pk>/lecture/", rooms.room, reading, name="reading"),
    path("jury/examens/<int:pk>/lecture/<int:competence_pk>/", rooms.room, reading, name="reading"),
    path("jury/examens/<int:pk>/lecture/envoyer/", sending.votes_send, reading, name="reading_send"),
    path(
        "jury/examens/<int:pk>/lecture/<int:competence_pk>/champs/<slug:field>/",
        rooms.vote_field,
        reading,
        name="reading_field",
    ),
    path(
        "jury/examens/<int:pk>/lecture/<int:competence_pk>/changer/",
        sending.vote_change,
        reading,
        name="reading_change",
    ),
    path("jury/examens/<int:pk>/comparer/", sending.comparison, name="comparison"),
    path("jury/examens/<int:pk>/lecture/clore/", closing.reading_close, name="reading_close"),
    path(
        "jury/examens/<int:pk>/lecture/clore/<slug:field>/",
        closing.closing_field,
        reading,
        name="reading_close_field",
    ),
    path("jury/examens/<int:pk>/convoquer/", office.interview_summon, name="interview_summon"),
    path("jury/examens/<int:pk>/reporter/", office.interview_postpone, name="interview_postpone"),
    path("jury/examens/<int:pk>/entretien/", jurors.interview_record, name="interview_record"),
    path("jury/examens/<int:pk>/deliberation/", rooms.room, interview, name="deliberation"),
    path(
        "jury/examens/<int:pk>/deliberation/<int:competence_pk>/", rooms.room, interview, name="deliberation"
    ),
    path(
        "jury/examens/<int:pk>/deliberation/envoyer/", sending.votes_send, interview, name="deliberation_send"
    ),
    path(
        "jury/examens/<int:pk>/deliberation/<int:competence_pk>/champs/<slug:field>/",
        rooms.vote_field,
        interview,
        name="deliberation_field",
    ),
    path(
        "jury/examens/<int:pk>/deliberation/<int:competence_pk>/changer/",
        sending.vote_change,
        interview,
        name="deliberation_change",
    ),
    path("jury/examens/<int:pk>/deliberation/salle/", closing.deliberation_room, name="deliberation_room"),
    path("jury/examens/<int:pk>/deliberation/clore/", closing.deliberation_close, name="deliberation_close"),
    path(
        "jury/examens/<int:pk>/deliberation/clore/<slug:field>/",
        closing.closing_field,
        interview,
        name="deliberation_close_field",
    ),
    path("jury/proces-verbaux/<int:pk>/", results.minutes_document, name="minutes"),
    path("resultats/<int:pk>/", results.result, name="result"),
    path("gestion/jurys/", office.jury_list, name="juries"),
    path("gestion/jurys/constituer/", office.jury_constitute, name="jury_constitute"),
    path("gestion/jurys/membres/", office.juror_list, name="jurors"),
    path("gestion/jurys/membres/inviter/", office.juror_invite, name="juror_invite"),
    path("gestion/dossiers/<int:dossier_pk>/confier/", office.dossier_assign, name="dossier_assign"),
    path("gestion/examens/<int:pk>/dissoudre/", office.jury_dissolve, name="jury_dissolve"),
]
