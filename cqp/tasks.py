"""Work that a crash, a broker or a mail server left undone, found again in the rows."""

import time

from celery import shared_task
from django.db.models import F
from django.utils import timezone

from accounts.jobs import erase_personal_copy, write_personal_copy
from accounts.models import PersonalExport
from candidates.models import FileToErase, StoredFile, SubmissionDocument
from candidates.tasks import (
    due_for_another_scan,
    erase_file,
    erase_left_file,
    render_submission,
    scan_file,
    scan_file_again,
)
from certificates.jobs import deliver_batch, erase_export_file, write_export_file
from certificates.models import Document, Export, IssueBatch
from certificates.services.reconciling import award_due_cqps, make_absent_documents
from certificates.tasks import make_document
from cqp.retention import work
from jury.models import Convocation, Interview, InterviewNotice, Minutes, ResultLetter, Seat
from jury.tasks import (
    make_interview_notice,
    remind_interview,
    remind_signers,
    remove_tied_member,
    render_convocation,
    render_letter,
    render_minutes,
    seal_minutes,
    tell_companion,
)
from notifications.models import Message
from notifications.tasks import send_message

# a minute: 400,000 files a month; and a silent antivirus holds up the rest for five minutes at most
SCANS_AGAIN = 10
# on one kind of work, by a task: it holds a process of a worker that a delivery may wait for
SECONDS_EACH = 20


def _oldest_scans():
    return due_for_another_scan().order_by(F("scanned_at").asc(nulls_first=True)).values("pk")[:SCANS_AGAIN]


def work_left(*, at):
    """(what it is in French, task, keys of the rows that show it is still to do)."""
    return [
        ("délivrance groupée reprise", deliver_batch, IssueBatch.objects.running()),
        ("message envoyé", send_message, Message.objects.to_send()),
        ("document produit", make_document, Document.objects.to_make()),
        ("dossier ou reçu produit", render_submission, SubmissionDocument.objects.filter(file="")),
        ("signatures rappelées", remind_signers, Minutes.objects.to_remind(at=at)),
        ("procès-verbal scellé", seal_minutes, Minutes.objects.to_seal(at=at)),
        ("procès-verbal produit", render_minutes, Minutes.objects.to_make()),
        ("lettre de résultat produite", render_letter, ResultLetter.objects.to_make()),
        ("accompagnement prévenu", tell_companion, ResultLetter.objects.to_tell_companion()),
        ("convocation à une session produite", render_convocation, Convocation.objects.to_make()),
        ("membre lié écarté", remove_tied_member, Seat.objects.to_remove()),
        ("convocation produite", make_interview_notice, InterviewNotice.objects.filter(file="")),
        ("entretien rappelé", remind_interview, Interview.objects.to_remind(at=at)),
        ("fichier examiné", scan_file, StoredFile.objects.to_scan()),
        ("fichier examiné de nouveau", scan_file_again, StoredFile.objects.filter(pk__in=_oldest_scans())),
        ("fichier effacé", erase_file, StoredFile.objects.to_erase()),
        ("fichier sans ligne effacé", erase_left_file, FileToErase.objects.all()),
        ("export produit", write_export_file, Export.objects.to_make()),
        ("export effacé", erase_export_file, Export.objects.to_erase(at=at)),
        ("copie de données produite", write_personal_copy, PersonalExport.objects.to_make()),
        ("copie de données effacée", erase_personal_copy, PersonalExport.objects.to_erase(at=at)),
    ]


def do_what_is_left(*, at, seconds_each=float("inf")):
    """Do it, oldest first: {what it is: (rows looked at, rows still to do)}; nothing on a clean base. Past
    `seconds_each`, the rest of a kind is for another time."""
    done = {}
    for what, task, rows in work_left(at=at):
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:500])
        end, looked_at = time.monotonic() + seconds_each, 0
        for pk in keys:
            if looked_at and time.monotonic() >= end:
                break
            task.apply(args=[pk], throw=False)
            looked_at += 1
        if keys:
            done[what] = (looked_at, rows.filter(pk__in=keys).count())
    return done


@shared_task
def catch_up():
    """Do what is left, a while. Returns how many rows were looked at; on a clean base, none."""
    done = do_what_is_left(at=timezone.now(), seconds_each=SECONDS_EACH)
    return sum(looked_at for looked_at, _left in done.values())


@shared_task
def let_go():
    """Announce and erase what has had its time, row by row: {what it is: how many}."""
    return work.let_go(at=timezone.now())


@shared_task
def reconcile():
    """Make what a base broken by hand lacks: {what it is: how many}."""
    at = timezone.now()
    found = {
        "CQP dû et absent, attribué": len(award_due_cqps(at=at)),
        "document sans ligne, demandé": len(make_absent_documents(at=at)),
    }
    return {what: count for what, count in found.items() if count}
