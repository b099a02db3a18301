"""A file added to a dossier or taken from it, what the disk holds, somebody who opens it."""

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.reauthentication import BACKEND
from candidates.services import attachments
from tests.files import a_picture


def add(dossier, content=None, *, name="planning.png"):
    upload = SimpleUploadedFile(name, a_picture() if content is None else content)
    return attachments.add_attachment(dossier, upload, by=dossier.candidate.user, at=timezone.now())


def remove(attachment):
    by = attachment.dossier.candidate.user
    attachments.remove_attachment(attachment, by=by, at=timezone.now())


def on_disk():
    try:
        return sorted(default_storage.listdir("files")[1])
    except FileNotFoundError:
        return []


def sign_in(client, user):
    client.force_login(user, backend=BACKEND)
    return client
