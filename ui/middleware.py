"""Headers that keep a browser from doing what our pages never ask."""

import codecs

from django.http import HttpResponseBadRequest, HttpResponseNotAllowed
from django.template.loader import render_to_string

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
