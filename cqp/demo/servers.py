"""What serves the demonstration: one at a time in a folder, every process of it ending with the first."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys

import psutil
from django.conf import settings

LOCK = settings.VAR_DIR / "demo.lock"
SECONDS_TO_STOP = 15
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

WEB = ["gunicorn", "cqp.wsgi", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
QUIET = ["--log-level", "warning", "--timeout", "60"]
WORKER = ["celery", "-A", "cqp", "worker", "-B", "-l", "warning", "-s", str(settings.VAR_DIR / "beat")]


class StillRunning(Exception):
    """Another demonstration holds this folder: `port` and `pid` are hers."""

    def __init__(self, *, port, pid):
        super().__init__(port, pid)
        self.port, self.pid = port, pid


def hold_folder(port):
    """Keep every other demonstration out of this folder, and return what keeps it: an open file.

    The system lets go when the last process that holds it ends, however it ends. Raises StillRunning.
    """
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    file = LOCK.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        with file:
            raise StillRunning(**json.loads(file.read() or '{"port": null, "pid": null}')) from None
    file.truncate(0)
    file.write(json.dumps({"port": port, "pid": os.getpid()}))
    file.flush()
    return file


def listener_on(port):
    """« gunicorn (processus 4242) »: who listens there, or "" when the system does not say (another user)."""
    with contextlib.suppress(psutil.Error):
        for one in psutil.net_connections("tcp"):
            if one.status == psutil.CONN_LISTEN and one.laddr.port == port and one.pid:
                return f"{psutil.Process(one.pid).name()} (processus {one.pid})"
    return ""


def stop_at_first_signal():
    """Ctrl-C, once, is KeyboardInterrupt; an impatient second one must not cut short what stops the database.

    Said plainly for each signal: a shell that starts us in the background leaves Ctrl-C ignored. A hang-up
    that was ignored on purpose (nohup) stays so.
    """

    def stop(_number, _frame):
        for number in STOPS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in STOPS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)


@contextlib.contextmanager
def servers(port, *, held):
    """The web server, and Celery workers when there is a Redis, while the block runs: gives the web server.

    Each in a session of its own, for Ctrl-C to reach us alone; each ends with us, killed or not. They hold
    the folder (`held`) too, so that the next demonstration does not begin beside what is still stopping.
    """
    lifeline, ours = os.pipe()
    commands = [[*WEB, *QUIET, "--bind", f"127.0.0.1:{port}"]]
    if settings.TASKS == "celery":
        commands.append(WORKER)
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "cqp.demo.tied", str(lifeline), *command],
            pass_fds=[lifeline, held.fileno()],
            start_new_session=True,
        )
        for command in commands
    ]
    os.close(lifeline)
    try:
        yield children[0]
    finally:
        for child in children:
            child.terminate()
        for child in children:
            _end(child)
        os.close(ours)


def _end(child):
    try:
        child.wait(timeout=SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
