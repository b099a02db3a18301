"""Making the PDF of closed minutes."""

from celery import shared_task
from django.db import transaction
from django.template.loader import render_to_string

from jury.models import Minutes
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
