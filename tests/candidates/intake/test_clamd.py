"""S39: with an antivirus, a file is opened by nobody before it answered; without an answer it waits."""

import contextlib
import os
import socket
import socketserver
import struct
import threading

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
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
from tests.acts import submit, write_dossier
from tests.candidates.intake.corpus import EICAR
from tests.factories import eligible_candidate, published_version
from tests.files import a_pdf, a_picture

SIGNATURE = b"INFECTED-PIXELS"  # our picture of a virus: what re-encoding would not take away


class Daemon(socketserver.BaseRequestHandler):
    """What clamd says on its socket: one command, chunks, a verdict. `server.manner` makes it fail."""

    def handle(self):
        manner = self.server.manner
        if manner == "silent":
            self.server.released.wait(20)
            return
        assert self._exactly(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self._exactly(4))[0]:
            content += self._exactly(size)
            if manner == "hangs up":
                return
        self.server.scanned.append(content)
        if manner == "too small":
            self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
        elif EICAR in content or SIGNATURE in content:
            self.request.sendall(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            self.request.sendall(b"stream: OK\0")

    def _exactly(self, size):
        found = b""
        while len(found) < size:
            part = self.request.recv(size - len(found))
            if not part:
                raise ConnectionError
            found += part
        return found


class Quiet:
    allow_reuse_address, daemon_threads = True, True

    def handle_error(self, request, client_address):
        """A client that goes away is part of these tests."""


class TCPDaemon(Quiet, socketserver.ThreadingTCPServer):
    pass


class UnixDaemon(Quiet, socketserver.ThreadingUnixStreamServer):
    pass


@contextlib.contextmanager
def serving(server):
    server.manner, server.scanned, server.released = "honest", [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def daemon(settings):
    with serving(TCPDaemon(("127.0.0.1", 0), Daemon)) as server:
        settings.CLAMAV_URL = server.url = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server


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


@pytest.fixture
def dossier():
    return write_dossier(eligible_candidate(version=published_version(blocks=(1,))))


@pytest.fixture
def owner(dossier, client):
    client.force_login(dossier.candidate.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def bring(dossier, content, *, name="photo.png"):
    by = dossier.candidate.user
    return attachments.add_attachment(dossier, SimpleUploadedFile(name, content), by=by, at=timezone.now())


def an_infected_pdf():
    return a_pdf(change=lambda document: document.Root.update({"/Lang": SIGNATURE.decode()}))


def door(dossier, attachment):
    return reverse("candidates:attachment_file", args=[dossier.pk, attachment.file_id])


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
