"""Handing the receipt of a submission: told at once, its documents made after the commit."""

from django.urls import reverse

from candidates.models import DocumentKind, SubmissionDocument
from candidates.receipts import receipt_in_words
from candidates.tasks import render_submission
from notifications.services import notify


def hand_receipt(submission, *, to, at):
    """Tell the candidate what was submitted, in the transaction that submits it, and ask for its PDFs: the
    receipt first, for it is short."""
    for kind in (DocumentKind.RECEIPT, DocumentKind.DOSSIER):
        document = SubmissionDocument.objects.create(submission=submission, kind=kind)
        render_submission.wake(document.pk)
    notify(
        to,
        key=f"dossier:{submission.dossier_id}:submitted:{submission.number}",
        subject="Votre dossier est déposé",
        body=receipt_in_words(submission),
        path=reverse("candidates:receipt", args=[submission.dossier_id, submission.number]),
        at=at,
    )
