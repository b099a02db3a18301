"""A clamd of our own, speaking the real protocol, and what tests send through it."""

import contextlib
import socketserver
import struct
import threading

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from candidates.services import attachments
from tests.candidates.intake.corpus import EICAR
from tests.files import a_pdf

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
        elif any(known in content for known in self.server.knows):
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
    server.knows = [EICAR, SIGNATURE]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def bring(dossier, content, *, name="photo.png"):
    by = dossier.candidate.user
    return attachments.add_attachment(dossier, SimpleUploadedFile(name, content), by=by, at=timezone.now())


def an_infected_pdf():
    return a_pdf(change=lambda document: document.Root.update({"/Lang": SIGNATURE.decode()}))


def door(dossier, attachment):
    return reverse("candidates:attachment_file", args=[dossier.pk, attachment.file_id])
