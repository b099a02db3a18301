"""The register's pages: searching it, one person's certificates, one certificate, taking it away."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import Organisation, User
from certificates.forms import ExportForm, KeepSearchForm
from certificates.jobs import write_export_file
from certificates.models import Certificate, Export, Kind, SavedSearch
from certificates.permissions import can_issue, can_read_register
from certificates.searching import SORTS, read_search
from certificates.selectors import still_said
from certificates.services import exporting
from certificates.states import CertificateState
from referentials.models import Block
from ui.access import require
from ui.forms import refusals_shown_on
from ui.limits import each_at_most_per_minute
from ui.paging import page_of
from ui.storing import attachment

MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}


def register(request):
    """Every certificate ever awarded; by name, number, block, period, organisation and state."""
    require(can_read_register(request.user))
    return _register_page(request, KeepSearchForm())


def _register_page(request, keep_form):
    search = read_search(request.GET)
    rows = search.narrowed(Certificate.objects.managed_by(request.user))
    page = page_of(
        rows.select_related("version", "block", "replaced_by", "candidate"),
        order=search.order,
        after=request.GET.get("apres", ""),
        words=search.words,
    )
    context = {
        "page": page,
        "search": search,
        "kinds": Kind.choices,
        "states": CertificateState.choices,
        "sorts": [(value, label) for value, (label, _order) in SORTS.items()],
        "blocks": Block.objects.filter(version__published_at__isnull=False).select_related("version"),
        "organisations": Organisation.objects.values_list("name", flat=True),
        "filters": search.address,
        "kept": SavedSearch.objects.filter(owner=request.user),
        "keep_form": keep_form,
        "export_form": ExportForm(),
        "exports": Export.objects.owned_by(request.user)[:5],
    }
    return render(request, "certificates/register.html", context)


def search_keep(request):
    """Keep the search of this address under a name."""
    require(can_read_register(request.user))
    form = KeepSearchForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            search = read_search(request.GET)
            exporting.keep_search(search, form.cleaned_data["name"], by=request.user, at=timezone.now())
            messages.success(request, "La recherche est gardée.")
            return redirect(f"{reverse('certificates:register')}?{search.address}")
    return _register_page(request, form)


@require_POST
def search_forget(request, pk):
    require(can_read_register(request.user))
    exporting.forget_search(get_object_or_404(SavedSearch.objects.filter(owner=request.user), pk=pk))
    messages.success(request, "La recherche est supprimée.")
    return redirect("certificates:register")


@require_POST
@each_at_most_per_minute("EXPORTS_PER_MINUTE", "POST")
def export_ask(request):
    """Ask for the rows of the search of this address, in the background."""
    require(can_read_register(request.user))
    form = ExportForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez un format d’export.")
        return redirect("certificates:register")
    export = exporting.ask_export(
        read_search(request.GET), form.cleaned_data["format"], by=request.user, at=timezone.now()
    )
    write_export_file.wake(export.pk)
    return redirect("certificates:export", export.pk)


def export(request, pk):
    require(can_read_register(request.user))
    found = get_object_or_404(Export.objects.owned_by(request.user), pk=pk)
    return render(request, "certificates/export.html", {"export": found})


def export_file(request, pk):
    """The file, for whoever asked for it, as long as it is kept."""
    require(can_read_register(request.user))
    found = get_object_or_404(Export.objects.owned_by(request.user).exclude(file=""), pk=pk)
    return attachment(found.file, found.file_name, content_type=MIME[found.format])


def holder(request, pk):
    """All the certificates of one person, with what replaced what."""
    require(can_read_register(request.user))
    person = get_object_or_404(User, pk=pk)
    rows = Certificate.objects.managed_by(request.user).filter(candidate__user=person)
    certificates = list(
        rows.select_related("version", "block", "replaces", "replaced_by", "candidate").order_by(
            "candidate", "kind", "block__position", "pk"
        )
    )
    if not certificates:
        raise Http404
    return render(request, "certificates/holder.html", {"person": person, "certificates": certificates})


def certificate_detail(request, pk):
    """One certificate with its entries in the register, its documents and the acts it allows."""
    require(can_read_register(request.user))
    rows = Certificate.objects.managed_by(request.user).select_related(
        "candidate__user", "version", "block", "replaces", "replaced_by"
    )
    found = get_object_or_404(rows.prefetch_related("documents"), pk=pk)
    revocations = found.revocations.select_related("asked_by", "decided_by")
    record_says, also_said_by = still_said(found) if found.is_standing else ([], [])
    context = {
        "certificate": found,
        "record_says": record_says,
        "also_said_by": also_said_by,
        "entries": found.entries.all(),
        "documents": found.documents.all(),
        "revocations": revocations,
        "waiting": next((r for r in revocations if r.is_waiting), None),
        "may_act": can_issue(request.user) and found.is_standing,
    }
    return render(request, "certificates/certificate_detail.html", context)
