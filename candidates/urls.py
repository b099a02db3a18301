from django.urls import path

from candidates.views import anonymisation, completion, dossiers, office, versions

app_name = "candidates"
urlpatterns = [
    path("dossiers/", dossiers.dossier_list, name="dossiers"),
    path("parcours/<int:candidate_pk>/nouveau-dossier/", dossiers.dossier_start, name="dossier_start"),
    path("dossiers/<int:pk>/", dossiers.dossier_detail, name="dossier"),
    path("dossiers/<int:pk>/lire/", dossiers.dossier_read, name="dossier_read"),
    path("dossiers/<int:pk>/situations/nouvelle/", dossiers.situation_edit, name="situation_new"),
    path("dossiers/<int:pk>/situations/<int:situation_pk>/", dossiers.situation_edit, name="situation"),
    path(
        "dossiers/<int:pk>/situations/<int:situation_pk>/retirer/",
        dossiers.situation_remove,
        name="situation_remove",
    ),
    path("dossiers/<int:pk>/deposer/", dossiers.dossier_submit, name="dossier_submit"),
    path("dossiers/<int:pk>/retirer/", dossiers.dossier_withdraw, name="dossier_withdraw"),
    path("dossiers/<int:pk>/completer/", completion.dossier_complete, name="dossier_complete"),
    path("dossiers/<int:pk>/relecture/", anonymisation.dossier_mentions, name="dossier_mentions"),
    path("dossiers/<int:pk>/versions/", versions.version_list, name="versions"),
    path("dossiers/<int:pk>/versions/<int:number>/", versions.version_read, name="version"),
    path(
        "dossiers/<int:pk>/versions/<int:number>/changements/",
        versions.version_changes,
        name="version_changes",
    ),
    path(
        "dossiers/<int:pk>/versions/non-deposee/<int:request_pk>/",
        versions.version_unsent,
        name="version_unsent",
    ),
    path("gestion/candidats/", office.candidate_list, name="candidates"),
    path("gestion/candidats/inscrire/", office.candidate_register, name="candidate_register"),
    path("gestion/candidats/<int:pk>/", office.candidate_detail, name="candidate"),
    path("gestion/candidats/<int:pk>/corriger/", office.candidate_correct, name="candidate_correct"),
    path("gestion/candidats/<int:pk>/inviter/", office.candidate_invite, name="candidate_invite"),
    path(
        "gestion/candidats/<int:pk>/modules/<int:module_pk>/",
        office.attendance_record,
        name="attendance_record",
    ),
    path("gestion/dossiers/", office.dossier_queue, name="queue"),
    path("gestion/dossiers/<int:pk>/renvoyer/", completion.dossier_return, name="dossier_return"),
    path(
        "gestion/dossiers/<int:pk>/complement/prolonger/",
        completion.completion_extend,
        name="completion_extend",
    ),
    path(
        "gestion/dossiers/<int:pk>/complement/annuler/",
        completion.completion_cancel,
        name="completion_cancel",
    ),
]
