"""Texts that only this service reads, at rest in its database: AES-256-GCM under a key derived from
SECRET_KEY. What a retired key closed is still opened (SECRET_KEY_FALLBACKS), and what an earlier release
closed with Fernet.

And the keys under which a person's own browser closes what it has not sent yet.
"""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FORM, NONCE_BYTES = "gcm1:", 12


class Unreadable(Exception):
    """No key that we have opens it."""


def _derived(secret, purpose):
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose).derive(secret.encode())


def _secrets():
    """The key in use first."""
    return settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS


def _boxes():
    return [AESGCM(_derived(secret, b"accounts.sealed_texts")) for secret in _secrets()]


def _fernet():
    keys = [_derived(secret, b"accounts.second_factor") for secret in _secrets()]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def closed(text):
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = _boxes()[0].encrypt(nonce, text.encode(), FORM.encode())
    return FORM + base64.urlsafe_b64encode(nonce + sealed).decode()


def opened(text):
    """What was closed. Raises Unreadable."""
    if not text.startswith(FORM):
        try:
            return _fernet().decrypt(text.encode()).decode()
        except InvalidToken as error:
            raise Unreadable from error
    try:
        sealed = base64.urlsafe_b64decode(text.removeprefix(FORM))
    except ValueError as error:  # not of the alphabet
        raise Unreadable from error
    for box in _boxes():
        try:
            return box.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], FORM.encode()).decode()
        except (InvalidTag, ValueError):  # another key's, or cut short
            continue
    raise Unreadable


def draft_keys(person):
    """In base64, for AES-256-GCM in this person's pages, the key in use first. Each is theirs alone, and the
    same on every day: a text outlives the session in which it was typed."""
    purpose = b"accounts.drafts:%d" % person.pk
    return [base64.b64encode(_derived(secret, purpose)).decode() for secret in _secrets()]
