"""Signing in (allauth, under French addresses) and invitations."""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from accounts import views

own = ([path("invitation/<str:token>/", views.invitation_accept, name="invitation_accept")], "accounts")

urlpatterns = [
    path("", include(own)),
    path("connexion/", allauth.login, name="account_login"),
    path("deconnexion/", allauth.logout, name="account_logout"),
    path("inscription/", allauth.signup, name="account_signup"),
    path("compte/inactif/", allauth.account_inactive, name="account_inactive"),
    path("compte/mot-de-passe/", allauth.password_change, name="account_change_password"),
    path("compte/mot-de-passe/definir/", allauth.password_set, name="account_set_password"),
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
    path("confirmer-identite/", allauth.reauthenticate, name="account_reauthenticate"),
]
