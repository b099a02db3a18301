"""What follows a commit: PDFs of minutes and convocations, members that a tie takes away."""

from celery import shared_task
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from jury.documents import convocation_pdf
from jury.models import Convocation, Minutes, PanelChange, Seat
from jury.removals import lock_panel, take_away
from rules.composition import tie_between
from ui.printing import can_print, pdf_from
from ui.storing import store


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
