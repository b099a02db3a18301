"""S17: killed with -9, parent and child, at each point of a group delivery; the rest is done once."""

import signal
import subprocess
import sys

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from certificates.integrity import first_fault, first_fault_of_files
from certificates.models import Certificate, Document, NumberSeries
from certificates.services.batches import start_batch
from cqp.tasks import do_what_is_left, reconcile
from notifications.models import Message
from tests.acts import validated_on_reading
from tests.factories import eligible_candidate, manager, published_version
from tests.processes import our_environment, started, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pdf]
# in the order in which one run after the other meets them: delivering, then telling, then printing
POINTS = ["before_commit", "after_commit", "before_message", "mid_pdf", "after_file"]


@pytest.fixture
def run_until_killed(tmp_path):
    """Runs a worker to the point where it is killed; answers how it ended."""
    (tmp_path / "mail").mkdir()
    environment = our_environment(tmp_path, SIGNATORY_NAME="Camille Delaunay")
    errors = (tmp_path / "errors").open("w")
    command = [sys.executable, "-m", "tests.survival.worker_that_dies"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": errors, "text": True}
    with started(command, environment=environment, **pipes) as workers:

        def run(point):
            workers.stdin.write(f"{point}\n")
            workers.stdin.flush()
            return workers.stdout.readline().strip(), (tmp_path / "errors").read_text()

        yield run
        workers.stdin.close()
    errors.close()


def nobody_works():
    """The server needs a moment to see that who held a row is dead: until then the row is passed over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        return cursor.fetchone() == (0,)


def test_a_group_delivery_whose_worker_is_killed_five_times_ends_as_if_it_had_not(tmp_path, run_until_killed):
    validated_on_reading(eligible_candidate(version=published_version(blocks=(1, 1))))
    batch = start_batch(
        Certificate.objects.to_issue(), issued_on=timezone.localdate(), by=manager(), at=timezone.now()
    )
    delivered = []

    for point in POINTS:
        ended, errors = run_until_killed(point)
        assert ended == str(-signal.SIGKILL), (point, errors)
        delivered.append(batch.lines.exclude(done_at=None).count())
        assert first_fault() is None
    wait_until(nobody_works)
    do_what_is_left(at=timezone.now())

    batch.refresh_from_db()
    # two mails of the same second may fall into one file of this backend
    files = [path.read_text() for path in (tmp_path / "mail").iterdir()]
    mails = sum(text.count("\nTo: ") for text in files) + len(mail.outbox)
    assert delivered == [0, 1, 3, 3, 3]
    assert (batch.state, Certificate.objects.issued().count(), Document.objects.count()) == ("done", 3, 6)
    assert sorted(NumberSeries.objects.values_list("kind", "last")) == [("ccp", 2), ("cqp", 1)]
    assert not Document.objects.filter(file="").exists()
    assert first_fault_of_files() is None
    assert Message.objects.filter(key__endswith=":issued").count() == 3
    assert not Message.objects.filter(sent_at=None).exists()
    assert mails == Message.objects.count()
    assert (do_what_is_left(at=timezone.now()), reconcile()) == ({}, {})
