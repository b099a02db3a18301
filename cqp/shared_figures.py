"""The folder where the processes of one service add up their figures. Knows no Django: gunicorn's master and
Celery's main process use it before, and after, the application lives."""

import os
from pathlib import Path


def folder():
    """Where, or nothing: then each process tells its own. Read when asked, for `.env` may be what says it."""
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")


def start_afresh():
    """Forget what former processes of this service counted."""
    if folder():
        Path(folder()).mkdir(parents=True, exist_ok=True)
        for file in Path(folder()).glob("*.db"):
            file.unlink()


def forget_process(pid):
    """Its share of the sums stays; what it was doing does not."""
    if folder():
        # imported late: it chooses how to count when it is, by the same variable
        from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

        mark_process_dead(pid, folder())
