"""How a task is woken, and tasks without a broker: the same code, run by threads of this very process.

With REDIS_URL, tasks go to Celery workers. Without it, the page still answers at once and the work follows
in the background, one thread for each of the same queues; what a crash cuts short, `catch_up` finds again.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from threading import BoundedSemaphore

from celery import Task
from django.conf import settings
from django.db import close_old_connections, connections, transaction
from kombu.exceptions import OperationalError
from structlog.contextvars import bound_contextvars, get_contextvars

logger = logging.getLogger(__name__)
_threads = {
    queue.name: ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"tasks-{queue.name}")
    for queue in settings.CELERY_TASK_QUEUES
}
# Limits of a connection do not bind the look-up of its name, and add up when an act wakes ten tasks: no page
# waits for a broker at all. What does not fit in the queue is found by `catch_up`.
_sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="wakes")
_places = BoundedSemaphore(1000)


def _run(task, args, kwargs, request_id):
    """A failed task stays visible as a row to do; its error belongs in the log, not in a dead future."""
    close_old_connections()
    try:
        with bound_contextvars(**request_id):
            task.apply(args=args, kwargs=kwargs, throw=True)
    finally:
        connections.close_all()


def _current_request():
    """What the thread has to know of the request that woke it."""
    return {key: value for key, value in get_contextvars().items() if key == "request_id"}


def _log_failure(done: Future):
    if not done.cancelled() and (error := done.exception()):
        logger.error("A task failed in the process", exc_info=error)


def _leave_the_queue(done: Future):
    _places.release()
    _log_failure(done)


def leave_the_rest():
    """Wait for the tasks at work only: `catch_up` finds those that have not begun."""
    for thread in _threads.values():
        thread.shutdown(cancel_futures=True)


def _thread_of(task):
    return _threads[settings.CELERY_TASK_ROUTES.get(task.name, {}).get("queue", "celery")]


def _submit(task, args, kwargs):
    """A thread that was stopped takes nothing more: the row waits, as for a task that had not begun."""
    try:
        done = _thread_of(task).submit(_run, task, args, kwargs, _current_request())
    except RuntimeError:
        logger.info("%s%s is left to catch_up: this process is stopping", task.name, args)
        return
    done.add_done_callback(_log_failure)


class WakeableTask(Task):
    """Sends to the broker when there is one, to this process's thread otherwise."""

    def wake(self, pk):
        """Once the transaction has committed, ask for this row to be looked at. The only way a task is sent.

        A broker that refuses or never answers fails no decision: the row still shows the work, and `catch_up`
        finds it. (Django's own `on_commit(robust=True)` cannot log a partial function, and raises.)
        """
        transaction.on_commit(partial(self._send, pk))

    def _send(self, pk):
        if settings.TASKS != "celery":
            self.delay(pk)
        elif _places.acquire(blocking=False):
            sent = _sender.submit(copy_context().run, self._publish, pk)
            sent.add_done_callback(_leave_the_queue)
        else:
            logger.warning("%s was not woken for row %s: too many wait for the broker", self.name, pk)

    def _publish(self, pk):
        try:
            self.delay(pk)
        except (OperationalError, OSError) as error:
            logger.warning("%s was not woken for row %s: %s", self.name, pk, type(error).__name__)

    def apply_async(self, args=None, kwargs=None, **options):
        if settings.TASKS == "thread":
            _submit(self, args or (), kwargs or {})
            return None
        return super().apply_async(args, kwargs, **options)
