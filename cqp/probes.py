"""Probes come from balancers and monitors, which ask by address, in the clear, every few seconds: they are
answered before the host is looked at, before any redirection to HTTPS, and leave no line in the log."""

from cqp.health import livez, readyz
from cqp.metrics import metrics

PROBES = {"/livez": livez, "/readyz": readyz, "/metrics": metrics}


def probes_first(get_response):
    def middleware(request):
        return PROBES.get(request.path_info, get_response)(request)

    return middleware
