"""Long work on accounts, whose state is in the rows. A view wakes it, and `catch_up` finds what was cut
short."""

from celery import shared_task
from django.utils import timezone

from accounts.services.personal_data import erase_copy, make_copy

COPY_SECONDS = 1800  # hundreds of annexes from a slow storage, and less than what the broker waits


@shared_task(soft_time_limit=COPY_SECONDS, time_limit=COPY_SECONDS + 60)
def write_personal_copy(pk):
    make_copy(pk, at=timezone.now())


@shared_task
def erase_personal_copy(pk):
    erase_copy(pk, at=timezone.now())
