"""Failures are told to the address that the operator gave, and to no other."""

import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cqp.reports import ReportHandler


@pytest.fixture
def monitor():
    """Its address, and what it was asked: « /hook » sends elsewhere, « /here » takes."""
    asked = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def do_GET(self):
            asked.append(f"{self.command} {self.path}")
            self.send_response(302 if self.path == "/hook" else 204)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


def tell(address):
    handler = ReportHandler(address)
    try:
        raise ValueError
    except ValueError as error:
        failure = (type(error), error, error.__traceback__)
    handler.emit(logging.LogRecord("cqp", logging.ERROR, "x.py", 1, "x", None, failure))
    handler.wait()
    return handler


def test_a_monitor_that_sends_elsewhere_is_not_followed(monitor):
    address, asked = monitor

    taken, sent_away = tell(f"{address}/here"), tell(f"{address}/hook")

    assert asked == ["POST /here", "POST /hook"]
    assert (taken.dropped, sent_away.dropped) == (0, 1)
