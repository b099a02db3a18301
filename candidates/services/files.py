"""Taking in a file that somebody brings: made harmless, stored, told of by a row, or nothing at all of it."""

import hashlib
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction

from candidates.intake.names import tidy_name
from candidates.intake.outcomes import FileRefused
from candidates.intake.sandbox import clean_apart
from candidates.intake.upload import too_heavy
from candidates.models import FileState, StoredFile
from candidates.tasks import scan_file
from ui.storing import erase_stored, store

FOLDER = "files"
NO_ROOM = (
    "Le fichier n’a pas pu être enregistré : le service manque de place. Réessayez plus tard, "
    "et prévenez les gestionnaires si cela dure."
)


@contextmanager
def file_received(upload, *, by, at):
    """Take in an uploaded file, in a transaction of its own: `with file_received(…) as file:`, use it inside.

    Whatever the block refuses or fails at, neither row nor bytes remain. Raises FileRefused, in a sentence,
    when the file itself cannot be taken. Checking takes time: lock nothing before.
    """
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        raise FileRefused(too_heavy())
    clean = clean_apart(upload.read())
    try:
        key, digest = store(FOLDER, clean.content, suffix=clean.suffix)
    except OSError as error:
        raise FileRefused(NO_ROOM) from error
    try:
        with transaction.atomic():
            file = StoredFile.objects.create(
                key=key,
                name=tidy_name(upload.name, suffix=clean.suffix),
                media_type=clean.media_type,
                size=len(clean.content),
                sha256=digest,
                state=FileState.QUARANTINE if settings.CLAMAV_URL else FileState.CLEAN,
                stored_at=at,
                stored_by=by,
            )
            if file.is_in_quarantine:
                scan_file.wake(file.pk)
            yield file
    except BaseException:
        erase_stored(key)
        raise


def is_intact(file, content):
    """Whether the bytes are still those that were received (and, once submitted, sealed)."""
    return hashlib.sha256(content).hexdigest() == file.sha256
