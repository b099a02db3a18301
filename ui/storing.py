"""Files that prove something: stored whole or not at all, under a key that says nothing."""

import hashlib
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse


def store(folder, content, *, suffix=".pdf"):
    """Store bytes and return (key, SHA-256). A failure leaves no half file; OSError goes on."""
    key = f"{folder}/{secrets.token_hex(16)}{suffix}"
    try:
        saved = default_storage.save(key, ContentFile(content))
    except OSError:
        default_storage.delete(key)
        raise
    return saved, hashlib.sha256(content).hexdigest()


def open_stored(key):
    return default_storage.open(key, "rb")


def attachment(key, name):
    """A stored PDF as a download that no browser interprets as a page of ours."""
    response = FileResponse(
        open_stored(key), as_attachment=True, filename=name, content_type="application/pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
