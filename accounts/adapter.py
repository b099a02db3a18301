"""How allauth behaves here."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.urls import reverse

from accounts import journal
from accounts.reauthentication import is_fresh
from accounts.sign_on import is_offered, link_of

MEANS = {
    "reauthenticate": "Avec votre mot de passe",
    "mfa_reauthenticate": "Avec un code de votre application, ou un code de secours",
    "mfa_reauthenticate:webauthn": "Avec une clé d’accès",
}


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts come from an invitation; nobody signs up alone."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Not an address that cannot even be taken apart: « //[evil.example]/ » raises where it is read."""
        try:
            urlsplit(url)
        except ValueError:
            return False
        return super().is_safe_url(url)

    def get_reset_password_from_key_url(self, key):
        """The link of the mail begins with our public address, whatever the request said its host was."""
        return settings.PUBLIC_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    def set_password(self, user, password):
        """The password alone: whatever else changed meanwhile stays."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def validation_error(self, code, *args):
        """Where allauth says that an account was tried too often, by password or by code."""
        if code == "too_many_login_attempts":
            journal.has_to_wait()
        return super().validation_error(code, *args)

    def is_reauthentication_required(self, *, app, **kwargs):
        """Before changing what protects an account: the same measure as our own `asked_again`."""
        return not is_fresh(context.request)

    def get_reauthentication_methods(self, user):
        """Single sign-on is a way to prove who one is, for those who have no other here."""
        means = [
            method | {"description": MEANS[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]
        if user.is_authenticated and is_offered() and link_of(user):
            means.append(
                {
                    "id": "sign_on",
                    "description": f"Avec {settings.OIDC_NAME}",
                    "url": reverse("accounts:reauthenticate_sign_on"),
                }
            )
        return means
