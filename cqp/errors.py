"""Error pages that say what to do next."""

import logging
import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error as broken

from ui.storing import FilesAway

logger = logging.getLogger(__name__)

# what the database answers, or does not, when nothing is wrong with what it was asked: it restarts, is full,
# has no connection left, gave up waiting
DATABASE_AWAY = (OperationalError, InterfaceError)


def server_error(request):
    """handler500. While the database is away, wherever in a request that shows: a page that asks nothing of
    it and says to try again, which monitors and proxies read as such."""
    if not isinstance(sys.exc_info()[1], DATABASE_AWAY):
        return broken(request)
    page = HttpResponse(render_to_string("503_database.html"), status=HTTPStatus.SERVICE_UNAVAILABLE)
    page["Retry-After"] = "30"
    return page


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
