"""Probes come from balancers and monitors, which ask by address, in the clear, every few seconds: they are
answered before the host is looked at, before any redirection to HTTPS, and leave no line in the log.

They are for the inside: what comes through a proxy of ours, which says for whom it asks, finds nothing there.
"""

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import Http404
from django.middleware.security import SecurityMiddleware

from cqp.health import livez, readyz
from cqp.metrics import metrics

PROBES = {"/livez": livez, "/readyz": readyz, "/metrics": metrics}


def _answer(request):
    if settings.BEHIND_PROXY and "X-Forwarded-For" in request.headers:
        raise Http404
    return PROBES[request.path_info](request)


def probes_first(get_response):
    answer = convert_exception_to_response(_answer)
    headers = SecurityMiddleware(answer).process_response

    def middleware(request):
        return headers(request, answer(request)) if request.path_info in PROBES else get_response(request)

    return middleware
