"""Files that prove something: stored whole or not at all, under a key that says nothing."""

import hashlib
import posixpath
import secrets
from contextlib import contextmanager

from django.core.files.base import ContentFile, File
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


def store_file(folder, path, *, suffix):
    """Store a file of this machine without holding it in memory, and return (key, SHA-256); as `store`."""
    key = f"{folder}/{secrets.token_hex(16)}{suffix}"
    try:
        with open(path, "rb") as file:
            saved = default_storage.save(key, File(file))
        with open(path, "rb") as file:
            return saved, hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        default_storage.delete(key)
        raise


class FilesAway(OSError):
    """Where files lie does not answer, or refuses: what was asked is there, and cannot be had now."""


@contextmanager
def _may_be_away():
    try:
        yield
    except FileNotFoundError:
        raise  # it did answer: there is no such file
    except OSError as error:
        raise FilesAway(str(error)) from error


def digest_of_stored(key):
    """The SHA-256 of what is stored, read piece by piece. Raises FileNotFoundError when it is gone."""
    with default_storage.open(key, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_stored(key):
    """The stored bytes. Raises FileNotFoundError, or FilesAway."""
    with _may_be_away():
        return default_storage.open(key, "rb")


def attachment(key, name, *, content_type="application/pdf"):
    """A stored file, a PDF unless said, as a download that no browser interprets as a page of ours."""
    response = FileResponse(open_stored(key), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response


def copy_stored(key):
    """Store the same bytes under another key of the same folder and return it; a failure leaves no half
    file."""
    folder, _, name = key.rpartition("/")
    _stem, dot, suffix = name.partition(".")
    copy = posixpath.join(folder, f"{secrets.token_hex(16)}{dot}{suffix}")
    try:
        with default_storage.open(key, "rb") as file:
            return default_storage.save(copy, file)
    except OSError:
        default_storage.delete(copy)
        raise


def erase_stored(key):
    """Forget the bytes; nothing happens when they are already gone."""
    default_storage.delete(key)
