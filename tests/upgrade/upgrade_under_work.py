"""`make upgrade FROM=v0.1.0`: people work on a release while the next one migrates and takes over (S52 b).

The release is taken from the history; both serve one database with the demonstration's people.
"""

import io
import os
import re
import subprocess
import sys
import tarfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection

from tests.processes import another_database, answers, free_port, started, wait_until

FROM = os.environ.get("FROM", "")
BEFORE, AFTER = 5, 15  # seconds of work around the migration
PEOPLE = {"candidate": "Nadia Haddad", "juror": "Laurence Bonnet", "manager": "Sophie Marchal"}


def release(folder):
    """The files of FROM."""
    packed = subprocess.run(
        ["git", "archive", FROM], cwd=settings.BASE_DIR, capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture
def service(tmp_path):
    """(folder of the release, environment of its processes and of the next one's) on a new database."""
    here = connection.settings_dict
    login = f"{here['USER']}:{quote(here['PASSWORD'], safe='')}"
    place = f"/{here['HOST']}" if here["HOST"].startswith("/") else f"{here['HOST']}:{here['PORT'] or 5432}"
    with another_database(f"demo_upgrade_{os.getpid()}") as name:
        environment = {
            "DEMO": "1",
            "DATABASE_URL": f"postgres://{login}@{place}/{name}",
            "VAR_DIR": str(tmp_path / "var"),
            "MEDIA_ROOT": str(tmp_path / "files"),
            "DJANGO_SETTINGS_MODULE": "cqp.settings",
            "TASKS": "thread",
        }
        yield release(tmp_path / "release"), environment


def manage(folder, environment, *arguments):
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=folder, env=os.environ | environment, check=True
    )


@contextmanager
def served(folder, environment):
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:cqp.gunicorn", "cqp.wsgi"]
    with started(command, environment=environment | {"BIND": f"127.0.0.1:{port}"}, cwd=folder):
        wait_until(lambda: answers(port), what=f"gunicorn did not start in {folder.name}")
        yield port


class Worker(threading.Thread):
    """Somebody who goes round their pages, one request after the other, until told to stop."""

    def __init__(self, who, ports):
        super().__init__(daemon=True)
        self.who, self.ports, self.cookies, self.got, self.over = who, ports, {}, Counter(), threading.Event()
        self.slowest = (0.0, "")
        self._come_in(PEOPLE[who])
        header = re.search(r"<nav.*?</nav>", self.ask(self.ask("/")[2])[1], re.DOTALL)[0]
        self.pages = re.findall(r'href="(/[^"#?]*)"', header)

    def ask(self, path, typed=None):
        line = HTTPConnection("127.0.0.1", self.ports[-1], timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if typed is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request("GET" if typed is None else "POST", path, urlencode(typed or {}), headers)
        answer = line.getresponse()
        text = answer.read().decode()
        for value in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(value).items()}
        line.close()
        return answer.status, text, answer.headers.get("Location")

    def _come_in(self, name):
        page = self.ask("/connexion/")[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        person = re.search(rf'value="(\d+)"><strong>{name}', page)[1]
        status, *_ = self.ask("/demonstration/entrer/", {"person": person, "csrfmiddlewaretoken": token})
        assert status == 302, (self.who, status)

    def run(self):
        while not self.over.is_set():
            for path in self.pages:
                began = time.monotonic()
                try:
                    status = self.ask(path)[0]
                except OSError as cut:
                    status = type(cut).__name__
                self.slowest = max(self.slowest, (time.monotonic() - began, path))
                self.got[path, status] += 1

    def stop(self):
        self.over.set()
        self.join(60)


@pytest.mark.django_db
def test_nobody_meets_an_error_while_the_next_release_migrates_and_takes_over(service):
    folder, environment = service
    assert FROM, "make upgrade FROM=<a tag or a commit>"
    for one in (folder, Path(settings.BASE_DIR)):
        manage(one, environment, "collectstatic", "--no-input", "-v0")
    manage(folder, environment, "prepare")
    with served(folder, environment) as old:
        ports = [old]
        people = [Worker(who, ports) for who in PEOPLE]
        for one in people:
            one.start()
        time.sleep(BEFORE)
        manage(settings.BASE_DIR, environment, "migrate", "-v0")
        time.sleep(AFTER)
        with served(Path(settings.BASE_DIR), environment) as new:
            ports.append(new)  # the proxy sends everybody to the new one; the old one goes on until then
            time.sleep(AFTER)
            for one in people:
                one.stop()

    for one in people:
        sys.stdout.write(
            f"\n{one.who}: {sum(one.got.values())} pages, the slowest %.2f s (%s)\n" % one.slowest
        )
    met = {(one.who, path, status): n for one in people for (path, status), n in one.got.items()}
    assert {what: n for what, n in met.items() if what[-1] != 200} == {}
    assert all(sum(one.got.values()) > 20 for one in people)
