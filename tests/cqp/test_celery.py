"""The same tasks by a real worker over a real Redis, and decisions that no broker can hold up."""

import os
import socket
import subprocess
import sys

import pytest
from celery import Celery
from django.conf import settings
from django.utils import timezone

from certificates.models import Certificate, Document, DocumentKind, RegisterEntry
from certificates.services import issue_certificate
from certificates.services.batches import start_batch
from notifications.models import Message
from tests.acts import validated_on_reading
from tests.factories import UserFactory, eligible_candidate, manager, published_version
from tests.processes import free_port, our_environment, redis_server, started, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def redis_url(tmp_path):
    with redis_server(tmp_path) as url:
        yield url


@pytest.fixture
def worker(redis_url, tmp_path):
    """A Celery worker of the application itself, on this test's database."""
    environment = our_environment(tmp_path, TASKS="celery", REDIS_URL=redis_url)
    command = [sys.executable, "-m", "celery", "-A", "cqp", "worker", "--pool", "solo"]
    with started(command, environment=environment) as process:
        yield process


def test_a_worker_over_redis_sends_the_message_and_a_second_delivery_sends_nothing(
    worker, redis_url, tmp_path
):
    message = Message.objects.create(
        recipient=UserFactory(), key="k", subject="Objet", body="Texte", created_at=timezone.now()
    )
    client = Celery("client", broker=redis_url, set_as_current=False)

    for _ in range(2):
        client.send_task("notifications.tasks.send_message", args=[message.pk])
    last = Message.objects.create(
        recipient=UserFactory(), key="last", subject="Objet", body="Texte", created_at=timezone.now()
    )
    client.send_task("notifications.tasks.send_message", args=[last.pk])
    wait_until(lambda: Message.objects.filter(sent_at__isnull=False).count() == 2)

    mails = "".join(path.read_text() for path in (tmp_path / "mail").iterdir())
    assert mails.count("Subject: Objet") == 2


def wake(redis_url, folder, *wakes):
    """As a page does, in a process of its own: « task, key », in this order."""
    lines = [f"import_string({task!r}).wake({key})" for task, key in wakes]
    code = "import django; django.setup()\nfrom django.utils.module_loading import import_string\n"
    environment = os.environ | our_environment(folder, TASKS="celery", REDIS_URL=redis_url)
    subprocess.run(
        [sys.executable, "-c", code + "\n".join(lines)], env=environment, cwd=settings.BASE_DIR, timeout=60,
        check=True,
    )  # fmt: skip


@pytest.mark.pdf
def test_an_order_of_delivery_goes_before_the_documents_that_waited_already(redis_url, tmp_path):
    """One process of one worker, started without options: it takes both queues, in their order."""
    validated_on_reading(eligible_candidate(version=published_version(blocks=(1, 1, 1, 1))))
    first, *others = Certificate.objects.to_issue().filter(kind="ccp").order_by("pk")
    issue_certificate(first, issued_on=timezone.localdate(), at=timezone.now(), by=manager())
    waiting = [
        Document.objects.create(certificate=first, copy=copy, asked_at=timezone.now()) for copy in range(1, 5)
    ]
    rest = Certificate.objects.filter(pk__in=[one.pk for one in others])
    batch = start_batch(rest, issued_on=timezone.localdate(), by=manager(), at=timezone.now())
    wakes = [("certificates.tasks.make_document", document.pk) for document in waiting]
    wake(redis_url, tmp_path, *wakes, ("certificates.jobs.deliver_batch", batch.pk))

    command = [sys.executable, "-m", "celery", "-A", "cqp", "worker", "--pool", "solo"]
    environment = our_environment(
        tmp_path, TASKS="celery", REDIS_URL=redis_url, SIGNATORY_NAME="Camille Delaunay"
    )
    with started(command, environment=environment):
        wait_until(lambda: not Document.objects.to_make().exists(), 120)

    batch.refresh_from_db()
    printed = RegisterEntry.objects.filter(kind="ccp.sealed", created_at__gt=batch.asked_at)
    assert (batch.state, batch.progress()["problems"]) == ("done", 0)
    assert printed.count() == len(waiting) + 3 * len(DocumentKind)
    assert printed.earliest("created_at").created_at > batch.done_at


@pytest.mark.parametrize("kind", ["refused", "silent"])
def test_a_broker_that_refuses_or_never_answers_neither_fails_nor_holds_up_an_act(kind, tmp_path):
    """In a process of its own, as the web server would be: the act is stored and answered within seconds."""
    black_hole = socket.socket()
    black_hole.bind(("127.0.0.1", 0))
    black_hole.listen()
    port = black_hole.getsockname()[1] if kind == "silent" else free_port()
    people = [UserFactory() for _ in range(5)]
    code = (
        "import django, time; django.setup()\n"
        "from django.utils import timezone\n"
        "from accounts.models import User\n"
        "from notifications.services import notify\n"
        "start = time.monotonic()\n"
        f"for pk in {[user.pk for user in people]}:\n"
        "    notify(User.objects.get(pk=pk), key='k', subject='Objet', body='Texte', at=timezone.now())\n"
        "print(time.monotonic() - start)\n"
    )
    environment = os.environ | our_environment(
        tmp_path, TASKS="celery", REDIS_URL=f"redis://127.0.0.1:{port}/0"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip

    black_hole.close()
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.splitlines()[-1]) < 3
    assert list(Message.objects.values_list("key", "sent_at")) == [("k", None)] * len(people)
