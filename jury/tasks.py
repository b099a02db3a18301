"""What follows the acts of a jury: papers to make, people to remind, members that a tie takes away."""

from celery import shared_task
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from jury.documents import convocation_pdf
from jury.models import Convocation, Interview, InterviewNotice, Minutes, PanelChange, Seat
from jury.removals import lock_panel, take_away
from jury.summons import notice_pdf
from notifications.services import notify
from rules.composition import tie_between
from rules.scheduling import reminders_due
from ui.printing import can_print, pdf_from
from ui.storing import store
from ui.templatetags.ui import moment


@shared_task
@transaction.atomic
def render_minutes(pk):
    """Make and store the PDF of frozen minutes, once."""
    if not can_print():
        return
    minutes = Minutes.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, file="").first()
    if minutes is None:
        return
    html = render_to_string("pdf/minutes.html", {"minutes": minutes, "content": minutes.content})
    minutes.file, minutes.file_sha256 = store("minutes", pdf_from(html, sheet="minutes"))
    minutes.save(update_fields=["file", "file_sha256"])


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
