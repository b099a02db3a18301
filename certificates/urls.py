from django.urls import path

from certificates.views import badges, holder, office, public

app_name = "certificates"
urlpatterns = [
    path("certificats/", holder.mine, name="mine"),
    path("certificats/<int:pk>/document/", holder.document, name="document"),
    path("certificats/<int:pk>/documents/<int:document>/", holder.one_document, name="one_document"),
    path("certificats/<int:pk>/badge/", holder.badge, name="badge"),
    path("gestion/a-delivrer/", office.to_issue, name="to_issue"),
    path("gestion/registre/", office.register, name="register"),
    path("gestion/registre/<int:pk>/", office.certificate_detail, name="certificate"),
    path(".well-known/did.json", badges.did, name="did"),
    path("acquis/<int:version>/", badges.achievement, name="achievement"),
    path("acquis/<int:version>/<int:position>/", badges.achievement, name="achievement"),
    path("badges/etat/<int:number>/", badges.revocations, name="status_list"),
    path("robots.txt", public.robots, name="robots"),
    path("verifier/", public.verify, name="verify"),
    path("verifier/fichier/", public.verify_file, name="verify_file"),
    path("verifier/<str:code>.json", public.verify_json, name="verify_json"),
    path("verifier/<str:code>/", public.verify_code, name="verify_code"),
]
