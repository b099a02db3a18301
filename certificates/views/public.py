"""Verification, for anyone: what the register says today, never what a document says."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from candidates.intake.upload import says_too_heavy_by
from certificates.checking import DIGEST, find_by_code, find_by_content, find_by_digest
from certificates.facts import FORMAT, document_in_words, public_facts
from certificates.forms import CodeForm
from certificates.numbering import CODE_LENGTH, looks_like_a_number, read_code
from certificates.standing import standing_of
from certificates.uploads import PassingFile, passing_file_of
from ui.limits import at_most_per_minute


def public_page(view):
    """Open to anybody, unknown to search engines, kept by no cache."""

    @login_not_required
    @wraps(view)
    def page(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Accept"])
        return response

    return page


def answers_from_the_register(view):
    """A public page that looks something up: it alone is counted, once for a verification, whatever pages led
    there."""
    return public_page(at_most_per_minute("VERIFICATIONS_PER_MINUTE")(view))


@login_not_required
def robots(request):
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def _what_it_is(typed, code):
    if looks_like_a_number(typed):
        return "C’est le numéro du certificat ; le code à saisir se trouve à côté du QR code."
    return f"Un code a {CODE_LENGTH} lettres et chiffres ; celui-ci en a {len(code)}."


@public_page
def verify(request):
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        code = read_code(form.cleaned_data["code"])
        if len(code) == CODE_LENGTH:
            return redirect("certificates:verify_code", code)
        form.add_error("code", _what_it_is(form.cleaned_data["code"], code))
    return render(request, "certificates/verify.html", {"form": form})


@answers_from_the_register
def verify_code(request, code):
    """The register's answer to a code: a page, or the same facts for a machine that asks for JSON."""
    if request.accepts("text/html"):
        found = find_by_code(code)
        context = _answer(found) | {"form": CodeForm(), "typed": code[:80]}
        return render(request, "certificates/verified.html", context, status=200 if found else 404)
    return _as_json(code)


@answers_from_the_register
@require_GET
def verify_json(request, code):
    return _as_json(code)


def _as_json(code):
    found = find_by_code(code)
    if found is None:
        return JsonResponse({"format": FORMAT, "standing": {"key": "unknown"}}, status=404)
    return JsonResponse(public_facts(found), json_dumps_params={"ensure_ascii": False})


def _answer(certificate, document=None):
    if certificate is None:
        return {"certificate": None}
    return {
        "certificate": certificate,
        "facts": public_facts(certificate),
        "standing": standing_of(certificate),
        "document": document_in_words(document) if document else "",
    }


# The handler must be in place before the token is looked for in the form: it is checked inside.
@csrf_exempt
@says_too_heavy_by("certificates/file_too_heavy.html")
@answers_from_the_register
@require_POST
def verify_file(request):
    """A file, or its digest when the browser made it: then the file stays where it is."""
    request.upload_handlers = [PassingFile(request)]
    return _verify_file(request)


@csrf_protect
def _verify_file(request):
    digest = request.POST.get("digest", "").strip().lower()
    content = passing_file_of(request)
    if DIGEST.fullmatch(digest):
        found, only_digest = find_by_digest(digest), True
    elif content:
        found, only_digest = find_by_content(content), False
    else:
        too_heavy, empty = getattr(request, "is_too_heavy", False), content == b""
        context = {
            "form": CodeForm(),
            "no_file": not too_heavy and not empty,
            "too_heavy": too_heavy,
            "empty": empty,
        }
        return render(request, "certificates/verify.html", context, status=400)
    context = _answer(found.certificate, found.document) if found else _answer(None)
    context |= {"checked": found is not None, "only_digest": only_digest, "form": CodeForm()}
    return render(request, "certificates/verified_file.html", context)
