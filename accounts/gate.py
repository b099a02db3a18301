"""No way around the second factor for the roles that must have one."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.selectors import lacks_second_factor

# What setting it up needs, and the way out.
SETTING_UP = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "accounts:reauthenticate_sign_on",
    "openid_connect_login",
    "openid_connect_callback",
    "livez",
    "readyz",
}
DEMAND = (
    "Votre rôle demande un second facteur de connexion. Mettez-le en place : le reste s’ouvre aussitôt après."
)


class SecondFactorFirst:
    """Whoever must have a second factor and has none opens the pages that set one up, and no other."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or not lacks_second_factor(request.user):
            return None
        request.lacks_second_factor = True  # pages then show no way to where they may not go yet
        if request.resolver_match.view_name in SETTING_UP:
            return None
        if request.method not in ("GET", "HEAD") or get_adapter().is_ajax(request):
            return render(request, "mfa/demanded.html", {"demand": DEMAND}, status=403)
        messages.warning(request, DEMAND)
        return redirect("mfa_index")
