"""What comes out of a jury: the candidate's result, and the minutes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from candidates.models import DocumentKind
from jury.models import Examination, Minutes
from jury.selectors import competence_views, examination_or_404
from ui.access import require
from ui.storing import attachment


def result(request, pk):
    """For the candidate: every competence with what proved it or what lacked, once a stage is closed."""
    rows = Examination.objects.decided_for(request.user).exclude(reading_closed_at=None)
    examination = examination_or_404(rows, pk)
    decisions = {decision.block_id: decision for decision in examination.decisions.all()}
    blocks = {}
    for view in competence_views(examination):
        blocks.setdefault(view.block, []).append(view)
    context = {
        "examination": examination,
        "dossier": examination.dossier,
        "blocks": [(block, decisions.get(block.pk), views) for block, views in blocks.items()],
        "interview": examination.interviews.last(),
    }
    return render(request, "jury/result.html", context)


def minutes_document(request, pk):
    """The PDF of minutes, for the office and the members who sat. The candidate gets the result, not
    the votes."""
    minutes = get_object_or_404(Minutes.objects.select_related("examination__dossier"), pk=pk)
    user = request.user
    examinations = Examination.objects
    rows = examinations.managed_by(user) if user.is_manager else examinations.visible_to(user)
    get_object_or_404(rows, pk=minutes.examination_id)
    require(user.is_manager or user.is_juror)
    if not minutes.file:
        messages.info(
            request, "Le procès-verbal est clos ; son PDF est en préparation et sera là dans un instant."
        )
        return redirect("home")
    return attachment(minutes.file, minutes.file_name)


def dossier_document(request, pk):
    """The PDF of the version under examination, for the members who sit on it."""
    rows = Examination.objects.visible_to(request.user).select_related("submission")
    examination = get_object_or_404(rows, pk=pk)
    document = get_object_or_404(examination.submission.documents, kind=DocumentKind.DOSSIER)
    if not document.file:
        messages.info(request, "Le PDF du dossier est en préparation : il sera là dans un instant.")
        return redirect("jury:examination", pk)
    return attachment(document.file, document.file_name)
