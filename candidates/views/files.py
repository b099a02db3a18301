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
    return HttpResponse(
        content,
        content_type=file.media_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store, private",
        },
    )
