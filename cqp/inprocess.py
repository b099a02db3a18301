"""Tasks without a broker: the same task code, run by one thread of this very process.

With REDIS_URL, tasks go to Celery workers. Without it, the page still answers at once and the work
follows in the background, one task after the other; what a crash cuts short, `catch_up` finds again.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor

from celery import Task
from django.conf import settings
from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tasks")


def _run(task, args, kwargs):
    """A failed task stays visible as a row to do; its error belongs in the log, not in a dead future."""
    close_old_connections()
    try:
        task.apply(args=args, kwargs=kwargs, throw=True)
    finally:
        connections.close_all()


def _log_failure(done: Future):
    if error := done.exception():
        logger.error("A task failed in the process", exc_info=error)


class WakeableTask(Task):
    """Sends to the broker when there is one, to this process's thread otherwise."""

    def apply_async(self, args=None, kwargs=None, **options):
        if settings.TASKS == "thread":
            done = _thread.submit(_run, self, args or (), kwargs or {})
            done.add_done_callback(_log_failure)
            return None
        return super().apply_async(args, kwargs, **options)
