"""« Mes données »: what is held about oneself, and a copy of it."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.jobs import write_personal_copy
from accounts.models import PersonalExport
from accounts.portability import held_about, how_long_kept
from accounts.reauthentication import asked_before
from accounts.services.personal_data import ask_copy
from ui.storing import attachment

SHOWN = 3  # the latest copies


def personal_data(request):
    copies = list(PersonalExport.objects.owned_by(request.user)[:SHOWN])
    context = {
        "kinds": [(kind, count, how_long_kept(kind)) for kind, count in held_about(request.user)],
        "making": next((copy for copy in copies if copy.done_at is None), None),
        "ready": [copy for copy in copies if copy.is_ready],
    }
    return render(request, "accounts/personal_data.html", context)


@require_POST
def copy_ask(request):
    write_personal_copy.wake(ask_copy(request.user, at=timezone.now()).pk)
    return redirect("accounts:personal_data")


@asked_before
def copy_file(request, pk):
    """The ZIP, for its person only, who has just said who they are."""
    copy = get_object_or_404(PersonalExport.objects.owned_by(request.user).exclude(file=""), pk=pk)
    return attachment(copy.file, copy.file_name, content_type="application/zip")
