"""S39: with an antivirus, a file is opened by nobody before it answered; without an answer it waits."""

import os
import socket

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from candidates.intake import clamd
from candidates.intake.clamd import ScannerUnavailable, Verdict, scan
from candidates.models import StoredFile
from candidates.services import attachments
from cqp.tasks import catch_up
from notifications.models import Message
from rules.errors import DomainError
from tests.acts import submit
from tests.candidates.intake.clamd_server import Daemon, UnixDaemon, an_infected_pdf, bring, door, serving
from tests.candidates.intake.corpus import EICAR
from tests.files import a_picture


def test_the_daemon_reads_every_byte_and_its_verdict_is_ours(daemon):
    long = os.urandom(3 * clamd.CHUNK + 7)

    verdicts = [scan(content, url=daemon.url) for content in (long, EICAR, b"x")]

    assert verdicts == [Verdict.CLEAN, Verdict.INFECTED, Verdict.CLEAN]
    assert daemon.scanned == [long, EICAR, b"x"]


def test_the_daemon_may_listen_on_a_unix_socket(tmp_path):
    path = str(tmp_path / "clamd.ctl")
    with serving(UnixDaemon(path, Daemon)):
        assert scan(EICAR, url=f"unix://{path}") is Verdict.INFECTED
    with pytest.raises(ScannerUnavailable):
        scan(b"x", url=f"unix://{path}-absent")


@pytest.mark.parametrize("manner", ["silent", "hangs up", "too small"])
def test_anything_but_a_verdict_is_no_verdict(daemon, manner):
    daemon.manner = manner

    with pytest.raises(ScannerUnavailable):
        scan(EICAR, url=daemon.url, seconds=0.3)


@pytest.mark.django_db
def test_a_clean_file_is_opened_once_the_daemon_answered_and_not_before(daemon, dossier, owner, committed):
    with committed():
        held = bring(dossier, a_picture())
        assert held.file.state == "quarantine"
        assert owner.get(door(dossier, held)).status_code == 404

    assert StoredFile.objects.get().state == "clean"
    assert owner.get(door(dossier, held)).status_code == 200


@pytest.mark.django_db
def test_an_infected_file_is_erased_never_opened_and_its_candidate_is_told(daemon, dossier, owner, committed):
    with committed():
        held = bring(dossier, an_infected_pdf(), name="bilan.pdf")
    catch_up()

    file = StoredFile.objects.get()
    assert (file.state, file.erased_at is None) == ("infected", False)
    assert default_storage.listdir("files")[1] == []
    assert owner.get(door(dossier, held)).status_code == 404
    page = owner.get(reverse("candidates:attachments", args=[dossier.pk])).content.decode()
    assert "L’antivirus refuse ce fichier" in page
    assert [m.subject for m in Message.objects.filter(recipient=dossier.candidate.user)] == [
        "Un fichier est refusé par l’antivirus"
    ]
    assert AuditEntry.objects.filter(action="file.infected").count() == 1
    with pytest.raises(DomainError, match="refusée par l’antivirus : retirez-la"):
        submit(dossier)
    with committed():
        attachments.remove_attachment(held, by=dossier.candidate.user, at=timezone.now())
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("lack", ["silent", "refused", "too small"])
def test_without_an_answer_a_file_stays_in_quarantine_and_the_page_says_so(
    daemon, dossier, owner, committed, settings, monkeypatch, lack
):
    monkeypatch.setattr(clamd.scan, "__kwdefaults__", {"seconds": 0.3})
    daemon.manner = lack
    if lack == "refused":
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            settings.CLAMAV_URL = f"tcp://127.0.0.1:{unused.getsockname()[1]}"

    with committed():
        held = bring(dossier, a_picture())
    catch_up()

    assert StoredFile.objects.get().state == "quarantine"
    assert owner.get(door(dossier, held)).status_code == 404
    page = owner.get(reverse("candidates:attachments", args=[dossier.pk])).content.decode()
    assert "En cours d’analyse par l’antivirus" in page
    with pytest.raises(DomainError, match="encore en cours d’analyse : attendez"):
        submit(dossier)

    daemon.manner, settings.CLAMAV_URL = "honest", daemon.url
    catch_up()
    assert StoredFile.objects.get().state == "clean"


@pytest.mark.django_db
def test_without_an_antivirus_a_file_is_clean_at_once(dossier, owner):
    held = bring(dossier, a_picture())

    assert (held.file.state, owner.get(door(dossier, held)).status_code) == ("clean", 200)
