"""One id for all that a request sets going: its log lines, its tasks, the report of its failure."""

import logging
import re
import secrets
from time import perf_counter

from django.conf import settings
from structlog.contextvars import bind_contextvars, bound_contextvars, get_contextvars, reset_contextvars

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")

logger = logging.getLogger(__name__)


def request_id_of(request):
    """The proxy's id when there is a proxy and its id could not be anything else; ours otherwise."""
    given = request.headers.get(HEADER, "")
    if settings.BEHIND_PROXY and WELL_FORMED.fullmatch(given):
        return given
    return new_id()


def new_id():
    return secrets.token_hex(8)


class RequestTrace:
    """Gives each request its id and writes one line when it is answered.

    The line has the name of the route and the numbers in the address. The address itself is never written:
    it may hold a verification code, an invitation, a key to a new password.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        started = perf_counter()
        with bound_contextvars(request_id=request_id_of(request), route=None):
            response = self.get_response(request)
            self._tell(request, response, perf_counter() - started)
            response.headers[HEADER] = get_contextvars()["request_id"]
        return response

    def process_view(self, request, view, args, kwargs):
        bind_contextvars(route=request.resolver_match.view_name)

    def _tell(self, request, response, seconds):
        match = request.resolver_match
        person = getattr(request, "_cached_user", None)  # never a query for the sake of a log
        facts = {
            "method": request.method,
            "status": response.status_code,
            "duration_ms": round(seconds * 1000),
            "user": getattr(person, "pk", None),
            "ids": {k: v for k, v in match.kwargs.items() if isinstance(v, int)} if match else {},
        }
        logger.info("request", extra=facts)


# --- tasks: the id travels in the message's headers, and is at work while the task runs --
_bound = {}


def send_id(headers, **_):
    """before_task_publish: the sender's id goes along."""
    headers["request_id"] = get_contextvars().get("request_id") or new_id()


def take_up_id(task_id, task, **_):
    """task_prerun. A task called by another one (`catch_up`) keeps its id."""
    given = task.request.get("request_id") or get_contextvars().get("request_id") or new_id()
    _bound[task_id] = (bind_contextvars(request_id=given, task=task.name), perf_counter())


def lay_down_id(task_id, task, state=None, **_):
    """task_postrun: one line, then whatever was at work before."""
    tokens, started = _bound.pop(task_id)
    facts = {"outcome": (state or "unknown").lower(), "duration_ms": round((perf_counter() - started) * 1000)}
    logger.info("task", extra=facts)
    reset_contextvars(**tokens)
