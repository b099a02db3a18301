"""« Importer des présences »: try a file, read what it would do, apply it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from candidates.attendance_file import COLUMNS, MAX_BYTES, MODEL, REQUIRED, TOO_HEAVY
from candidates.forms import ConfirmForm
from candidates.forms_passport import ImportForm
from candidates.intake.upload import refused_while_streaming, takes_files
from candidates.models import AttendanceImport
from candidates.permissions import can_manage_candidates
from candidates.services import attendance_import
from referentials.models import Module, Version
from ui.access import require
from ui.forms import refusals_shown_on
from ui.limits import each_at_most_per_minute
from ui.paging import Page

LINES_A_PAGE = 100
SHOWN = {
    "": ("Toutes les lignes", ("created", "changed", "unchanged", "refused")),
    "corriger": ("À corriger", ("refused",)),
    "changements": ("Changements", ("created", "changed")),
    "inchangees": ("Inchangées", ("unchanged",)),
}


@takes_files
@each_at_most_per_minute("UPLOADS_PER_MINUTE", "POST")
def import_try(request):
    require(can_manage_candidates(request.user))
    form = ImportForm(request.POST or None, request.FILES or None)
    if refused_while_streaming(request):
        form.errors["file"] = form.error_class([TOO_HEAVY])
    if form.is_valid():
        upload = form.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            form.add_error("file", TOO_HEAVY)
        with refusals_shown_on(form):
            if form.is_valid():
                attempt = attendance_import.try_import(
                    upload.read(), name=upload.name, by=request.user, at=timezone.now()
                )
                return redirect("candidates:import_report", attempt.pk)

    columns = [(names[0], column in REQUIRED) for column, names in COLUMNS.items()]
    latest = AttendanceImport.objects.visible_to(request.user).filter(applied_at__isnull=False)
    context = {
        "form": form,
        "columns": columns,
        "latest": latest.select_related("applied_by").order_by("-applied_at")[:5],
    }
    return render(request, "candidates/import_try.html", context)


def import_report(request, pk):
    require(can_manage_candidates(request.user))
    rows = AttendanceImport.objects.visible_to(request.user).select_related("created_by", "applied_by")
    attempt = get_object_or_404(rows, pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_shown_on(form):
            done = attendance_import.apply_import(attempt, by=request.user, at=timezone.now())
            messages.success(request, f"Import appliqué : {done} changement{'s' if done > 1 else ''}.")
            return redirect("candidates:import_report", attempt.pk)

    shown = request.GET.get("voir", "")
    shown = shown if shown in SHOWN else ""
    context = {
        "attempt": attempt,
        "form": form,
        "has_expired": attempt.has_expired(at=timezone.now()),
        "choices": [(key, label) for key, (label, _outcomes) in SHOWN.items()],
        "shown": shown,
        "page": _page(attempt.plan, SHOWN[shown][1], request.GET.get("apres", "")),
        "filters": urlencode({"voir": shown}) if shown else "",
    }
    return render(request, "candidates/import_report.html", context)


def _page(plan, outcomes, after):
    """Lines by number, as other lists go by key."""
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 9 else 0
    rows = [entry for entry in plan if entry["outcome"] in outcomes and entry["line"] > start]
    page = rows[:LINES_A_PAGE]
    return Page(page, str(page[-1]["line"]) if len(rows) > LINES_A_PAGE else "", not start)


def import_model(request):
    """A list to fill in, with the columns that the import knows; opens in Excel as it is."""
    require(can_manage_candidates(request.user))
    known = (
        Module.objects.filter(version__in=Version.objects.in_force())
        .order_by("version_id", "position")
        .first()
    )
    module = known.title if known else "titre ou code du module"
    answer = HttpResponse("\ufeff" + MODEL.format(module=module), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="presences-modele.csv"'
    return answer
