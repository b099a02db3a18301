"""Single sign-on by OpenID Connect, by settings alone: who arrives is known by the provider's subject.

Nobody signs up this way. A person who has an access is linked the first time, by an address the provider has
verified; from then on only the subject counts, whatever either side calls them.
"""

import time
from urllib.parse import urlsplit

import jwt
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone

from accounts import journal
from accounts.models import User
from accounts.reauthentication import SIGN_ON, gone_on, suspended_by
from accounts.services import mark_invitation_used
from accounts.services.security import link_sign_on
from accounts.sessions import renew_key

# Keys that only the provider holds: a token « signed » with our own secret, or with nothing, is no proof.
ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
AGAIN = "prompt=login&max_age=0"  # what the provider is told when somebody must prove who they are again


def is_offered():
    return bool(settings.OIDC_ISSUER)


def link_of(user):
    return SocialAccount.objects.filter(user=user, provider=settings.OIDC_ID).first()


class CheckedTokens(OpenIDConnectOAuth2Adapter):
    """allauth trusts the line that the token came by; we check its signature too, and that the profile is of
    the same person."""

    def _decode_id_token(self, app, id_token):
        try:
            algorithm = jwt.get_unverified_header(id_token).get("alg")
        except jwt.PyJWTError as error:
            raise OAuth2Error("Unreadable id_token") from error
        if algorithm not in ALGORITHMS:
            raise OAuth2Error("The id_token is not signed with a key of the provider")
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )

    def complete_login(self, request, app, token, **kwargs):
        login = super().complete_login(request, app, token, **kwargs)
        told = login.account.extra_data
        if "id_token" not in told:
            raise OAuth2Error("No id_token")
        if told.get("userinfo", told["id_token"])["sub"] != told["id_token"]["sub"]:
            raise OAuth2Error("The profile is of another person than the id_token")
        if self.openid_config["issuer"].rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            raise OAuth2Error("The provider gives itself another name than OIDC_ISSUER")
        return login


class KnownBySubject(DefaultSocialAccountAdapter):
    def get_requests_session(self):
        """What the provider answers comes from where its settings say, never from where it sends us."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(_refused(request))
        if sociallogin.is_existing:
            if request.user.is_authenticated and request.user == sociallogin.user:
                _proven_again(request, sociallogin)
            return
        at = timezone.now()
        known = _known_person(sociallogin)
        if known is None:
            raise ImmediateHttpResponse(_refused(request))
        link_sign_on(known, sociallogin, request, at=at)
        mark_invitation_used(known, at=at)


def _told(sociallogin):
    data = sociallogin.account.extra_data
    return data["id_token"] | data.get("userinfo", {})


def _known_person(sociallogin):
    """Who has this address here, if the provider says it verified it and no subject is theirs yet."""
    told = _told(sociallogin)
    if told.get("email_verified") is not True or not isinstance(told.get("email"), str):
        return None
    person = User.objects.filter(email=told["email"].strip().lower(), is_active=True).first()
    return None if person is None or link_of(person) else person


def _proven_again(request, sociallogin):
    """Somebody signed in came back from the provider, which they were sent to by a page that asks again."""
    asked_at = sociallogin.account.extra_data["id_token"].get("auth_time")
    if not isinstance(asked_at, int) or time.time() - asked_at > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        raise ImmediateHttpResponse(render(request, "socialaccount/not_asked_again.html", status=403))
    record_authentication(request, request.user, SIGN_ON, reauthenticated=True)
    renew_key(request)
    request.GET = QueryDict(mutable=True)
    request.GET["next"] = urlsplit(sociallogin.state.get("next") or "/").path
    suspended = suspended_by(request)
    raise ImmediateHttpResponse(gone_on(request, suspended, resume_request(request)))


def _refused(request):
    journal.unknown_subject()
    return render(request, "socialaccount/unknown.html", status=403)
