"""What serves the demonstration ends with whoever started it, and says who holds its place."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.conf import settings

from cqp.demo import servers
from cqp.demo.servers import StillRunning, hold_folder, listener_on

PARENT = """
import sys, pathlib, django
django.setup()
from cqp.demo import servers
servers.LOCK = pathlib.Path(sys.argv[2])
port = int(sys.argv[1])
servers.stop_at_first_signal()
try:
    with servers.hold_folder(port) as held, servers.servers(port, held=held) as web:
        web.wait()
except KeyboardInterrupt:
    print("stopped")
"""


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def parent(port, tmp_path, monkeypatch):
    """The demonstration's own parent, without its data, once its server answers."""
    monkeypatch.setattr(servers, "LOCK", tmp_path / "demo.lock")
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "cqp.settings", "DEMO": "1", "TASKS": "thread"}
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(port), str(servers.LOCK)],
        env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert until(lambda: answers(port))
        yield process
    finally:
        process.kill()
        process.communicate()


def answers(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=5).status == 200
    except OSError:  # nobody there yet, or somebody who is too long to answer
        return False


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def until(fact, *, seconds=40):
    end = time.monotonic() + seconds
    while not (found := fact()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def folder_is_free(port):
    try:
        hold_folder(port).close()
    except StillRunning:
        return False
    return True


def test_a_server_whose_parent_is_killed_ends_and_until_then_the_next_is_told(parent, port):
    with pytest.raises(StillRunning) as told:
        hold_folder(port + 1)
    by = listener_on(port)

    parent.send_signal(signal.SIGKILL)

    assert (told.value.port, told.value.pid) == (port, parent.pid)
    assert "(processus " in by
    assert until(lambda: is_free(port))
    assert until(lambda: folder_is_free(port))


def test_ctrl_c_stops_all_and_an_impatient_one_prints_no_traceback(parent, port):
    while parent.poll() is None:
        parent.send_signal(signal.SIGINT)
        time.sleep(0.02)
    said, errors = parent.communicate(timeout=40)

    assert (parent.returncode, said) == (0, "stopped\n")
    assert "Traceback" not in errors
    assert is_free(port)
    assert folder_is_free(port)


def test_nobody_listens_on_a_free_port(port):
    assert listener_on(port) == ""
