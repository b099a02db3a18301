"""A worker killed with -9, parent and child, at the point named on its command line: the tests' own, for the
product knows of no such points. `python -m tests.survival.worker_that_dies POINT`."""

import os
import signal
import sys

import django

django.setup()

from django.core.files.storage import FileSystemStorage  # noqa: E402
from django.utils import timezone  # noqa: E402
from weasyprint import HTML  # noqa: E402

import certificates.jobs  # noqa: E402
import certificates.services.issuing  # noqa: E402
import notifications.tasks  # noqa: E402
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
    "before_message": (notifications.tasks, "send_mail", die),
    "mid_pdf": (HTML, "write_pdf", die),
    "after_file": (FileSystemStorage, "save", dying_once_stored(FileSystemStorage.save)),
}


def main(point):
    setattr(*POINTS[point])
    WakeableTask._send = lambda task, pk: None  # whatever was sent is lost with the worker: rows alone remain
    if os.fork():
        os.wait()
        sys.exit("the worker did not die")
    do_what_is_left(at=timezone.now())
    sys.exit("the worker did not die")


main(sys.argv[1])
