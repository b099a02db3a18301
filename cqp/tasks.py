"""Work that a crash, a broker or a mail server left undone, found again in the rows."""

from celery import shared_task
from django.utils import timezone

from candidates.models import StoredFile, SubmissionDocument
from candidates.tasks import erase_file, render_submission, scan_file
from certificates.models import Document
from certificates.tasks import make_document
from jury.models import Minutes, ResultLetter
from jury.tasks import remind_signers, render_letter, render_minutes, seal_minutes, tell_companion
from notifications.models import Message
from notifications.tasks import send_message


def work_left():
    """(task, keys of the rows that show it is still to do)."""
    now = timezone.now()
    return [
        (send_message, Message.objects.to_send()),
        (make_document, Document.objects.to_make()),
        (render_submission, SubmissionDocument.objects.filter(file="")),
        (remind_signers, Minutes.objects.to_remind(at=now)),
        (seal_minutes, Minutes.objects.to_seal(at=now)),
        (render_minutes, Minutes.objects.to_make()),
        (render_letter, ResultLetter.objects.to_make()),
        (tell_companion, ResultLetter.objects.to_tell_companion()),
        (scan_file, StoredFile.objects.to_scan()),
        (erase_file, StoredFile.objects.to_erase()),
    ]


@shared_task
def catch_up():
    """Do what is left, oldest first. Returns how many rows were looked at; on a clean base, none."""
    count = 0
    for task, rows in work_left():
        for pk in list(rows.order_by("pk").values_list("pk", flat=True)[:500]):
            task.apply(args=[pk], throw=False)
            count += 1
    return count
