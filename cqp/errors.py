"""Error pages that say what to do next."""

import logging
from http import HTTPStatus

from django.shortcuts import render

from ui.storing import FilesAway

logger = logging.getLogger(__name__)


def csrf_failure(request, reason=""):
    """A form sent too late, or from elsewhere: the page says how to try again."""
    return render(request, "403_csrf.html", status=403)


def methods_in_words(get_response):
    """Django leaves a blank page to whoever opens an address that only receives: somebody signing in again
    after a button was pressed comes there."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = render(request, "405.html", status=response.status_code)
        page["Allow"] = response["Allow"]
        return page

    return middleware


class FilesAwayInWords:
    """A page that needs a file while its place does not answer: nothing is wrong with what was asked, and
    trying again is the thing to do."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, FilesAway):
            return None
        logger.error("Files cannot be had now: %s", exception)
        page = render(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        page["Retry-After"] = "60"
        return page
