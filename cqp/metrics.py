"""Figures for a monitor, in Prometheus' format.

What passes (requests, tasks) is counted in files that the processes of one service share, in the folder
PROMETHEUS_MULTIPROC_DIR: any of them answers for all. What remains (work left, messages given up) is counted
in the database at each reading, so every process tells the same.
"""

import threading
from hmac import compare_digest
from time import perf_counter
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import MiddlewareNotUsed
from django.db import connections
from django.http import Http404, HttpResponse
from django.utils import timezone
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from cqp import shared_figures
from cqp.tasks import work_left
from notifications.models import Message
from ui.middleware import METHODS

_passing = CollectorRegistry()
REQUESTS = Counter("cqp_requests", "Requests answered.", ["route", "method", "status"], registry=_passing)
DURATIONS = Histogram(
    "cqp_request_seconds",
    "Time to answer.",
    ["route"],
    buckets=[0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registry=_passing,
)
TASKS = Counter("cqp_tasks", "Tasks ended.", ["task", "outcome"], registry=_passing)


class DatabaseFigures:
    """What is left to do, read from the rows themselves."""

    def collect(self):
        left = GaugeMetricFamily("cqp_work_left", "Rows that show work to do.", labels=["task"])
        for _what, task, rows in work_left(at=timezone.now()):
            left.add_metric([task.name], rows.count())
        yield left
        given_up = Message.objects.given_up().count()
        yield GaugeMetricFamily("cqp_messages_given_up", "Messages that could not be sent.", value=given_up)


def figures():
    """The text of every figure."""
    registry = CollectorRegistry()
    if shared_figures.folder():
        MultiProcessCollector(registry, path=shared_figures.folder())
    else:
        registry.register(_passing)
    registry.register(DatabaseFigures())
    return generate_latest(registry)


def is_allowed(authorization):
    """« Bearer » and the token; bytes, for a header may hold anything."""
    return compare_digest(authorization.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())


@login_not_required
def metrics(request):
    """404 until a token is set: a service that is not watched says nothing."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not is_allowed(request.headers.get("Authorization", "")):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(figures(), content_type=CONTENT_TYPE_LATEST)


class Measured:
    """Counts each answer under the name of its route, never its address: there are as many as rows."""

    def __init__(self, get_response):
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        started = perf_counter()
        response = self.get_response(request)
        route = request.resolver_match.view_name if request.resolver_match else "-"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(route, method, response.status_code).inc()
        DURATIONS.labels(route).observe(perf_counter() - started)
        return response


# --- workers have no pages: their main process answers on a port of its own --------------------------------
def count_task(task, state=None, **_):
    """task_postrun."""
    TASKS.labels(task.name, (state or "unknown").lower()).inc()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """Its lines would hold addresses of who asks."""


def _answer(environ, start_response):
    if not is_allowed(environ.get("HTTP_AUTHORIZATION", "")):
        start_response("401 Unauthorized", [("WWW-Authenticate", "Bearer")])
        return [b""]
    try:
        text = figures()
    finally:
        connections.close_all()
    start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
    return [text]


def serve_from_worker(**_):
    """worker_init: answer on METRICS_PORT, when there is one and a token."""
    if settings.METRICS_TOKEN and settings.METRICS_PORT:
        server = make_server("", settings.METRICS_PORT, _answer, handler_class=_Quiet)
        threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
