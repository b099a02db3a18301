"""Headers that keep a browser from doing what our pages never ask."""

import codecs
import re

from django.conf import settings
from django.http import HttpResponseBadRequest, HttpResponseNotAllowed, JsonResponse
from django.template.loader import render_to_string

JSON = "application/json"
FOR_PROGRAMS = re.compile(r"/(\.well-known/|acquis/|badges/|verifier/[^/]+\.json$)")
METHODS = ["GET", "HEAD", "POST", "OPTIONS"]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
)


def with_own_frames(response):
    """For a page that shows files of ours in place: frames may come from this very site, nothing else
    changes."""
    response["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


def browser_defences(get_response):
    """No inline script or style anywhere; nothing personal kept by a cache or shown after signing out."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware


def programs_are_not_redirected(get_response):
    """A program that asks in the clear is refused (ASVS 4.1.2): a redirection would answer it for ever, and
    nobody would see that what it asks can be read on the way."""

    def middleware(request):
        asks = FOR_PROGRAMS.match(request.path) or request.get_preferred_type(["text/html", JSON]) == JSON
        if settings.SECURE_SSL_REDIRECT and asks and not request.is_secure():
            return JsonResponse({"error": "https_only"}, status=403)
        return get_response(request)

    return middleware


def known_methods_only(get_response):
    """TRACE, and whatever no page is made for, answers 405 instead of being read as a GET."""

    def middleware(request):
        return get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    return middleware


def utf_8_only(get_response):
    """A form in another encoding is refused here: Django refuses it each time it is read, by its error page
    too, so that nothing but a bare « Internal Server Error » would be left to answer."""

    def middleware(request):
        if request.encoding is not None:  # one that Python knows
            if codecs.lookup(request.encoding).name != "utf-8":
                return HttpResponseBadRequest(render_to_string("400.html"))
            request.encoding = "utf-8"  # whatever its other names
        return get_response(request)

    return middleware
