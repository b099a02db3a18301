"""Making the document of an issued certificate."""

from celery import shared_task
from django.db import transaction

from certificates.documents import certificate_pdf
from certificates.models import Certificate
from ui.printing import can_print
from ui.storing import store


@shared_task
@transaction.atomic
def render_certificate(pk):
    """Make and store the PDF, once: a second delivery finds the file, or the row locked by the first."""
    if not can_print():
        return
    certificate = (
        Certificate.objects.without_file()
        .select_for_update(of=("self",), skip_locked=True)
        .filter(pk=pk)
        .first()
    )
    if certificate is None:
        return
    certificate.file, certificate.file_sha256 = store("certificates", certificate_pdf(certificate))
    certificate.save(update_fields=["file", "file_sha256"])
