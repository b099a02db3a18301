"""Work that a crash, a broker or a mail server left undone, found again in the rows."""

from celery import shared_task
from django.db.models import F
from django.utils import timezone

from candidates.models import StoredFile, SubmissionDocument
from candidates.tasks import (
    due_for_another_scan,
    erase_file,
    render_submission,
    scan_file,
    scan_file_again,
)
from certificates.models import Document
from certificates.tasks import make_document
from jury.models import Interview, InterviewNotice, Minutes
from jury.tasks import make_interview_notice, remind_interview, render_minutes
from notifications.models import Message
from notifications.tasks import send_message

# a minute: 400,000 files a month; and a silent antivirus holds up the rest for five minutes at most
SCANS_AGAIN = 10


def _oldest_scans():
    return due_for_another_scan().order_by(F("scanned_at").asc(nulls_first=True)).values("pk")[:SCANS_AGAIN]


def work_left():
    """(task, keys of the rows that show it is still to do)."""
    return [
        (send_message, Message.objects.to_send()),
        (make_document, Document.objects.to_make()),
        (render_submission, SubmissionDocument.objects.filter(file="")),
        (render_minutes, Minutes.objects.filter(file="")),
        (make_interview_notice, InterviewNotice.objects.filter(file="")),
        (remind_interview, Interview.objects.to_remind(at=timezone.now())),
        (scan_file, StoredFile.objects.to_scan()),
        (scan_file_again, StoredFile.objects.filter(pk__in=_oldest_scans())),
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
