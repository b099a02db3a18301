"""Error pages that say what to do next."""

from http import HTTPStatus

from django.shortcuts import render


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
