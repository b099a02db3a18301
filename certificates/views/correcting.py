"""The office corrects: rectified certificates, duplicatas, revocations by two managers."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.reauthentication import asked_again
from certificates.forms import DeclineForm, DuplicateForm, RectifyForm, RevokeForm
from certificates.models import Certificate, Revocation
from certificates.permissions import can_revoke
from certificates.services import rectifying, revoking
from ui.access import require
from ui.forms import refusals_shown_on
from ui.paging import page_of


def asked_again_about(find):
    """Who may not act, or on nothing, is told so before anybody is asked again who they are."""

    def decorate(view):
        guarded = asked_again(view)

        @wraps(view)
        def found_first(request, pk):
            find(request, pk)
            return guarded(request, pk)

        return found_first

    return decorate


def _certificate_or_404(request, pk):
    require(can_revoke(request.user))
    rows = Certificate.objects.managed_by(request.user).standing()
    return get_object_or_404(rows.select_related("candidate", "version", "block"), pk=pk)


@asked_again_about(_certificate_or_404)
def rectify(request, pk):
    """Replace a certificate whose identity is wrong; the form begins from the candidate's record of today."""
    certificate = _certificate_or_404(request, pk)
    form = RectifyForm(request.POST or None, certificate=certificate)
    if form.is_valid():
        with refusals_shown_on(form):
            new = rectifying.rectify_certificate(
                certificate,
                identity=form.identity(),
                wrong=form.cleaned_data["wrong"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, "Le certificat rectifié remplace celui qui comportait l’erreur.")
            return redirect("certificates:certificate", new.pk)
    return render(request, "certificates/rectify.html", {"form": form, "certificate": certificate})


@asked_again_about(_certificate_or_404)
def duplicate(request, pk):
    certificate = _certificate_or_404(request, pk)
    form = DuplicateForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            document = rectifying.issue_duplicate(
                certificate, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
            messages.success(request, f"Le duplicata n° {document.copy} est délivré.")
            return redirect("certificates:certificate", certificate.pk)
    return render(request, "certificates/duplicate.html", {"form": form, "certificate": certificate})


@asked_again_about(_certificate_or_404)
def revocation_ask(request, pk):
    certificate = _certificate_or_404(request, pk)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_on(form):
            revoking.ask_revocation(
                certificate,
                ground=form.cleaned_data["ground"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(
                request, "La révocation est demandée : une autre personne de la gestion doit la confirmer."
            )
            return redirect("certificates:certificate", certificate.pk)
    return render(request, "certificates/revocation_ask.html", {"form": form, "certificate": certificate})


def _requests(user):
    require(can_revoke(user))
    return Revocation.objects.managed_by(user).select_related(
        "certificate__block", "certificate__version", "asked_by", "decided_by"
    )


def _revocation_or_404(request, pk):
    return get_object_or_404(_requests(request.user), pk=pk)


def revocations(request):
    """Every request, what waits for this manager first."""
    rows = _requests(request.user)
    context = {
        "mine_to_confirm": rows.to_confirm_by(request.user),
        "page": page_of(rows, order=["-asked_at", "-pk"], after=request.GET.get("apres", "")),
    }
    return render(request, "certificates/revocations.html", context)


@asked_again_about(_revocation_or_404)
def revocation_decide(request, pk):
    """Confirm, as another manager than the one who asked, or set aside with an answer."""
    revocation = _revocation_or_404(request, pk)
    declines = "decline" in request.POST
    form = DeclineForm(request.POST or None, is_needed=declines)
    if form.is_valid():
        with refusals_shown_on(form):
            if declines:
                revoking.decline_revocation(
                    revocation, answer=form.cleaned_data["answer"], by=request.user, at=timezone.now()
                )
                messages.success(request, "La demande est écartée : le certificat reste ce qu’il est.")
            else:
                revoking.confirm_revocation(revocation, by=request.user, at=timezone.now())
                messages.success(request, "Le certificat est révoqué.")
            return redirect(reverse("certificates:certificate", args=[revocation.certificate_id]))
    context = {
        "form": form,
        "revocation": revocation,
        "certificate": revocation.certificate,
        "is_mine": revocation.asked_by_id == request.user.pk,
    }
    return render(request, "certificates/revocation_decide.html", context)
