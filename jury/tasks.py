"""What follows the closing of minutes: reminders, the sealing, the PDFs."""

import logging

from celery import shared_task
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from jury.documents import letter_page, minutes_page
from jury.models import Minutes, ResultLetter
from jury.sealing import seal
from notifications.services import notify
from ui.printing import can_print, pdf_from
from ui.storing import store
from ui.templatetags.ui import day

logger = logging.getLogger(__name__)
COMPANION_SUBJECT = "Un résultat a été notifié"


def _locked(rows, pk):
    return rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()


def _print(row, folder, page, *, sheet):
    """Make and store the PDF of a row, once. A storage that refuses leaves the row as it was: to be made."""
    html = render_to_string(*page)
    row.file, row.file_sha256 = store(folder, pdf_from(html, sheet=sheet))
    row.save(update_fields=["file", "file_sha256"])


@shared_task
@transaction.atomic
def render_minutes(pk):
    if not can_print():
        return
    minutes = _locked(Minutes.objects.to_make().select_related("rectifies"), pk)
    if minutes:
        _print(minutes, "minutes", minutes_page(minutes), sheet="minutes")


@shared_task
@transaction.atomic
def render_letter(pk):
    if not can_print():
        return
    letter = _locked(ResultLetter.objects.to_make(), pk)
    if letter:
        _print(letter, "letters", letter_page(letter), sheet="letter")


@shared_task
@transaction.atomic
def tell_companion(pk):
    """By VAE the accompanying person is told too (D4). They have no account here: they learn that the result
    was notified, and nothing of it."""
    rows = ResultLetter.objects.to_tell_companion()
    letter = _locked(rows.select_related("minutes__examination__dossier__candidate__user"), pk)
    if letter is None:
        return
    text = render_to_string("email/companion.txt", {"content": letter.content})
    try:
        send_mail(COMPANION_SUBJECT, text, None, [letter.companion_email])
    except OSError:  # the mail server refuses, is silent or absent: catch_up tries again
        logger.warning("Letter %s: the accompanying person could not be told", pk)
        return
    letter.companion_told_at = timezone.now()
    letter.save(update_fields=["companion_told_at"])


@shared_task
@transaction.atomic
def seal_minutes(pk):
    """The days to sign are over: what some have not signed is sealed with their names."""
    now = timezone.now()
    minutes = _locked(Minutes.objects.to_seal(at=now).select_related("examination__dossier"), pk)
    if minutes:
        seal(minutes, by=None, at=now)
        render_minutes.wake(pk)


@shared_task
@transaction.atomic
def remind_signers(pk):
    now = timezone.now()
    minutes = _locked(Minutes.objects.to_remind(at=now).select_related("examination__dossier"), pk)
    if minutes is None:
        return
    minutes.reminded_at = now
    minutes.save(update_fields=["reminded_at"])
    for user in minutes.unsigned():
        notify(
            user,
            key=f"minutes:{pk}:reminder",
            subject="Un procès-verbal attend toujours votre signature",
            body=f"{minutes.title} du dossier {minutes.examination.dossier.reference} sera scellé le "
            f"{day(minutes.sealed_by)}, votre nom suivi de « n’a pas signé » si vous ne l’avez pas signé.",
            path=reverse("jury:minutes_sign", args=[pk]),
            at=now,
        )
