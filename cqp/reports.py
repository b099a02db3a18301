"""Failures told to a monitor: type and places of the exception, request, route, task. Nothing else leaves.

No message of an exception, no local variable, no body, no address, no person. Sent by a thread of its own
with a time limit; when the monitor is slow or absent, reports are dropped and counted, never waited for.
"""

import json
import logging
import os
import queue
import threading
import urllib.request
from datetime import UTC, datetime

from structlog.contextvars import get_contextvars

from cqp.logs import places

WAITING = 100
SECONDS = 5


class _NowhereElse(urllib.request.HTTPRedirectHandler):
    """A monitor that sends elsewhere is not followed: reports go to the address that the operator gave."""

    def redirect_request(self, *_):
        return None


_post = urllib.request.build_opener(_NowhereElse).open


def report_of(record):
    """What leaves this machine about a failure."""
    context = get_contextvars()
    return {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
        "logger": record.name,
        "exception": places(record.exc_info[1]),
        **{key: context.get(key) for key in ("request_id", "route", "task")},
    }


class ReportHandler(logging.Handler):
    """Posts a report for each record that carries an exception."""

    def __init__(self, url):
        super().__init__()
        self.url, self.dropped = url, 0
        self._pid = self._queue = None

    def emit(self, record):
        if not (record.exc_info and record.exc_info[1]):
            return
        if self._pid != os.getpid():  # a forked worker has its own thread
            self._pid, self._queue = os.getpid(), queue.Queue(WAITING)
            threading.Thread(target=self._post_all, args=[self._queue], name="reports", daemon=True).start()
        try:
            self._queue.put_nowait(report_of(record) | {"dropped": self.dropped})
        except queue.Full:
            self.dropped += 1

    def _post_all(self, reports):
        while True:
            report = reports.get()
            try:
                self._post(report)
            except OSError:  # refused, silent, or answering with an error: urllib's errors are OSErrors
                self.dropped += 1
            finally:
                reports.task_done()

    def _post(self, report):
        request = urllib.request.Request(  # noqa: S310 (the operator's own address, checked at start)
            self.url, json.dumps(report).encode(), {"Content-Type": "application/json"}, method="POST"
        )
        with _post(request, timeout=SECONDS):
            pass

    def wait(self):
        """Until everything queued was sent or dropped. For tests: the end of a process does not wait."""
        if self._queue is not None:
            self._queue.join()
