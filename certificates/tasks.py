"""Making the documents of an issued certificate."""

from celery import shared_task
from django.db import transaction

from certificates.documents import certificate_pdf
from certificates.models import Document
from ui.printing import can_print
from ui.storing import store


@shared_task
@transaction.atomic
def make_document(pk):
    """Make and store one document, once: a second delivery finds the file, or the row locked by the first."""
    if not can_print():
        return
    document = (
        Document.objects.to_make()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("certificate")
        .filter(pk=pk)
        .first()
    )
    if document is None:
        return
    document.file, document.file_sha256 = store("certificates", certificate_pdf(document.certificate))
    document.save(update_fields=["file", "file_sha256"])
