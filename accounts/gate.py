"""No way around signing in, nor around the second factor for the roles that must have one."""

from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

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


class SignInFirst(LoginRequiredMiddleware):
    """Whoever sent something once their session was over comes back to the page they sent it from: the
    address it went to may have nothing to show."""

    def handle_no_permission(self, request, view_func):
        page = request.headers.get("Referer", "")
        hosts, is_secure = {request.get_host()}, request.is_secure()
        if request.method != "POST" or not url_has_allowed_host_and_scheme(page, hosts, is_secure):
            return super().handle_no_permission(request, view_func)
        path = urlsplit(page)._replace(scheme="", netloc="").geturl()
        return redirect_to_login(path, self.get_login_url(view_func), self.get_redirect_field_name(view_func))


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
