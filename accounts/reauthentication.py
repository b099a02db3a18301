"""Who is at the keyboard, asked again before an act that binds: signing, issuing, revoking (S29)."""

import json
import time
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.internal.httpkit import serialize_request
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode

BACKEND = "accounts.backend.WithTheirOrganisation"
SIGN_ON = "socialaccount"  # allauth's name for « came from the provider of single sign-on »


def is_fresh(request):
    """Whether they proved who they are within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds.

    Arriving from single sign-on proves nothing of the kind: its own session may be a day old.
    """
    proofs = [
        record["at"]
        for record in get_authentication_records(request, request.user)
        if record["method"] != SIGN_ON or record.get("reauthenticated")
    ]
    return bool(proofs) and time.time() - max(proofs) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def asked_again(view):
    """A view that binds, on POST: whoever proved who they are too long ago is asked again; the request then
    goes on as it was sent, nothing typed being lost."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method in ("GET", "HEAD") or is_fresh(request):
            return view(request, *args, **kwargs)
        return _ask(request, back_to=request.path, suspended={"request": serialize_request(request)})

    return guarded


def asked_before(view):
    """A view whose very sight must be of the right person: likewise, whatever the method."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_anonymous or is_fresh(request):
            return view(request, *args, **kwargs)
        return _ask(request, back_to=request.get_full_path(), suspended=None)

    return guarded


def _ask(request, *, back_to, suspended):
    """The page that asks, by the first means this person has; what they sent waits in their session."""
    means = get_adapter().get_reauthentication_methods(request.user)
    if not means:
        raise PermissionDenied
    request.session.pop(STATE_SESSION_KEY, None)
    if suspended:
        request.session[STATE_SESSION_KEY] = suspended
    return HttpResponseRedirect(f"{means[0]['url']}?{urlencode({'next': back_to})}")


def suspended_by(request):
    """What waits in the session for its sender to prove who they are; None when nothing does."""
    return request.session.get(STATE_SESSION_KEY, {}).get("request")


def gone_on(request, suspended, response):
    """The answer to what was suspended. When that is a page, it was refused, and its form must show at its
    own address, or correcting it would send the correction to the page that asks: the browser is asked to
    send the same there. Nothing was written, for whatever is done answers by a redirection."""
    is_page = response.get("Content-Type", "").startswith("text/html")
    if not suspended or response.status_code in (301, 302, 303) or not is_page:
        return response
    sent = json.loads(suspended)
    fields = [
        (name, value)
        for name, values in QueryDict(sent["POST"]).lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    address = sent["path"] + (f"?{sent['GET']}" if sent["GET"] else "")
    return render(request, "account/goes_on.html", {"address": address, "fields": fields})


def sign_in_as(request, user, *, method):
    """Open a session for somebody who has just proven who they are by other means than the sign-in page."""
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method=method)


def proof_of_identity(request):
    """« mfa » or « password »: what the latest sign-in of this session, under ten minutes old, rested on."""
    records = get_authentication_records(request, request.user)
    return "mfa" if records and records[-1]["method"] == "mfa" else "password"
