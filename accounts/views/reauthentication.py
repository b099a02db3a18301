"""Proving again who one is, by password, code, passkey or single sign-on; then what was sent goes on."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.reauthentication import gone_on, suspended_by
from accounts.sessions import renew_key
from accounts.sign_on import AGAIN, is_offered, link_of


class GoesOn:
    def form_valid(self, form):
        suspended = suspended_by(self.request)
        renew_key(self.request)
        return gone_on(self.request, suspended, super().form_valid(form))


class ByPassword(GoesOn, account.ReauthenticateView):
    pass


class ByCode(GoesOn, mfa.ReauthenticateView):
    pass


class ByPasskey(GoesOn, webauthn.ReauthenticateWebAuthnView):
    def form_invalid(self, form):
        """allauth leaves for the sign-in page, and with it what was suspended."""
        return self.render_to_response(self.get_context_data(form=form))


def by_sign_on(request):
    """The button that leads to the provider, which is told to ask them again."""
    if not (is_offered() and link_of(request.user)):
        return redirect("account_reauthenticate")
    address = reverse("openid_connect_login", args=[settings.OIDC_ID])
    context = {
        "provider_address": f"{address}?{urlencode({'auth_params': AGAIN})}",
        "name": settings.OIDC_NAME,
        "next": request.GET.get("next", ""),
    }
    return render(request, "account/reauthenticate_sign_on.html", context)
