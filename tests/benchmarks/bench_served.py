"""`make bench-served`: the pages that a jury and the office wait for, through gunicorn with two workers, at
2,000 and 20,000 dossiers: one client, then eight at once, beside the barest view of the same server."""

import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from referentials.file_format import read_referential
from referentials.services import publish_version
from tests.benchmarks.bench_national import REFERENTIAL
from tests.benchmarks.measuring import signed_in
from tests.benchmarks.national import Nation
from tests.benchmarks.pages import (
    LIST,
    QUEUE,
    ROOM,
    SAVE,
    pages_of_juries,
    pages_of_the_office,
)
from tests.processes import answers, free_port, our_environment, started, wait_until

# dossiers → candidates who filed them (176 dossiers for 100 candidates)
SIZES = {2_000: 1_137, 20_000: 11_364}
ROUNDS = int(os.environ.get("ROUNDS", "60"))
CLIENTS = 8
TOKEN = "c" * 32
ALONE, TOGETHER = 0.060, 0.250  # seconds, medians

pytestmark = pytest.mark.django_db(transaction=True)


class Browser:
    """Somebody signed in; sends what the page's script would."""

    def __init__(self, port, page):
        self.port, self.page, self.sent = port, page, 0
        cookies = {"csrf": TOKEN}
        if page:
            cookies["session"] = signed_in(page.user).cookies["session"].value
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}

    def ask(self, path):
        """Seconds that one answer took, its connection included."""
        method, body, headers = "GET", None, dict(self.headers)
        if self.page and self.page.typed:
            method, body = "POST", urlencode(self.page.typed(self.sent))
            headers |= {"X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
            self.sent += 1
        start = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        took = time.perf_counter() - start
        assert answer.status == 200, (path, answer.status)
        return took


def together(browsers, rounds, path=None):
    """(seconds of each answer, answers a second) of browsers that ask at the same time."""

    def asks(browser):
        return [browser.ask(path or browser.page.path) for _ in range(rounds)]

    start = time.perf_counter()
    with ThreadPoolExecutor(len(browsers)) as pool:
        times = [seconds for found in pool.map(asks, browsers) for seconds in found]
    return times, len(times) / (time.perf_counter() - start)


@pytest.fixture
def served(tmp_path):
    """gunicorn with two workers on this test's database: its port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:cqp.gunicorn", "cqp.wsgi"]
    environment = our_environment(
        tmp_path, BIND=f"127.0.0.1:{port}", WEB_WORKERS="2", DEMO="0", DEBUG="0", HTTPS="0"
    )
    with started(command, environment=environment):
        wait_until(lambda: answers(port), what="gunicorn did not start")
        yield port


def test_the_pages_people_wait_for_answer_in_time(served):
    version, _ = publish_version(read_referential(REFERENTIAL.read_bytes()), by=None, at=timezone.now())
    nation, reached, late = Nation(version), 1, {}
    for dossiers, candidates in SIZES.items():
        nation.grow(reached, candidates + 1)
        reached = candidates + 1
        queue = pages_of_the_office()[QUEUE]
        eight = [pages_of_juries(nth) | {QUEUE: queue} for nth in range(CLIENTS)]
        bare = [Browser(served, None) for _ in range(CLIENTS)]
        together(bare, 5, "/livez")
        _times, most = together(bare, ROUNDS, "/livez")
        sys.stdout.write(f"\n{dossiers} dossiers; a bare view: {most:.0f} answers a second\n")
        for name in (LIST, ROOM, SAVE, QUEUE):
            alone, loaded, rate = measured(served, [pages[name] for pages in eight])
            sys.stdout.write(
                f"{name:28s} one client {alone * 1000:6.1f} ms   {CLIENTS} clients {loaded * 1000:6.1f} ms   "
                f"{rate:6.1f} a second, {rate / most:.3f} of the bare view\n"
            )
            if alone > ALONE or loaded > TOGETHER:
                late[name, dossiers] = (alone, loaded)

    assert late == {}


def measured(port, pages):
    """(median of one client, median of all at once, answers a second of all), each on a dossier of their
    own."""
    browsers = [Browser(port, page) for page in pages]
    together(browsers, 3)
    times, _rate = together(browsers[:1], ROUNDS)
    loaded, rate = together(browsers, ROUNDS // 2)
    return statistics.median(times), statistics.median(loaded), rate
