"""The same acts with files on a server that really speaks S3: received, served, copied, erased, made,
refused."""

import sys

import boto3
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
from tests.processes import answers, free_port, started, wait_until
from ui.s3 import s3_storage
from ui.storing import copy_stored, erase_stored, open_stored, store

pytestmark = pytest.mark.django_db
KEYS = {"access_key": "a-key", "secret_key": "a-secret"}


@pytest.fixture(scope="module")
def server():
    port = free_port()
    with started([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stderr=-3):
        wait_until(lambda: answers(port), 20, what="the S3 server did not start")
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def bucket(server, settings, request):
    """An empty bucket of this test's own, and the settings of a service whose files lie there."""
    name = f"files-{abs(hash(request.node.name))}"
    client = boto3.client(
        "s3", endpoint_url=server, region_name="eu-west-3", aws_access_key_id="a", aws_secret_access_key="b"
    )
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    settings.STORAGES = settings.STORAGES | {"default": _storage(server, name)}

    def keys():
        return sorted(o["Key"] for o in client.list_objects_v2(Bucket=name).get("Contents", []))

    return keys


def _storage(server, name):
    return s3_storage(bucket=name, endpoint=server, region="eu-west-3", prefix="", ca_bundle="", **KEYS)


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
    assert Certificate.objects.get(pk=ccp.pk).file in bucket()
    assert set(SubmissionDocument.objects.values_list("file", flat=True)) < set(bucket())
    assert first_broken_submission() is None


def test_a_store_that_does_not_answer_refuses_a_file_in_words_and_keeps_nothing(settings):
    settings.STORAGES = settings.STORAGES | {"default": _storage(f"http://127.0.0.1:{free_port()}", "none")}
    dossier = write_dossier(eligible_candidate(version=published_version(blocks=(1,))))

    with pytest.raises(FileRefused, match="le service manque de place"):
        annexe(dossier, a_picture())

    assert StoredFile.objects.count() == 0


def test_a_bucket_that_refuses_is_a_failure_of_files_without_what_it_said(server, settings):
    settings.STORAGES = settings.STORAGES | {"default": _storage(server, "no-such-bucket")}

    with pytest.raises(OSError, match=r"^NoSuchBucket$"):
        store("files", b"bytes")
