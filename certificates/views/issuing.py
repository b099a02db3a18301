"""The office delivers: the queue, a preview of each document, and orders of many at once."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.reauthentication import asked_again
from certificates.documents import document_pdf
from certificates.forms import IssueForm
from certificates.jobs import deliver_batch
from certificates.mentions import missing_of, registration_of
from certificates.models import Certificate, Document, IssueBatch
from certificates.permissions import can_issue
from certificates.searching import is_key, read_search
from certificates.selectors import foreseen_order, revocations_asked_on
from certificates.services import batches, issue_certificate
from certificates.snapshots import previewed
from ui.access import require
from ui.archival import MissingLetters
from ui.forms import refusals_shown_on
from ui.limits import each_at_most_per_minute
from ui.paging import page_of
from ui.printing import can_print


def to_issue(request):
    """The queue « À délivrer », the oldest first: the chosen ones are delivered at once, all those of a
    search in the background."""
    require(can_issue(request.user))
    return _queue(request)


@asked_again
def _queue(request):
    search = read_search(request.GET)
    waiting = search.among(Certificate.objects.managed_by(request.user).to_issue())
    form = IssueForm(request.POST or None)
    chosen = [key for key in request.POST.getlist("certificates") if is_key(key)]
    if form.is_valid() and "all" in request.POST:
        foreseen = foreseen_order(waiting)
        if foreseen and request.POST.get("confirmed") != foreseen.mark:
            return _ask_to_confirm(request, form, search, foreseen)
        with refusals_shown_on(form):
            batch = batches.start_batch(
                waiting, issued_on=form.cleaned_data["issued_on"], by=request.user, at=timezone.now()
            )
            deliver_batch.wake(batch.pk)
            return redirect("certificates:batch", batch.pk)
    elif form.is_valid() and not chosen:
        form.add_error(None, "Choisissez au moins un certificat à délivrer.")
    elif form.is_valid() and _deliver(request, form, waiting.filter(pk__in=chosen)):
        return redirect("certificates:to_issue")

    page = page_of(
        waiting.select_related("candidate__user", "version", "block", "replaces"),
        order=["awarded_at", "pk"],
        after=request.GET.get("apres", ""),
    )
    today = timezone.localdate()
    asked = revocations_asked_on(list(page))
    context = {
        "form": form,
        "search": search,
        "page": page,
        "rows": [(one, missing_of(one, on=today), asked[one.pk]) for one in page],
        "count": waiting.count(),
        "chosen": set(chosen),
        "preparing": _preparing(request.user),
        "batches": IssueBatch.objects.managed_by(request.user)[:5],
    }
    return render(request, "certificates/to_issue.html", context)


def _ask_to_confirm(request, form, search, foreseen):
    """What is final is read once before it is done: how many, on what date, for whom, and what follows."""
    context = {
        "form": form,
        "search": search,
        "foreseen": foreseen,
        "has_changed": "confirmed" in request.POST,
        "place": settings.ISSUE_PLACE,
    }
    return render(request, "certificates/issue_all.html", context)


def _deliver(request, form, certificates):
    """Deliver each; what a rule refuses is said on the form and does not keep the others. Whether all are."""
    numbers = []
    for certificate in certificates.order_by("awarded_at", "pk"):
        with refusals_shown_on(form):
            issued = issue_certificate(
                certificate, issued_on=form.cleaned_data["issued_on"], at=timezone.now(), by=request.user
            )
            numbers.append(issued.number)
        if form.has_error("issued_on"):
            break
    if numbers:
        messages.success(request, f"{'Délivrés' if numbers[1:] else 'Délivré'} : {', '.join(numbers)}.")
    elif not form.errors:
        messages.success(request, "Ces certificats étaient déjà délivrés.")
    return not form.errors


def _preparing(user):
    """Just issued, their document on its way or just made: the office sees its work come out."""
    return (
        Certificate.objects.managed_by(user)
        .issued()
        .select_related("candidate", "block")
        .prefetch_related("documents")
        .order_by("-issued_at", "-pk")[:8]
    )


def _waiting_or_404(request, pk):
    require(can_issue(request.user))
    rows = Certificate.objects.managed_by(request.user).to_issue()
    return get_object_or_404(rows.select_related("candidate", "version", "block", "replaces"), pk=pk)


def preview(request, pk):
    """What the document will say and what it still lacks, before it is delivered."""
    certificate = _waiting_or_404(request, pk)
    today = timezone.localdate()
    registration = registration_of(certificate)
    context = {
        "certificate": certificate,
        "missing": missing_of(certificate, on=today),
        "asked": [
            (request, request.of(certificate))
            for request in revocations_asked_on([certificate])[certificate.pk]
        ],
        "standing": registration.standing(today).value,
        "registration": registration,
        "can_print": can_print(),
    }
    return render(request, "certificates/preview.html", context)


@each_at_most_per_minute("PREVIEWS_PER_MINUTE", "GET", "HEAD")
def preview_document(request, pk):
    """The sheet as it would be printed today, without number, marked as a specimen, kept nowhere."""
    certificate = previewed(_waiting_or_404(request, pk), on=timezone.localdate())
    if not can_print():
        messages.info(request, "Cette machine ne produit pas de PDF : l’aperçu n’est pas disponible.")
        return redirect("certificates:preview", pk)
    sheet = Document(certificate=certificate, asked_at=timezone.now())
    try:
        content = document_pdf(sheet)
    except MissingLetters:
        messages.error(
            request, "L’aperçu n’est pas disponible : le document ne peut pas imprimer ces lettres."
        )
        return redirect("certificates:preview", pk)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="apercu.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; frame-ancestors 'none'; style-src 'unsafe-inline'"
    )
    return response


def _batch_or_404(request, pk):
    require(can_issue(request.user))
    return get_object_or_404(IssueBatch.objects.managed_by(request.user).select_related("asked_by"), pk=pk)


def batch(request, pk):
    """Where an order stands; the page may be left, and comes back as it is."""
    found = _batch_or_404(request, pk)
    lines = found.lines.managed_by(request.user).select_related("certificate__block", "certificate__version")
    page = page_of(lines, order=["position"], after=request.GET.get("apres", ""))
    problems = lines.exclude(problem="")[:50]
    context = {"batch": found, "progress": found.progress(), "page": page, "problems": problems}
    return render(request, "certificates/batch.html", context)


@require_POST
def batch_pause(request, pk):
    batches.pause_batch(_batch_or_404(request, pk), by=request.user, at=timezone.now())
    return redirect("certificates:batch", pk)


@require_POST
def batch_resume(request, pk):
    batches.resume_batch(_batch_or_404(request, pk), by=request.user, at=timezone.now())
    deliver_batch.wake(pk)
    return redirect(reverse("certificates:batch", args=[pk]))
