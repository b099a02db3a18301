"""A request's id follows what it sets going, and comes from outside only when it can be nothing else."""

import json
import logging

import pytest
from structlog.contextvars import bound_contextvars, get_contextvars

from cqp import inprocess
from cqp.logs import PrivateFormatter, logging_settings
from cqp.tasks import catch_up
from cqp.tracing import send_id

pytestmark = pytest.mark.django_db
PATH = "/verifier/"


@pytest.mark.parametrize(
    ("behind_proxy", "given", "is_kept"),
    [
        (True, "a1b2c3d4-e5f6", True),
        (False, "a1b2c3d4-e5f6", False),
        (True, "short", False),
        (True, "x" * 65, False),
        (True, "abcdefgh\tlevel=error", False),
        (True, "maelys@caisse.example", False),
    ],
)
def test_the_proxy_s_id_is_kept_when_it_is_an_id_and_there_is_a_proxy(
    client, settings, behind_proxy, given, is_kept
):
    settings.BEHIND_PROXY = behind_proxy

    answered = client.get(PATH, headers={"x-request-id": given})["X-Request-ID"]

    assert (answered == given, len(answered) >= 12) == (is_kept, True)


def test_nothing_of_a_request_is_left_for_the_next_one(client):
    client.get(PATH)

    assert get_contextvars() == {}


def test_an_answer_leaves_one_line_with_its_route_its_status_and_no_address(client, caplog):
    with caplog.at_level(logging.INFO, logger="cqp.tracing"):
        client.get(PATH + "?code=ABCD")

    (record,) = [r for r in caplog.records if r.name == "cqp.tracing"]
    line = json.loads(PrivateFormatter("json").format(record))
    assert {key: line[key] for key in ("event", "level", "method", "status", "user", "ids")} == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "status": 200,
        "user": None,
        "ids": {},
    }
    assert "ABCD" not in json.dumps(line)


def test_the_thread_of_tasks_works_under_the_id_of_the_request_that_woke_it(settings, caplog):
    settings.TASKS = "thread"
    caplog.set_level(logging.INFO, "cqp.tracing")  # a local terminal does not show it
    seen = []
    handler = logging.Handler()
    handler.emit = lambda record: seen.append(dict(get_contextvars()))
    logging.getLogger("cqp.tracing").addHandler(handler)

    with bound_contextvars(request_id="the-request", route="somewhere"):
        catch_up.apply_async()
    inprocess._threads["celery"].submit(lambda: None).result()

    logging.getLogger("cqp.tracing").removeHandler(handler)
    assert [(c["request_id"], c["task"]) for c in seen] == [("the-request", "cqp.tasks.catch_up")]


def test_a_message_to_the_broker_carries_the_id_in_its_headers():
    headers = {}

    with bound_contextvars(request_id="the-request"):
        send_id(headers)

    assert headers == {"request_id": "the-request"}


@pytest.mark.parametrize(
    ("name", "message", "args", "event"),
    [
        ("candidates.tasks", "File %s stays", (3,), "File 3 stays"),
        ("django.request", "%s: %s", ("Forbidden", "/verifier/SECRET/"), "…: …"),
        ("gunicorn.error", "Worker (pid:%s) was sent %s!", (12, "SIGTERM"), "Worker (pid:12) was sent …!"),
        ("some.library", "mail to a@b.example failed", (), "(text withheld)"),
        ("celery.beat", "Scheduler: Sending due task", (), "Scheduler: Sending due task"),
    ],
)
def test_a_sentence_is_written_when_it_is_ours_and_a_library_s_only_as_its_template(
    name, message, args, event
):
    record = logging.LogRecord(name, logging.WARNING, __file__, 7, message, args, None)

    assert json.loads(PrivateFormatter("json").format(record))["event"] == event
    assert event in PrivateFormatter("line").format(record)


def test_full_texts_exist_on_one_s_own_machine_only():
    kinds = {
        (form, is_local): logging_settings(form, is_local=is_local)["formatters"]["chosen"]["()"]
        for form in ("json", "line")
        for is_local in (True, False)
    }

    assert [case for case, kind in kinds.items() if kind == "cqp.logs.PlainFormatter"] == [("line", True)]
