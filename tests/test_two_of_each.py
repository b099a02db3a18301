"""Two web processes and two workers on one PostgreSQL, one Redis and one S3: nothing is kept in a process,
nothing is done twice."""

import json
import re
import sys
from contextlib import ExitStack
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from celery import Celery
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone

from accounts.models import Role, User
from certificates.models import Certificate, Document
from notifications.models import Message
from tests.acts import validated_on_reading
from tests.factories import PASSWORD, UserFactory, eligible_candidate, manager, published_version
from tests.processes import (
    answers,
    free_port,
    our_environment,
    redis_server,
    s3_bucket,
    s3_server,
    s3_settings,
    started,
    wait_until,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pdf]
TOKEN = "a-token-of-some-length"
ISSUING = "the-issuing-request"


class Browser:
    """Somebody whose requests a balancer sends now to one process, now to another."""

    def __init__(self, ports, cookies=None):
        self.ports, self.cookies = ports, dict(cookies or {})

    def ask(self, number, path, typed=None, **headers):
        """(status, headers, text) of one request to process `number`."""
        line = HTTPConnection("127.0.0.1", self.ports[number], timeout=120)
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if typed is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request("GET" if typed is None else "POST", path, urlencode(typed or {}, doseq=True), headers)
        answer = line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for value in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(value).items()}
        line.close()
        return answer.status, answer.headers, text

    def send(self, page_from, sent_to, path, typed, *, page=None, **headers):
        """A form opened on one process and sent to another."""
        page = self.ask(page_from, page or path)[2]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        return self.ask(sent_to, path, typed | {"csrfmiddlewaretoken": token}, **headers)


class Service:
    """Its web processes' ports, its broker, what is in its bucket, its log and its mails."""

    def __init__(self, ports, broker, keys, folder):
        self.ports, self.keys_of_bucket, self.folder = ports, keys, folder
        self.broker = Celery("client", broker=broker, set_as_current=False)

    def ended_tasks(self):
        """The lines that workers wrote."""
        text = (self.folder / "log").read_text()
        lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        return [line for line in lines if "outcome" in line]

    def mails(self):
        return "".join(path.read_text() for path in (self.folder / "mail").glob("*"))


def _commands(ports):
    for port in ports:
        yield [
            "gunicorn",
            "-c",
            "python:cqp.gunicorn",
            "--workers",
            "1",
            "--bind",
            f"127.0.0.1:{port}",
            "cqp.wsgi",
        ]
    for name in ("one", "two"):
        yield ["celery", "-A", "cqp", "worker", "--pool", "solo", "-n", f"{name}@%h"]


@pytest.fixture
def service(tmp_path, settings):
    with ExitStack() as stack:
        broker, store = stack.enter_context(redis_server(tmp_path)), stack.enter_context(s3_server())
        bucket, keys = s3_bucket(store, "certifications")
        settings.STORAGES = settings.STORAGES | {"default": s3_settings(store, "certifications")}
        log = stack.enter_context((tmp_path / "log").open("wb"))
        environment = bucket | our_environment(
            tmp_path,
            TASKS="celery",
            REDIS_URL=broker,
            LOG_FORMAT="json",
            BEHIND_PROXY="1",
            METRICS_TOKEN=TOKEN,
            SIGNATORY_NAME="Camille Delaunay",
        )
        ports, processes = [free_port(), free_port()], []
        for number, command in enumerate(_commands(ports)):
            own = environment | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / f"figures{number}")}
            (tmp_path / f"figures{number}").mkdir()
            process = started([sys.executable, "-m", *command], environment=own, stderr=log)
            processes.append(stack.enter_context(process))
        wait_until(lambda: all(answers(port) for port in ports), 90, what="the web did not start")
        yield Service(ports, broker, keys, tmp_path)
        for process in processes:  # all at once: each takes its time to end
            process.terminate()


def check_a_session_of_both(service):
    """Begun on one process it goes on with the other, until it is ended on any."""
    # as the processes do: the quick way of tests is not known to them
    password = PBKDF2PasswordHasher().encode(PASSWORD, "some-salt")
    person, browser = UserFactory(roles=[Role.CANDIDATE]), Browser(service.ports)
    User.objects.filter(pk=person.pk).update(password=password)

    signed_in, *_ = browser.send(0, 1, "/connexion/", {"login": person.email, "password": PASSWORD})
    seen = [browser.ask(number, "/messages/")[0] for number in (0, 1)]
    assert (signed_in, seen) == (302, [200, 200])
    browser.send(0, 1, "/deconnexion/", {}, page="/messages/")
    after = [browser.ask(number, "/messages/")[0] for number in (0, 1)]

    assert after == [302, 302]


def issued_on_the_other(service, sign_in, certificates):
    """A form opened on one process, sent to the other; what is answered."""
    client = sign_in(manager())
    office = Browser(service.ports, {name: morsel.value for name, morsel in client.cookies.items()})
    today = timezone.localdate().strftime("%d/%m/%Y")
    typed = {"certificates": [c.pk for c in certificates], "issued_on": today}
    return office.send(0, 1, "/gestion/a-delivrer/", typed, **{"X-Request-ID": ISSUING})


def test_two_of_each_are_one_service_and_nothing_is_done_twice(service, sign_in):
    check_a_session_of_both(service)
    validated_on_reading(eligible_candidate(version=published_version(blocks=(1,))))
    certificates = list(Certificate.objects.all())
    told_before = set(Message.objects.values_list("pk", flat=True))

    status, headers, _text = issued_on_the_other(service, sign_in, certificates)
    told, documents = Message.objects.exclude(pk__in=told_before), list(Document.objects.all())
    for _ in range(5):  # delivered again and again, to both workers
        for document in documents:
            service.broker.send_task("certificates.tasks.make_document", args=[document.pk])
        for message in told:
            service.broker.send_task("notifications.tasks.send_message", args=[message.pk])
    tasks = len(documents) + told.count()
    wait_until(lambda: len(service.ended_tasks()) >= 6 * tasks, 90)

    kept = [key for key in service.keys_of_bucket() if key.startswith("certificates/")]
    assert (status, headers["X-Request-ID"]) == (302, ISSUING)
    assert kept == sorted(Document.objects.values_list("file", flat=True))
    assert service.mails().count("\nTo: ") == told.count() == told.filter(sent_at__isnull=False).count() > 0
    assert sum(line["request_id"] == ISSUING for line in service.ended_tasks()) == tasks
    figures = Browser(service.ports).ask(1, "/metrics", Authorization=f"Bearer {TOKEN}")[2]
    assert 'cqp_requests_total{method="POST",route="certificates:to_issue",status="302"} 1.0' in figures
