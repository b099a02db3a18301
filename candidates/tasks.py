"""Making the PDFs of a submission: its receipt and the dossier."""

from celery import shared_task
from django.db import transaction

from candidates.documents import submission_pdf
from candidates.models import SubmissionDocument
from ui.printing import can_print
from ui.storing import store


@shared_task
@transaction.atomic
def render_submission(pk):
    """Make and store one document of a submission, once: a second delivery finds the file, or the row locked
    by the first."""
    if not can_print():
        return
    document = (
        SubmissionDocument.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=pk, file="")
        .select_related("submission__dossier__version__certification")
        .first()
    )
    if document is None:
        return
    document.file, document.file_sha256 = store("submissions", submission_pdf(document))
    document.save(update_fields=["file", "file_sha256"])
