"""Giving back the bytes of a file, to whoever the calling view let through."""

import logging

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from candidates.services.files import is_intact
from ui.storing import open_stored

logger = logging.getLogger(__name__)


def serve_file(file):
    """The file as a download that no browser runs, or 404 when there is nothing that may be served.

    The caller has checked who asks. Bytes that are no longer those received are never served.
    """
    content = _content_of(file)
    return _answer(
        file, content, policy="sandbox; default-src 'none'; frame-ancestors 'none'", as_attachment=True
    )


def show_file(file):
    """The same file for a frame of our own pages: a PDF, in the browser's own viewer.

    No `sandbox` here, for not every viewer opens in one. What keeps it harmless: the type we found, never
    guessed again (`nosniff`), a PDF written again by us with nothing active, no script, no form and no other
    site in its policy, and no frame but ours.
    """
    content = _content_of(file)
    policy = "default-src 'none'; frame-ancestors 'self'"
    response = _answer(file, content, policy=policy, as_attachment=False)
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _content_of(file):
    if file is None:
        raise Http404
    try:
        with open_stored(file.key) as stored:
            content = stored.read()
    except FileNotFoundError:
        logger.error("File %s has lost its bytes", file.pk)
        raise Http404 from None
    if not is_intact(file, content):
        logger.error("File %s is no longer what was received", file.pk)
        raise Http404
    return content


def _answer(file, content, *, policy, as_attachment):
    return HttpResponse(
        content,
        content_type=file.media_type,
        headers={
            "Content-Disposition": content_disposition_header(
                as_attachment=as_attachment, filename=file.name
            ),
            "Content-Security-Policy": policy,
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store, private",
        },
    )
