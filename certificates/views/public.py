"""Verification, for anyone: what the register says today, never what a document says."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render

from certificates.forms import CodeForm
from certificates.models import Certificate
from certificates.numbering import CODE_LENGTH, looks_like_a_number, read_code


def _what_it_is(typed, code):
    if looks_like_a_number(typed):
        return "C’est le numéro du certificat ; le code à saisir se trouve à côté du QR code."
    return f"Un code a {CODE_LENGTH} lettres et chiffres ; celui-ci en a {len(code)}."


@login_not_required
def verify(request):
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        code = read_code(form.cleaned_data["code"])
        if len(code) == CODE_LENGTH:
            return redirect("certificates:verify_code", code)
        form.add_error("code", _what_it_is(form.cleaned_data["code"], code))
    return render(request, "certificates/verify.html", {"form": form})


def _delivered(code):
    """In force, replaced or revoked: the page says which."""
    rows = Certificate.objects.delivered().select_related("replaced_by").prefetch_related("entries")
    return rows.filter(code=code).first()


@login_not_required
def verify_code(request, code):
    found = _delivered(read_code(code))
    context = {"certificate": found, "form": CodeForm(), "typed": code[:80]}
    return render(request, "certificates/verified.html", context, status=200 if found else 404)
