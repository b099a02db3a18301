"""Workers killed with -9, parent and child, each at the point named by a line it is given.

They are the tests’ own: the product knows of no such points. Everything is imported once; each worker is a
fork, without a connection yet. `python -m tests.survival.worker_that_dies` says how each one ended.
"""

import os
import signal
import sys

import django

django.setup()

from django.core.files.storage import FileSystemStorage  # noqa: E402
from django.core.mail import EmailMessage  # noqa: E402
from django.utils import timezone  # noqa: E402
from weasyprint import Document  # noqa: E402

import certificates.jobs  # noqa: E402
import certificates.services.issuing  # noqa: E402
from cqp.inprocess import WakeableTask  # noqa: E402
from cqp.tasks import do_what_is_left  # noqa: E402


def die(*_args, **_kwargs):
    os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def dying_after(act):
    def done_then_dead(*args, **kwargs):
        act(*args, **kwargs)
        die()

    return done_then_dead


def dying_once_stored(save):
    def stored_then_dead(storage, name, *args, **kwargs):
        saved = save(storage, name, *args, **kwargs)
        if name.startswith("certificates/"):
            die()
        return saved

    return stored_then_dead


POINTS = {
    "before_commit": (certificates.services.issuing, "notify", die),
    "after_commit": (certificates.jobs, "deliver_next", dying_after(certificates.jobs.deliver_next)),
    "before_message": (EmailMessage, "send", die),
    "mid_pdf": (Document, "write_pdf", die),
    "after_file": (FileSystemStorage, "save", dying_once_stored(FileSystemStorage.save)),
}


def work(point):
    """One worker: a parent that waits and the child that works."""
    setattr(*POINTS[point])
    WakeableTask._send = lambda task, pk: None  # whatever was sent is lost with the worker: rows alone remain
    if os.fork():
        os.wait()
    else:
        do_what_is_left(at=timezone.now())
    os._exit(1)  # it did not die


def main():
    for line in sys.stdin:
        parent = os.fork()
        if parent == 0:
            work(line.strip())
        _pid, status = os.waitpid(parent, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 (what the test reads)


main()
