"""To the provider of single sign-on and back (allauth's, with our checks and our pages)."""

import logging

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from accounts.sign_on import CheckedTokens

logger = logging.getLogger(__name__)


def _only_ours(provider_id):
    if not settings.OIDC_ISSUER or provider_id != settings.OIDC_ID:
        raise Http404


@login_not_required
@require_POST
def leave(request, provider_id):
    """A page that leads away by itself: our policy lets no form end at another site."""
    _only_ours(provider_id)
    try:
        answer = OAuth2LoginView.adapter_view(CheckedTokens(request, provider_id))(request)
    except RequestException as error:
        logger.warning("The provider of single sign-on does not answer: %s", type(error).__name__)
        return render(request, "socialaccount/authentication_error.html", status=503)
    if not isinstance(answer, HttpResponseRedirect):
        return answer
    return render(request, "socialaccount/leaving.html", {"address": answer.url, "name": settings.OIDC_NAME})


@login_not_required
@require_safe
def come_back(request, provider_id):
    _only_ours(provider_id)
    return OAuth2CallbackView.adapter_view(CheckedTokens(request, provider_id))(request)


@login_not_required
@require_safe
def given_up(request):
    """They chose, over there, not to sign in."""
    return render(request, "socialaccount/login_cancelled.html")
