"""Work on files, after the answer: the antivirus, what nothing uses any more, the PDFs of a submission."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from audit.services import record
from candidates.documents import submission_pdf
from candidates.intake.clamd import ScannerUnavailable, Verdict, scan
from candidates.models import FileState, FileToErase, StoredFile, SubmissionDocument
from notifications.services import notify
from rules.french import quoted
from ui.printing import can_print
from ui.storing import erase_stored, open_stored, store
from ui.templatetags.ui import day

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
        if settings.CLAMAV_URL:
            _judge(file)
        else:  # the office took the antivirus away: what waited for it is let through
            file.state = FileState.CLEAN
            file.save(update_fields=["state"])


def due_for_another_scan():
    """What the antivirus, which learns every day, is to be asked about again; nothing without one."""
    if not settings.CLAMAV_URL:
        return StoredFile.objects.none()
    since = timezone.now() - timedelta(days=settings.CLAMAV_RESCAN_DAYS)
    return StoredFile.objects.to_scan_again(before=since)


@shared_task
def scan_file_again(pk):
    """Ask the antivirus about a file once let through, by it or without it. Without an answer it stays
    open."""
    with transaction.atomic():
        file = _locked(due_for_another_scan(), pk)
        if file is not None:
            _judge(file)


def _judge(file):
    """Write what the antivirus answers; the caller holds the lock. No answer changes nothing."""
    with open_stored(file.key) as stored:
        content = stored.read()
    try:
        verdict = scan(content, url=settings.CLAMAV_URL)
    except ScannerUnavailable as lack:
        logger.warning("File %s waits for the antivirus: %s", file.pk, lack)
        return
    was_open = file.is_clean
    file.state = FileState.CLEAN if verdict is Verdict.CLEAN else FileState.INFECTED
    file.scanned_at = timezone.now()
    file.save(update_fields=["state", "scanned_at"])
    if file.is_infected:
        tell = _tell_found_later if was_open else _tell_refused
        tell(file)
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


def _tell_found_later(file):
    """The trace, and a word to whoever brought the file and to the office: others may have opened it."""
    at = timezone.now()
    attachment = getattr(file, "attachment", None)
    dossier = attachment and attachment.dossier
    record("file.infected_later", actor=None, target=file, about=[dossier] if dossier else [], at=at)
    where = f" du dossier {dossier.reference}" if dossier else ""
    office, bringer = User.objects.with_role(Role.MANAGER), User.objects.filter(pk=file.stored_by_id)
    for person in (office | bringer).order_by("pk"):
        notify(
            person,
            key=f"file:{file.pk}:infected",
            subject="L’antivirus refuse un fichier déjà reçu",
            body=(
                f"Le fichier {quoted(file.name)}{where}, reçu le {day(file.stored_at)}, est maintenant "
                "reconnu dangereux : plus personne ne peut l’ouvrir ici. "
                "Si vous l’avez ouvert ou gardé, faites vérifier votre ordinateur. "
                "Un dépôt déjà fait reste valable."
            ),
            path=_path_for(person, file, dossier),
            at=at,
        )


def _path_for(person, file, dossier):
    if dossier is None:
        return ""
    name = "candidates:attachments" if person.pk == file.stored_by_id else "candidates:dossier"
    return reverse(name, args=[dossier.pk])


@shared_task
@transaction.atomic
def erase_left_file(pk):
    """Erase the bytes that an erasure let go of. The row goes last: what a crash left is found again."""
    row = _locked(FileToErase.objects.all(), pk)
    if row is not None:
        erase_stored(row.key)
        row.delete()


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
