"""An application of codes as RFC 6238 has it, written apart from the one under test."""

import base64
import hashlib
import hmac
import re
import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret, *, at=None):
    """What the telephone shows now."""
    counter = int(at if at is not None else time.time()) // 30
    digest = hmac.new(base64.b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def with_application(user, secret=SECRET):
    """The same person, who linked an application and got recovery codes."""
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return user


def link_application(client):
    """Link one through the pages, as its owner does; the key that the page showed."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    return secret, client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})


def sign_in(client, user, password, *, code=""):
    """The sign-in page, then the page of the code when there is one to give."""
    answer = client.post(reverse("account_login"), {"login": user.email, "password": password})
    if code:
        answer = client.post(reverse("mfa_authenticate"), {"code": code})
    return answer


def is_signed_in(client):
    return client.get(reverse("accounts:session_alive")).status_code == 204
