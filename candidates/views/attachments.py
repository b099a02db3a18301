"""The page « Annexes » of a dossier, and each annexe's own pages."""

from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from audit.models import Capacity, What
from candidates.attachments import file_for_owner, file_once_submitted
from candidates.forms import ConfirmForm
from candidates.forms_attachments import AttachmentForm, initial_of_attachment
from candidates.intake.upload import refused_while_streaming, takes_files, too_heavy
from candidates.models import Dossier
from candidates.permissions import can_write
from candidates.selectors import dossier_with_text
from candidates.services import attachments
from candidates.services.accesses import note_access
from candidates.views.files import serve_file
from rules.french import count
from ui.access import require
from ui.forms import refusals_shown_on
from ui.limits import each_at_most_per_minute

NOTHING_CHOSEN = "Choisissez au moins un fichier."


def _own(request, pk):
    get_object_or_404(Dossier.objects.visible_to(request.user), pk=pk)
    dossier = dossier_with_text(pk)
    require(can_write(request.user, dossier))
    return dossier


def _annexe(dossier, pk):
    return get_object_or_404(dossier.attachments.select_related("file", "dossier"), pk=pk)


@takes_files
@each_at_most_per_minute("UPLOADS_PER_MINUTE", "POST")
def attachment_list(request, pk):
    """The annexes, and the form that adds some. A script sends one file at a time and reads JSON."""
    dossier = _own(request, pk)
    if request.method != "POST":
        return _page(request, dossier)
    dropped = refused_while_streaming(request)
    added, refused = attachments.add_attachments(
        dossier, request.FILES.getlist("files"), by=request.user, at=timezone.now()
    )
    refused = [*dropped, *refused]
    if not added and not refused:
        refused = [("", NOTHING_CHOSEN)]
    status = 413 if dropped else 422 if refused else 200
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse({"refused": refused, "added": [a.pk for a in added]}, status=status)
    if added:
        messages.success(request, f"{count(len(added), 'fichier ajouté', 'fichiers ajoutés')} à vos annexes.")
    if refused:
        return _page(request, dossier_with_text(pk), refused=refused, status=status)
    return redirect("candidates:attachments", pk)


def _page(request, dossier, *, refused=(), status=200):
    held = dossier.attachments.all()
    context = {
        "dossier": dossier,
        "attachments": held,
        "refused": refused,
        "quota": attachments.quota(),
        "max_bytes": settings.ATTACHMENT_MAX_BYTES,
        "too_heavy": too_heavy(),
        "total": sum(a.file.size for a in held),
        "is_full": len(held) >= attachments.quota().files,
        "waits": any(a.file.is_in_quarantine for a in held),
    }
    return render(request, "candidates/attachments.html", context, status=status)


def attachment_edit(request, pk, attachment_pk):
    """Describe one annexe, then the next one that still lacks something."""
    dossier = _own(request, pk)
    attachment = _annexe(dossier, attachment_pk)
    blocks = [link.block for link in dossier.targets.all()]
    form = AttachmentForm(request.POST or None, blocks=blocks, initial=initial_of_attachment(attachment))
    following = [a for a in dossier.attachments.all() if a.pk != attachment.pk and not a.is_described]
    if form.is_valid():
        with refusals_shown_on(form):
            attachments.describe_attachment(
                attachment, **form.cleaned_data, by=request.user, at=timezone.now()
            )
            if following and "suivante" in request.POST:
                return redirect("candidates:attachment", pk, following[0].pk)
            return redirect("candidates:attachments", pk)

    context = {"dossier": dossier, "attachment": attachment, "form": form, "following": following}
    return render(request, "candidates/attachment_form.html", context)


def attachment_remove(request, pk, attachment_pk):
    dossier = _own(request, pk)
    attachment = _annexe(dossier, attachment_pk)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            attachments.remove_attachment(attachment, by=request.user, at=timezone.now())
            messages.success(request, "L’annexe est retirée du dossier.")
            return redirect("candidates:attachments", pk)

    context = {"dossier": dossier, "attachment": attachment, "form": form}
    return render(request, "candidates/attachment_remove.html", context)


def attachment_file(request, pk, file_pk):
    """The file itself: for its candidate at any time, for the office once it was submitted."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.user).select_related("candidate"), pk=pk)
    if can_write(request.user, dossier):
        return serve_file(file_for_owner(dossier, file_pk))
    served = serve_file(file_once_submitted(dossier, file_pk))
    note_access(dossier, What.ANNEXE, by=request.user, as_a=Capacity.OFFICE, at=timezone.now())
    return served
