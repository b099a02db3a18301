"""Who is at the keyboard, asked again before an act that binds: signing, issuing, revoking (S29)."""

import time
from functools import partial

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.contrib.auth import login

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _signed_in_long_ago(request):
    records = get_authentication_records(request, request.user)
    return not records or time.time() - records[-1]["at"] >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


# A view that binds, on POST: whoever signed in, or confirmed who they are, more than
# ACCOUNT_REAUTHENTICATION_TIMEOUT seconds ago is asked again; the request goes on as it was sent, nothing
# typed being lost. Put it behind the access checks of the view: a stranger is told 404, not asked a password.
asked_again = partial(reauthentication_required, allow_get=True, enabled=_signed_in_long_ago)


def sign_in_as(request, user, *, method):
    """Open a session for somebody who has just proven who they are by other means than the sign-in page."""
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method=method)


def proof_of_identity(request):
    """« mfa » or « password »: what the latest sign-in of this session, under ten minutes old, rested on."""
    records = get_authentication_records(request, request.user)
    return "mfa" if records and records[-1]["method"] == "mfa" else "password"
