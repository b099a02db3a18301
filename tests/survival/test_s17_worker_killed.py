"""S17: killed with -9, parent and child, at each point of a group delivery; the rest is done once."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings as project
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

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pdf]
# in the order in which one run after the other meets them: delivering, then telling, then printing
POINTS = ["before_commit", "after_commit", "before_message", "mid_pdf", "after_file"]


def run_until_killed(point, tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "TASKS": "thread",
        "WORKER_DATABASE": connection.settings_dict["NAME"],
        "MEDIA_ROOT": str(tmp_path / "files"),
        "MAIL_FOLDER": str(tmp_path / "mail"),
        "SIGNATORY_NAME": "Camille Delaunay",
    }
    return subprocess.run(
        [sys.executable, "-m", "tests.survival.worker_that_dies", point],
        env=environment, cwd=project.BASE_DIR, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_a_group_delivery_whose_worker_is_killed_five_times_ends_as_if_it_had_not(tmp_path):
    version = published_version(blocks=(1,))
    for _ in range(2):
        validated_on_reading(eligible_candidate(version=version))
    batch = start_batch(
        Certificate.objects.to_issue(), issued_on=timezone.localdate(), by=manager(), at=timezone.now()
    )
    delivered = []

    for point in POINTS:
        died = run_until_killed(point, tmp_path)
        assert died.returncode == -signal.SIGKILL, (point, died.stderr)
        delivered.append(batch.lines.exclude(done_at=None).count())
        assert first_fault() is None
    do_what_is_left(at=timezone.now())

    batch.refresh_from_db()
    mails = list((tmp_path / "mail").iterdir()) + mail.outbox
    assert delivered == [0, 1, 4, 4, 4]
    assert (batch.state, Certificate.objects.issued().count(), Document.objects.count()) == ("done", 4, 4)
    assert sorted(NumberSeries.objects.values_list("kind", "last")) == [("ccp", 2), ("cqp", 2)]
    assert not Document.objects.filter(file="").exists()
    assert first_fault_of_files() is None
    assert Message.objects.filter(key__endswith=":issued").count() == 4
    assert not Message.objects.filter(sent_at=None).exists()
    assert len(mails) == Message.objects.count()
    assert (do_what_is_left(at=timezone.now()), reconcile()) == ({}, {})
