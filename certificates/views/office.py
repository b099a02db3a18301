"""The office's pages: what is to be delivered, and the register."""

from datetime import MAXYEAR, MINYEAR
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from certificates.forms import IssueForm
from certificates.models import Certificate, Kind
from certificates.permissions import can_issue, can_read_register
from certificates.services import issue_certificate
from referentials.models import Block
from ui.access import require
from ui.forms import refusals_shown_on
from ui.paging import page_of


def to_issue(request):
    """The queue « À délivrer », the oldest first; the chosen ones are issued together."""
    require(can_issue(request.user))
    waiting = Certificate.objects.managed_by(request.user).to_issue()
    form = IssueForm(request.POST or None)
    chosen = [key for key in request.POST.getlist("certificates") if _is_key(key)]
    if form.is_valid() and not chosen:
        form.add_error(None, "Choisissez au moins un certificat à délivrer.")
    if form.is_valid():
        with refusals_shown_on(form):
            certificates = waiting.filter(pk__in=chosen).order_by("awarded_at", "pk")
            numbers = [
                issue_certificate(
                    certificate, issued_on=form.cleaned_data["issued_on"], at=timezone.now(), by=request.user
                ).number
                for certificate in certificates
            ]
            said = f"Délivré : {', '.join(numbers)}." if numbers else "Ces certificats étaient déjà délivrés."
            messages.success(request, said)
            return redirect("certificates:to_issue")

    page = page_of(
        waiting.select_related("candidate__user__organisation", "version", "block"),
        order=["awarded_at", "pk"],
        after=request.GET.get("apres", ""),
    )
    context = {"form": form, "page": page, "chosen": set(chosen), "preparing": _preparing(request.user)}
    return render(request, "certificates/to_issue.html", context)


def _preparing(user):
    """Just issued, their document on its way or just made: the office sees its work come out."""
    return (
        Certificate.objects.managed_by(user)
        .issued()
        .select_related("candidate", "block")
        .prefetch_related("documents")
        .order_by("-issued_at", "-pk")[:8]
    )


def register(request):
    """Every certificate ever awarded, the latest first; by name, number, block and year."""
    require(can_read_register(request.user))
    words, kind = request.GET.get("q", "").strip(), request.GET.get("nature", "")
    block, year = request.GET.get("bloc", ""), request.GET.get("annee", "")
    managed = Certificate.objects.managed_by(request.user)
    rows = managed.matching(words)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    if _is_key(block):
        rows = rows.filter(block=block)
    if _is_key(year) and MINYEAR <= int(year) < MAXYEAR:
        rows = rows.filter(awarded_on__year=year)
    page = page_of(
        rows.select_related("candidate__user__organisation", "version", "block"),
        order=["-awarded_at", "-pk"],
        after=request.GET.get("apres", ""),
    )
    context = {
        "page": page,
        "words": words,
        "kind": kind,
        "kinds": Kind.choices,
        "block": block,
        "blocks": Block.objects.filter(version__published_at__isnull=False).select_related("version"),
        "year": year,
        "years": [day.year for day in managed.dates("awarded_on", "year", order="DESC")],
        "filters": urlencode({key: value for key, value in request.GET.items() if key != "apres"}),
    }
    return render(request, "certificates/register.html", context)


def _is_key(text):
    return text.isascii() and text.isdigit() and len(text) < 19


def certificate_detail(request, pk):
    """One certificate with its entries in the register."""
    require(can_read_register(request.user))
    rows = Certificate.objects.managed_by(request.user).select_related("candidate__user", "version", "block")
    certificate = get_object_or_404(rows, pk=pk)
    entries = certificate.entries.all()
    return render(
        request, "certificates/certificate_detail.html", {"certificate": certificate, "entries": entries}
    )
