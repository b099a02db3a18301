"""What follows the acts of a jury: papers, reminders, minutes to seal, members that a tie takes away."""

import logging

from celery import shared_task
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from jury.documents import convocation_pdf, letter_page, minutes_page
from jury.models import (
    Convocation,
    Interview,
    InterviewNotice,
    Minutes,
    PanelChange,
    ResultLetter,
    Seat,
)
from jury.removals import lock_panel, take_away
from jury.sealing import seal
from jury.summons import notice_pdf
from notifications.services import notify
from rules.composition import tie_between
from rules.scheduling import reminders_due
from ui.printing import can_print, pdf_from
from ui.storing import store
from ui.templatetags.ui import day, moment

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


@shared_task
@transaction.atomic
def make_interview_notice(pk):
    """Make and store somebody's summons on paper, once."""
    if not can_print():
        return
    notice = (
        InterviewNotice.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("interview__examination", "recipient")
        .filter(pk=pk, file="")
        .first()
    )
    if notice is None:
        return
    notice.file, notice.file_sha256 = store("interviews", notice_pdf(notice))
    notice.save(update_fields=["file", "file_sha256"])


@shared_task
@transaction.atomic
def remind_interview(pk):
    """Remind the candidate and the members of an interview to come: a week before, and the day before."""
    at = timezone.now()
    interview = (
        Interview.objects.to_remind(at=at)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("examination__dossier__candidate__user")
        .filter(pk=pk)
        .first()
    )
    if interview is None:
        return
    interview.reminders_sent = reminders_due(interview.starts_at, at=at)
    interview.save(update_fields=["reminders_sent"])
    examination, dossier = interview.examination, interview.examination.dossier
    reminder = {
        "key": f"interview:{interview.pk}:reminder:{interview.reminders_sent}",
        "subject": "Rappel : un entretien de certification",
        "body": f"L’entretien sur le dossier {dossier.reference} se tient le {moment(interview.starts_at)} : "
        f"{interview.place}.",
        "at": at,
    }
    notify(dossier.candidate.user, path=reverse("candidates:dossier", args=[dossier.pk]), **reminder)
    room = reverse("jury:interview_room", args=[examination.pk])
    for seat in examination.seats.sitting().select_related("juror"):
        notify(seat.juror, path=room, **reminder)


@shared_task
@transaction.atomic
def render_convocation(pk):
    """Make and store the document that a member hands to their employer, once."""
    if not can_print():
        return
    rows = Convocation.objects.to_make().select_for_update(of=("self",), skip_locked=True)
    convocation = rows.filter(pk=pk).first()
    if convocation is None:
        return
    convocation.file, convocation.file_sha256 = store("convocations", convocation_pdf(convocation))
    convocation.save(update_fields=["file", "file_sha256"])


@shared_task
@transaction.atomic
def remove_tied_member(pk):
    """Take away a member whom a tie that appeared since keeps off this dossier. Nothing of it was
    shown to them before either: this says so to the office and to them, and leaves the trace."""
    seat = Seat.objects.to_remove().select_related("examination__dossier").filter(pk=pk).first()
    if seat is None:
        return
    examination = lock_panel(seat.examination)
    seat = Seat.objects.to_remove().select_related("juror__organisation").filter(pk=pk).first()
    if seat is None:
        return
    seat.examination = examination
    tie = tie_between(seat.juror.as_juror(), examination.dossier.candidate.ties())
    reason = f"Lien constaté\u00a0: {tie}."
    take_away(seat, kind=PanelChange.Kind.DERIVED, reason=reason, by=None, at=timezone.now())
