"""Tasks without a broker: what prints holds up nothing else, and a process that stops leaves them alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from celery import shared_task

from cqp import inprocess


@pytest.fixture
def by_thread(settings):
    settings.TASKS = "thread"
    return settings


def test_a_document_that_is_long_to_print_holds_up_no_other_task(by_thread):
    printing, may_end, told = threading.Event(), threading.Event(), threading.Event()

    @shared_task(base=inprocess.WakeableTask, name="tests.printing")
    def prints():
        printing.set()
        may_end.wait(60)

    @shared_task(base=inprocess.WakeableTask, name="tests.telling")
    def tells():
        told.set()

    by_thread.CELERY_TASK_ROUTES = {"tests.printing": {"queue": "documents"}}
    prints.apply_async()
    printing.wait(60)
    tells.apply_async()

    was_told_meanwhile = told.wait(60)
    may_end.set()

    assert was_told_meanwhile


def test_a_task_woken_while_the_process_stops_is_left_in_a_line_and_not_in_a_failure(
    by_thread, monkeypatch, caplog
):
    caplog.set_level("INFO", "cqp.inprocess")
    stopped = ThreadPoolExecutor(1)
    stopped.shutdown()
    monkeypatch.setattr(inprocess, "_threads", {"celery": stopped})

    @shared_task(base=inprocess.WakeableTask, name="tests.too_late")
    def comes_too_late(pk):
        raise AssertionError

    comes_too_late.apply_async((7,))

    assert [record.getMessage() for record in caplog.records] == [
        "tests.too_late(7,) is left to catch_up: this process is stopping"
    ]
