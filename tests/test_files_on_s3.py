"""The same acts with files on a server that really speaks S3: received, served, copied, erased, made,
refused."""

import socket

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from candidates.intake.outcomes import FileRefused
from candidates.models import StoredFile, SubmissionDocument
from candidates.receipts import first_broken_submission
from candidates.services import attachments
from certificates.models import Certificate
from certificates.services import issue_certificate
from cqp.tasks import catch_up
from tests.acts import annexe, validated_on_reading, write_dossier
from tests.factories import eligible_candidate, manager, published_version
from tests.files import a_picture
from tests.processes import free_port, s3_bucket, s3_server, s3_settings
from ui.storing import copy_stored, erase_stored, open_stored, store

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    with s3_server() as url:
        yield url


@pytest.fixture
def bucket(server, settings, tmp_path_factory):
    """A service whose files lie in an empty bucket; the keys in it."""
    name = tmp_path_factory.mktemp("bucket").name
    _environment, keys = s3_bucket(server, name)
    settings.STORAGES = settings.STORAGES | {"default": s3_settings(server, name)}
    return keys


def test_a_file_is_stored_read_copied_and_erased(bucket):
    key, _digest = store("files", b"some bytes", suffix=".png")
    copy = copy_stored(key)
    erase_stored(key)

    with open_stored(copy) as file:
        assert file.read() == b"some bytes"
    assert bucket() == [copy]
    with pytest.raises(FileNotFoundError):
        open_stored(key)
    erase_stored(key)  # already gone: nothing happens


def test_a_key_is_never_written_over(bucket):
    first = default_storage.save("files/one.png", ContentFile(b"first"))
    second = default_storage.save("files/one.png", ContentFile(b"second"))

    assert first != second
    assert default_storage.open(first).read() == b"first"


def test_an_annexe_is_received_served_and_erased_with_its_bytes(bucket, sign_in, committed):
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    picture = a_picture()
    dossier = write_dossier(candidate)
    kept = annexe(dossier, picture)
    dropped = annexe(dossier, a_picture(color=(1, 2, 3)))

    served = sign_in(candidate.user).get(
        reverse("candidates:attachment_file", args=[dossier.pk, kept.file_id])
    )
    with committed():
        attachments.remove_attachment(dropped, by=candidate.user, at=timezone.now())

    assert served.status_code == 200
    assert served.content.startswith(b"\x89PNG")
    assert bucket() == [kept.file.key] == list(StoredFile.objects.values_list("key", flat=True))


@pytest.mark.pdf
def test_documents_are_made_there_downloaded_from_there_and_answer_to_their_digests(bucket, sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    validated_on_reading(candidate)
    ccp = candidate.certificates.ccps().get()
    issue_certificate(ccp, issued_on=timezone.localdate(), at=timezone.now(), by=manager())

    catch_up()
    downloaded = sign_in(candidate.user).get(reverse("certificates:document", args=[ccp.pk]))

    assert b"".join(downloaded.streaming_content).startswith(b"%PDF")
    assert Certificate.objects.get(pk=ccp.pk).sheet.file in bucket()
    assert set(SubmissionDocument.objects.values_list("file", flat=True)) < set(bucket())
    assert first_broken_submission() is None


@pytest.fixture
def silent_store():
    """It takes the call, and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.pdf
def test_a_store_that_falls_silent_keeps_a_file_back_in_words_and_nothing_else(
    bucket, silent_store, settings, sign_in
):
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    validated_on_reading(candidate)
    ccp = candidate.certificates.ccps().get()
    issue_certificate(ccp, issued_on=timezone.localdate(), at=timezone.now(), by=manager())
    catch_up()
    holder = sign_in(candidate.user)

    settings.STORAGES = settings.STORAGES | {"default": s3_settings(silent_store, "none")}
    told = holder.get(reverse("certificates:document", args=[ccp.pk]))
    wallet = holder.get(reverse("certificates:mine"))

    assert (told.status_code, told["Retry-After"], wallet.status_code) == (503, "60", 200)
    assert "Rien n’est perdu" in told.content.decode()


def test_a_store_that_does_not_answer_refuses_a_file_in_words_and_keeps_nothing(settings):
    settings.STORAGES = settings.STORAGES | {
        "default": s3_settings(f"http://127.0.0.1:{free_port()}", "none")
    }
    dossier = write_dossier(eligible_candidate(version=published_version(blocks=(1,))))

    with pytest.raises(FileRefused, match="le service manque de place"):
        annexe(dossier, a_picture())

    assert StoredFile.objects.count() == 0


def test_a_bucket_that_refuses_is_a_failure_of_files_without_what_it_said(server, settings):
    settings.STORAGES = settings.STORAGES | {"default": s3_settings(server, "no-such-bucket")}

    with pytest.raises(OSError, match=r"^NoSuchBucket$"):
        store("files", b"bytes")
