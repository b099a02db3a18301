"""Work on files, after the answer: the antivirus, what nothing uses any more, the PDFs of a submission."""

import logging

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.services import record
from candidates.documents import submission_pdf
from candidates.intake.clamd import ScannerUnavailable, Verdict, scan
from candidates.models import FileState, StoredFile, SubmissionDocument
from notifications.services import notify
from rules.french import quoted
from ui.printing import can_print
from ui.storing import erase_stored, open_stored, store

logger = logging.getLogger(__name__)


def _locked(files, pk):
    """The row, unless another worker has it or it is no longer to do."""
    return files.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()


@shared_task
def scan_file(pk):
    """Ask the antivirus about a file in quarantine. Without an answer it stays there, and catch_up asks
    again."""
    with transaction.atomic():
        file = _locked(StoredFile.objects.to_scan(), pk)
        if file is None:
            return
        if not settings.CLAMAV_URL:  # the office took the antivirus away: what waited for it is let through
            verdict = Verdict.CLEAN
        else:
            with open_stored(file.key) as stored:
                content = stored.read()
            try:
                verdict = scan(content, url=settings.CLAMAV_URL)
            except ScannerUnavailable as lack:
                logger.warning("File %s stays in quarantine: %s", pk, lack)
                return
        file.state = FileState.CLEAN if verdict is Verdict.CLEAN else FileState.INFECTED
        file.save(update_fields=["state"])
        if file.is_infected:
            _tell_refused(file)
            erase_file.wake(file.pk)


def _tell_refused(file):
    """The trace, and a word to whoever brought the file."""
    at = timezone.now()
    attachment = getattr(file, "attachment", None)
    about = [attachment.dossier] if attachment else []
    record("file.infected", actor=None, target=file, about=about, at=at)
    notify(
        file.stored_by,
        key=f"file:{file.pk}:infected",
        subject="Un fichier est refusé par l’antivirus",
        body=(
            f"Le fichier {quoted(file.name)} est refusé par l’antivirus et a été effacé. "
            "Personne d’autre que vous ne l’a vu. Vérifiez votre ordinateur, puis envoyez un autre fichier."
        ),
        path=reverse("candidates:attachments", args=[attachment.dossier_id]) if attachment else "",
        at=at,
    )


@shared_task
@transaction.atomic
def erase_file(pk):
    """Erase the bytes of what is infected or used by nothing; the row too, unless a page tells of it."""
    file = _locked(StoredFile.objects.to_erase(), pk)
    if file is None:
        return
    erase_stored(file.key)
    if hasattr(file, "attachment") or hasattr(file, "attendance") or file.frozen_at:
        file.erased_at = timezone.now()
        file.save(update_fields=["erased_at"])
    else:
        file.delete()


@shared_task
@transaction.atomic
def render_submission(pk):
    """Make and store one document of a submission, once: a second delivery finds the file, or the row locked
    by the first."""
    if not can_print():
        return
    document = (
        SubmissionDocument.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=pk, file="")
        .select_related("submission__dossier__version__certification")
        .first()
    )
    if document is None:
        return
    document.file, document.file_sha256 = store("submissions", submission_pdf(document))
    document.save(update_fields=["file", "file_sha256"])
