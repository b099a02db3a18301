"""S38: what is too heavy is cut off while it streams in, and the service does not grow by it."""

import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.reauthentication import BACKEND
from candidates.models import Attachment
from tests.acts import write_dossier
from tests.factories import UserFactory, eligible_candidate, published_version
from tests.files import a_picture
from tests.processes import answers, free_port, our_environment, started, wait_until

MEGABYTE = 1_000_000
HEAD = (
    b'--X\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n%s\r\n'
    b'--X\r\nContent-Disposition: form-data; name="files"; filename="gros.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n%%PDF-1.7\n"
)
TAIL = b"\r\n--X--\r\n"


@pytest.fixture
def server(tmp_path):
    """gunicorn with one process, on this test's database: (port, process)."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "cqp.wsgi", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--threads", "2", "--log-level", "error",
    ]  # fmt: skip
    with started(command, environment=our_environment(tmp_path, TMPDIR=str(tmp_path))) as process:
        wait_until(lambda: answers(port), what="gunicorn did not start")
        yield port, process


def peak_memory(process):
    """The most bytes that the server or one of its workers ever held (VmHWM)."""
    task = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    peaks = []
    for pid in [process.pid, *map(int, task.read_text().split())]:
        status = Path(f"/proc/{pid}/status").read_text()
        peaks.append(int(status.split("VmHWM:")[1].split()[0]) * 1024)
    return max(peaks)


def stream(port, path, *, length, cookies="", token=b""):
    """Post a body of `length` bytes made on the way: (status, page, bytes that went out)."""
    line = HTTPConnection("127.0.0.1", port, timeout=60)
    line.putrequest("POST", path)
    kind = "multipart/form-data; boundary=X"
    headers = {"Content-Type": kind, "Content-Length": length, "Cookie": cookies}
    for name, value in headers.items():
        line.putheader(name, value)
    line.endheaders()
    head, block, sent = HEAD % token, b"0" * 65536, 0
    try:
        line.send(head)
        sent = len(head)
        while (left := length - sent - len(TAIL)) > 0:
            line.send(block[:left])
            sent += min(left, len(block))
        line.send(TAIL)
    except (BrokenPipeError, ConnectionResetError):
        pass  # cut off: the answer is already there
    answer = line.getresponse()
    return answer.status, answer.read().decode(), sent


linux = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc, which Linux has")


@linux
@pytest.mark.django_db(transaction=True)
def test_a_body_of_two_gigabytes_is_answered_at_once_by_a_service_that_does_not_grow(server):
    port, process = server

    status, page, sent = stream(port, reverse("candidates:attachments", args=[1]), length=2_000 * MEGABYTE)

    assert (status, "Cet envoi est trop lourd" in page, "100\u00a0Mo en tout" in page) == (413, True, True)
    assert sent < 50 * MEGABYTE
    assert peak_memory(process) < 200 * MEGABYTE


@linux
@pytest.mark.django_db(transaction=True)
def test_a_file_of_ninety_megabytes_is_dropped_on_its_way_and_named_on_the_page(server, client, tmp_path):
    port, process = server
    dossier = write_dossier(eligible_candidate(version=published_version(blocks=(1,))))
    path = reverse("candidates:attachments", args=[dossier.pk])
    client.force_login(dossier.candidate.user, backend=BACKEND)
    client.get(path)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())

    status, page, _sent = stream(
        port, path, length=90 * MEGABYTE, cookies=cookies, token=client.cookies["csrf"].value.encode()
    )

    assert status == 413
    assert "gros.pdf" in page
    assert "Ce fichier dépasse 10\u00a0Mo. Réduisez-le, ou partagez-le en plusieurs." in page
    assert peak_memory(process) < 200 * MEGABYTE
    assert not list(tmp_path.glob("*.upload*"))
    assert not Attachment.objects.exists()


@pytest.fixture
def mine(client):
    """A candidate signed in, before the page of annexes of their dossier."""
    dossier = write_dossier(eligible_candidate(version=published_version(blocks=(1,))))
    client.force_login(dossier.candidate.user, backend=BACKEND)
    return dossier, reverse("candidates:attachments", args=[dossier.pk])


@pytest.mark.django_db
def test_each_file_of_a_request_succeeds_or_is_refused_for_itself(mine, client, settings):
    settings.ATTACHMENT_MAX_BYTES = 5_000
    dossier, path = mine
    files = [
        SimpleUploadedFile("un.png", a_picture()),
        SimpleUploadedFile("gros.png", b"\x89PNG" + b"0" * 9_000),
        SimpleUploadedFile("page.pdf", b"<html>"),
        SimpleUploadedFile("deux.png", a_picture(color=(1, 2, 3))),
    ]

    answer = client.post(path, {"files": files})

    page = answer.content.decode()
    assert answer.status_code == 413
    assert [a.file.name for a in dossier.attachments.all()] == ["un.png", "deux.png"]
    assert '<strong class="file-name">gros.png</strong> : Ce fichier dépasse 5\u00a0ko.' in page
    assert '<strong class="file-name">page.pdf</strong> : Ce fichier n’est pas un PDF, JPEG ou PNG' in page
    assert "2\u00a0fichiers n’ont pas été ajoutés" in page


@pytest.mark.django_db
def test_ten_thousand_small_files_are_not_taken(mine, client, settings):
    settings.ATTACHMENTS_PER_DOSSIER = 3
    dossier, path = mine

    few = client.post(
        path, {"files": [SimpleUploadedFile(f"{n}.png", a_picture(color=(n, 0, 0))) for n in range(5)]}
    )
    many = client.post(path, {"files": [SimpleUploadedFile(f"{n}.png", b"x") for n in range(150)]})

    assert (few.status_code, many.status_code) == (413, 400)
    assert few.content.decode().count("Envoyez 3\u00a0fichiers à la fois au plus.") == 2
    assert dossier.attachments.count() == 3


@pytest.mark.django_db
def test_files_sent_to_a_page_that_takes_none_are_not_even_kept(mine, client):
    dossier, _path = mine
    path = reverse("candidates:dossier_submit", args=[dossier.pk])

    kept = client.post(path, {"files": SimpleUploadedFile("a.png", a_picture())})
    heavy = client.post(path, {"files": SimpleUploadedFile("a.png", b"0" * 3_000_000)})

    assert (kept.status_code, dict(kept.wsgi_request.FILES)) == (200, {})
    assert heavy.status_code == 413


@pytest.mark.django_db
def test_the_page_of_what_is_too_heavy_says_the_limit_that_applied(mine, client):
    dossier, attachments = mine
    without_files = reverse("candidates:dossier_submit", args=[dossier.pk])
    said = []
    for path, weight in [(without_files, 3_000_000), (attachments, 200_000_000)]:
        answer = client.generic("POST", path, b"", CONTENT_LENGTH=str(weight))
        said.append(" ".join(answer.content.decode().replace("\u00a0", " ").split()))

    assert "Sur cette page, un envoi peut peser 2,5 Mo au plus." in said[0]
    assert "10 Mo" not in said[0]
    assert "Un fichier peut peser 10 Mo au plus, et un envoi 100 Mo en tout." in said[1]


@pytest.mark.django_db
def test_a_stranger_leaves_no_file_behind(client):
    dossier = write_dossier(eligible_candidate(version=published_version(blocks=(1,))))
    path = reverse("candidates:attachments", args=[dossier.pk])
    unsigned = client.post(path, {"files": SimpleUploadedFile("a.png", a_picture())})
    client.force_login(UserFactory(), backend=BACKEND)
    stranger = client.post(path, {"files": SimpleUploadedFile("a.png", a_picture())})

    assert (unsigned.status_code, dict(unsigned.wsgi_request.FILES)) == (302, {})
    assert stranger.status_code == 404
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_a_script_reads_the_same_answers_as_json(mine, client):
    dossier, path = mine

    def send(content):
        sent = SimpleUploadedFile("a.png", content)
        answer = client.post(path, {"files": sent}, headers={"Accept": "application/json"})
        return answer.status_code, answer.json()

    assert send(a_picture()) == (200, {"added": [dossier.attachments.get().pk], "refused": []})
    empty = ["a.png", "Ce fichier est vide. Vérifiez-le, puis choisissez-le de nouveau."]
    assert send(b"") == (422, {"added": [], "refused": [empty]})
    status, answer = send(a_picture())
    assert status == 422
    assert answer["refused"][0][1].startswith("Ce fichier est déjà dans vos annexes")
