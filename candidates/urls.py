from django.urls import path

from candidates.views import attachments, dossiers, imports, modules, office, receipts, writing

app_name = "candidates"
urlpatterns = [
    path("dossiers/", dossiers.dossier_list, name="dossiers"),
    path("parcours/<int:candidate_pk>/nouveau-dossier/", dossiers.dossier_start, name="dossier_start"),
    path("dossiers/<int:pk>/", dossiers.dossier_detail, name="dossier"),
    path("dossiers/<int:pk>/lire/", dossiers.dossier_read, name="dossier_read"),
    path("dossiers/<int:pk>/carte/", writing.dossier_map, name="map"),
    path("dossiers/<int:pk>/jeton/", writing.writing_token, name="writing_token"),
    path("dossiers/<int:pk>/situations/nouvelle/", writing.situation_edit, name="situation_new"),
    path("dossiers/<int:pk>/situations/<int:situation_pk>/", writing.situation_edit, name="situation"),
    path(
        "dossiers/<int:pk>/situations/<int:situation_pk>/retirer/",
        writing.situation_remove,
        name="situation_remove",
    ),
    path("dossiers/<int:pk>/textes/<uuid:key>/passages/", writing.passage_link, name="passage_link"),
    path("dossiers/<int:pk>/textes/<uuid:key>/<slug:field>/", writing.field_save, name="field_save"),
    path(
        "dossiers/<int:pk>/passages/<int:passage_pk>/retirer/", writing.passage_unlink, name="passage_unlink"
    ),
    path("dossiers/<int:pk>/annexes/", attachments.attachment_list, name="attachments"),
    path("dossiers/<int:pk>/annexes/<int:attachment_pk>/", attachments.attachment_edit, name="attachment"),
    path(
        "dossiers/<int:pk>/annexes/<int:attachment_pk>/retirer/",
        attachments.attachment_remove,
        name="attachment_remove",
    ),
    path("dossiers/<int:pk>/fichiers/<int:file_pk>/", attachments.attachment_file, name="attachment_file"),
    path("dossiers/<int:pk>/deposer/", dossiers.dossier_submit, name="dossier_submit"),
    path("dossiers/<int:pk>/retirer/", dossiers.dossier_withdraw, name="dossier_withdraw"),
    path("dossiers/<int:pk>/recu/<int:number>/", receipts.receipt, name="receipt"),
    path(
        "dossiers/<int:pk>/recu/<int:number>/<str:kind>.pdf",
        receipts.submission_document,
        name="submission_document",
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
    path("parcours/<int:candidate_pk>/modules/", modules.module_list, name="modules"),
    path(
        "parcours/<int:candidate_pk>/modules/<int:module_pk>/declarer/",
        modules.module_declare,
        name="module_declare",
    ),
    path("gestion/candidats/<int:pk>/recevabilite/", modules.feasibility_record, name="feasibility_record"),
    path("modules/<int:pk>/justificatif/", modules.module_proof, name="module_proof"),
    path("gestion/modules/", modules.declaration_queue, name="declarations"),
    path("gestion/modules/<int:pk>/", modules.declaration_decide, name="declaration_decide"),
    path("gestion/modules/importer/", imports.import_try, name="import_try"),
    path("gestion/modules/importer/modele/", imports.import_model, name="import_model"),
    path("gestion/modules/importer/<int:pk>/", imports.import_report, name="import_report"),
]
