"""Signing in (allauth, under French addresses), one's own account, and invitations."""

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from accounts.reauthentication import asked_before
from accounts.views import (
    account,
    administration,
    invitation,
    personal_data,
    reauthentication,
    second_factor,
    sign_on,
)

own = (
    [
        path("invitation/<str:token>/", invitation.invitation_accept, name="invitation_accept"),
        path("compte/", account.account, name="account"),
        path("compte/sessions/", account.sessions, name="sessions"),
        path("compte/sessions/<int:pk>/fermer/", account.session_end, name="session_end"),
        path("compte/sessions/fermer-les-autres/", account.sessions_end_others, name="sessions_end_others"),
        path("compte/donnees/", personal_data.personal_data, name="personal_data"),
        path("compte/donnees/copie/", personal_data.copy_ask, name="copy_ask"),
        path("compte/donnees/copies/<int:pk>/", personal_data.copy_file, name="copy_file"),
        path("compte/session/", account.session_alive, name="session_alive"),
        path("confirmer-identite/unique/", reauthentication.by_sign_on, name="reauthenticate_sign_on"),
        path("service/personnes/<int:pk>/acces/", administration.person_access, name="person_access"),
        re_path(
            r"^service/personnes/(?P<pk>\d{1,18})/acces/(?P<act>second-facteur|authentification-unique|sessions)/$",
            administration.person_act,
            name="person_act",
        ),
        path("service/organismes/", administration.organisations_merge, name="organisations_merge"),
    ],
    "accounts",
)

signing_in = [
    path("connexion/", allauth.login, name="account_login"),
    path("connexion/code/", mfa.authenticate, name="mfa_authenticate"),
    path("connexion/cle/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("connexion/unique/abandon/", sign_on.given_up, name="socialaccount_login_cancelled"),
    path("connexion/unique/<str:provider_id>/", sign_on.leave, name="openid_connect_login"),
    path("connexion/unique/<str:provider_id>/retour/", sign_on.come_back, name="openid_connect_callback"),
    path("deconnexion/", allauth.logout, name="account_logout"),
    path("inscription/", allauth.signup, name="account_signup"),
    path("compte/inactif/", allauth.account_inactive, name="account_inactive"),
    path("mot-de-passe/oublie/", allauth.password_reset, name="account_reset_password"),
    path("mot-de-passe/envoye/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/choisi/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("confirmer-identite/", reauthentication.ByPassword.as_view(), name="account_reauthenticate"),
    path("confirmer-identite/code/", reauthentication.ByCode.as_view(), name="mfa_reauthenticate"),
    path("confirmer-identite/cle/", reauthentication.ByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
]

second_factors = [
    path("", second_factor.index, name="mfa_index"),
    path("application/", asked_before(totp.activate_totp), name="mfa_activate_totp"),
    path("application/retirer/", asked_before(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("cles/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("cles/ajouter/", asked_before(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("cles/<int:pk>/renommer/", second_factor.rename_key, name="mfa_edit_webauthn"),
    path("cles/<int:pk>/retirer/", second_factor.remove_key, name="mfa_remove_webauthn"),
    path("codes/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/fichier/", second_factor.recovery_codes_file, name="mfa_download_recovery_codes"),
    path("codes/nouveaux/", asked_before(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
]

urlpatterns = [
    path("", include(own)),
    path("", include(signing_in)),
    path("compte/mot-de-passe/", allauth.password_change, name="account_change_password"),
    path("compte/mot-de-passe/definir/", asked_before(allauth.password_set), name="account_set_password"),
    path("compte/second-facteur/", include(second_factors)),
]
