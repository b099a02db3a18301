"""Long work that goes through the services row by row. Its state is in the rows: whoever begins it again
finishes it. Views wake these once an order is written, and `catch_up` finds what was cut short."""

import time

from celery import shared_task
from django.utils import timezone

from certificates.services.batches import deliver_next
from certificates.services.exporting import erase_export, make_export

TURN_SECONDS = 60  # well under the time limit of a task; the rest is another turn
EXPORT_SECONDS = 3000  # a million rows, and well under what the broker waits before it gives a task again


@shared_task
def deliver_batch(pk):
    """Deliver the lines of an order, for a minute at most: another turn goes on."""
    end, since = time.monotonic() + TURN_SECONDS, timezone.now()
    while deliver_next(pk, at=timezone.now(), since=since):
        if time.monotonic() > end:
            deliver_batch.wake(pk)
            return


@shared_task(soft_time_limit=EXPORT_SECONDS, time_limit=EXPORT_SECONDS + 60)
def write_export_file(pk):
    make_export(pk, at=timezone.now())


@shared_task
def erase_export_file(pk):
    erase_export(pk, at=timezone.now())
