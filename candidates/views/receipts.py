"""The receipt of a submission, and the PDFs made from it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from audit.models import Capacity, What
from candidates.models import DocumentKind, Dossier, Submission
from candidates.permissions import can_write
from candidates.receipts import Receipt
from candidates.services.accesses import note_access
from ui.storing import attachment


def _submission(request, pk, number):
    dossier = get_object_or_404(Dossier.objects.visible_to(request.user), pk=pk)
    rows = Submission.objects.select_related("dossier__candidate").prefetch_related("documents")
    return get_object_or_404(rows, dossier=dossier, number=number)


def _note(request, submission, what):
    note_access(submission.dossier, what, by=request.user, as_a=Capacity.OFFICE, at=timezone.now())


def receipt(request, pk, number):
    """For its candidate and the office: what was submitted, when, and how to check it."""
    submission = _submission(request, pk, number)
    _note(request, submission, What.RECEIPT)
    context = {
        "submission": submission,
        "receipt": Receipt(submission),
        "is_own": can_write(request.user, submission.dossier),
        "documents": documents_of(submission),
    }
    return render(request, "candidates/receipt.html", context)


def documents_of(submission):
    """{kind: document}, as the pages name them."""
    return {document.kind: document for document in submission.documents.all()}


def submission_document(request, pk, number, kind):
    """The stored PDF, byte for byte."""
    submission = _submission(request, pk, number)
    document = get_object_or_404(submission.documents, kind=kind)
    if not document.file:
        messages.info(request, "Le document est en préparation : il sera là dans un instant.")
        return redirect("candidates:receipt", pk, number)
    _note(request, submission, What.RECEIPT if kind == DocumentKind.RECEIPT else What.PDF)
    return attachment(document.file, document.file_name)
