"""The folder where the processes of one service add up their figures. Knows no Django: gunicorn's master and
Celery's main process use it before, and after, the application lives."""

import os
from pathlib import Path

from prometheus_client.multiprocess import mark_process_dead

FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")


def start_afresh():
    """Forget what former processes of this service counted."""
    if FOLDER:
        Path(FOLDER).mkdir(parents=True, exist_ok=True)
        for file in Path(FOLDER).glob("*.db"):
            file.unlink()


def forget_process(pid):
    """Its share of the sums stays; what it was doing does not."""
    if FOLDER:
        mark_process_dead(pid, FOLDER)
