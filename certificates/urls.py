from django.urls import path

from certificates.views import correcting, holder, issuing, public, register, versions

app_name = "certificates"
urlpatterns = [
    path("certificats/", holder.mine, name="mine"),
    path("certificats/<int:pk>/document/", holder.document, name="document"),
    path("certificats/documents/<int:pk>/", register.document_file, name="document_file"),
    path("gestion/a-delivrer/", issuing.to_issue, name="to_issue"),
    path("gestion/a-delivrer/<int:pk>/", issuing.preview, name="preview"),
    path("gestion/a-delivrer/<int:pk>/apercu/", issuing.preview_document, name="preview_document"),
    path("gestion/delivrances/<int:pk>/", issuing.batch, name="batch"),
    path("gestion/delivrances/<int:pk>/suspendre/", issuing.batch_pause, name="batch_pause"),
    path("gestion/delivrances/<int:pk>/reprendre/", issuing.batch_resume, name="batch_resume"),
    path("gestion/registre/", register.register, name="register"),
    path("gestion/registre/recherches/garder/", register.search_keep, name="search_keep"),
    path("gestion/registre/recherches/<int:pk>/supprimer/", register.search_forget, name="search_forget"),
    path("gestion/registre/exporter/", register.export_ask, name="export_ask"),
    path("gestion/registre/exports/<int:pk>/", register.export, name="export"),
    path("gestion/registre/exports/<int:pk>/fichier/", register.export_file, name="export_file"),
    path("gestion/registre/titulaires/<int:pk>/", register.holder, name="holder"),
    path("gestion/registre/<int:pk>/", register.certificate_detail, name="certificate"),
    path("gestion/registre/<int:pk>/rectifier/", correcting.rectify, name="rectify"),
    path("gestion/registre/<int:pk>/duplicata/", correcting.duplicate, name="duplicate"),
    path("gestion/registre/<int:pk>/revoquer/", correcting.revocation_ask, name="revocation_ask"),
    path("gestion/revocations/", correcting.revocations, name="revocations"),
    path("gestion/revocations/<int:pk>/", correcting.revocation_decide, name="revocation_decide"),
    path("gestion/equivalences/", versions.equivalences, name="equivalences"),
    path("gestion/candidats/<int:pk>/version/", versions.candidate_move, name="candidate_move"),
    path("verifier/", public.verify, name="verify"),
    path("verifier/<str:code>/", public.verify_code, name="verify_code"),
]
