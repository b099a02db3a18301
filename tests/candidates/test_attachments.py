"""The annexes of a dossier, from the file that comes in to the bytes that go."""

import errno
import threading
import time

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.models import AuditEntry
from candidates.models import Attachment, CompletionPlace, Dossier, StoredFile, Submission
from candidates.services import attachments
from cqp.tasks import catch_up
from rules.errors import AttachmentRefused, DomainError
from tests.acts import annexe, submit, write_dossier
from tests.candidates.attaching import add, on_disk, remove
from tests.factories import eligible_candidate, published_version
from tests.files import a_pdf, a_picture
from tests.jury.test_concurrency import at_once
from tests.returns import send_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return write_dossier(eligible_candidate(version=published_version(blocks=(2, 1))))


def test_a_file_is_kept_under_a_key_that_says_nothing_of_it(dossier):
    attachment = add(dossier, a_pdf(), name="../Bilan de Jeanne.exe")

    file = attachment.file
    assert (file.name, file.media_type, file.state) == ("Bilan de Jeanne.pdf", "application/pdf", "clean")
    assert [file.key] == [f"files/{name}" for name in on_disk()]
    assert "jeanne" not in file.key.lower()


def test_the_same_file_twice_in_a_dossier_is_said_kindly_and_kept_once(dossier):
    annexe(dossier, a_picture(), label="Le planning")

    with pytest.raises(
        AttachmentRefused, match="déjà dans vos annexes, sous le nom «\u00a0Le planning\u00a0»"
    ):
        add(dossier, name="autre nom.png")

    assert (dossier.attachments.count(), len(on_disk()), StoredFile.objects.count()) == (1, 1, 1)


def test_a_dossier_has_room_for_so_many_files_and_so_many_bytes(dossier, settings):
    settings.ATTACHMENTS_PER_DOSSIER = 2
    first = add(dossier, a_picture(color=(1, 1, 1)))
    settings.ATTACHMENTS_TOTAL_BYTES = first.file.size + 10

    with pytest.raises(AttachmentRefused, match=r"dépasseraient \d+\u00a0octets en tout"):
        add(dossier, a_picture(color=(2, 2, 2)))
    settings.ATTACHMENTS_TOTAL_BYTES = 1_000_000
    add(dossier, a_picture(color=(2, 2, 2)))
    with pytest.raises(AttachmentRefused, match="a déjà 2\u00a0annexes, le maximum est de 2"):
        add(dossier, a_picture(color=(3, 3, 3)))

    assert (dossier.attachments.count(), len(on_disk())) == (2, 2)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_last_places_taken_at_once_by_six_files_leave_no_seventh(settings):
    settings.ATTACHMENTS_PER_DOSSIER = 3
    dossier = write_dossier(eligible_candidate(version=published_version(blocks=(1,))))
    add(dossier, a_picture(color=(9, 9, 9)))
    pictures = [a_picture(color=(n, 0, 0)) for n in range(6)]

    outcomes = at_once(*[lambda content=content: add(dossier, content) for content in pictures])

    assert sum(isinstance(outcome, AttachmentRefused) for outcome in outcomes) == 4
    assert [a.position for a in dossier.attachments.all()] == [1, 2, 3]
    assert len(on_disk()) == 3


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_counted_after_whoever_is_taking_it_has_finished(settings):
    settings.ATTACHMENTS_PER_DOSSIER = 1
    dossier = write_dossier(eligible_candidate(version=published_version(blocks=(1,))))
    is_taken = threading.Event()

    def take_slowly():
        with transaction.atomic():
            add(dossier, a_picture(color=(1, 1, 1)))
            is_taken.set()
            time.sleep(1.5)  # the other one is past its checks by then, and waits for us

    def come_second():
        is_taken.wait(60)
        return add(dossier, a_picture(color=(2, 2, 2)))

    _first, second = at_once(take_slowly, come_second)

    assert isinstance(second, AttachmentRefused)
    assert (dossier.attachments.count(), len(on_disk())) == (1, 1)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_an_annexe_added_while_its_dossier_is_submitted_is_either_in_it_or_refused():
    dossier = write_dossier(eligible_candidate(version=published_version(blocks=(1,))))

    def put():
        added = add(dossier)
        return attachments.describe_attachment(
            added,
            label="Preuve",
            competences=[],
            is_anonymous=True,
            by=dossier.candidate.user,
            at=timezone.now(),
        )

    at_once(put, lambda: submit(dossier))

    content = Submission.objects.get().content if Submission.objects.exists() else None
    frozen = [a["file"] for a in content["attachments"]] if content else None
    assert frozen is None or frozen == [a.file_id for a in dossier.attachments.all()]
    assert len(on_disk()) == dossier.attachments.count()


def test_a_full_disk_leaves_nothing_half_written_and_says_so(dossier, monkeypatch):
    real = default_storage._wrapped._save if hasattr(default_storage, "_wrapped") else default_storage._save

    def half_then_full(name, content):
        real(name, SimpleUploadedFile("x", content.read(10)))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(type(default_storage._wrapped), "_save", lambda self, *args: half_then_full(*args))
    with pytest.raises(AttachmentRefused, match="manque de place"):
        add(dossier)

    assert (on_disk(), StoredFile.objects.count(), dossier.attachments.count()) == ([], 0, 0)
    monkeypatch.undo()
    assert add(dossier).pk


def test_a_database_that_fails_after_the_bytes_were_written_leaves_no_bytes(dossier, monkeypatch):
    monkeypatch.setattr(attachments, "record", lambda *args, **facts: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        add(dossier)

    assert (on_disk(), StoredFile.objects.count()) == ([], 0)


def test_a_submitted_dossier_takes_no_more_annexes_and_loses_none(dossier):
    held = annexe(dossier, a_picture())
    submit(dossier)

    with pytest.raises(DomainError, match="ses annexes ne peuvent plus changer"):
        add(dossier, a_pdf())
    with pytest.raises(DomainError, match="ne peuvent plus changer"):
        remove(held)

    assert (dossier.attachments.count(), len(on_disk())) == (1, 1)


def test_the_bytes_of_an_annexe_go_after_the_commit_and_not_before(dossier, committed):
    held = add(dossier)

    with committed():
        remove(held)
        assert len(on_disk()) == 1

    assert (on_disk(), StoredFile.objects.count()) == ([], 0)


def test_bytes_that_a_crash_left_behind_are_found_again(dossier):
    remove(add(dossier))  # nothing follows the commit inside a test's transaction: a perfect crash
    assert len(on_disk()) == 1

    catch_up()

    assert (on_disk(), StoredFile.objects.count()) == ([], 0)


def test_what_a_submission_holds_stays_for_good_even_removed_from_the_dossier_sent_back(dossier, committed):
    held = annexe(dossier, a_picture())
    submit(dossier)
    send_back(Dossier.objects.get(pk=dossier.pk), (CompletionPlace.ATTACHMENTS, None))

    with committed():
        remove(Attachment.objects.get(pk=held.pk))
    catch_up()

    file = StoredFile.objects.get()
    assert (dossier.attachments.count(), len(on_disk())) == (0, 1)
    for attempt in (file.delete, lambda: StoredFile.objects.update(sha256="0" * 64)):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_a_dossier_is_not_submitted_while_an_annexe_is_not_described(dossier):
    add(dossier, name="photo.png")

    with pytest.raises(DomainError) as refusal:
        submit(dossier)

    assert refusal.value.sentences == (
        "L’annexe «\u00a0photo.png\u00a0» n’a pas d’intitulé : dites ce qu’elle montre.",
        "L’annexe «\u00a0photo.png\u00a0» ne dit pas si elle est sans donnée personnelle de tiers : "
        "vérifiez-la et cochez la case.",
    )


def test_a_submission_seals_each_annexe_with_its_digest_and_what_it_supports(dossier):
    block = dossier.blocks.first()
    annexe(dossier, a_picture(), label="Le planning", competences=[block.competences.first()])
    file = StoredFile.objects.get()

    submit(dossier)

    sent = Submission.objects.get()
    assert sent.content["attachments"] == [
        {
            "position": 1,
            "label": "Le planning",
            "name": "planning.png",
            "media_type": "image/png",
            "size": file.size,
            "sha256": file.sha256,
            "file": file.pk,
            "competences": [{"block": block.code, "competence": block.competences.first().code}],
        }
    ]


def test_a_competence_of_another_block_cannot_be_supported(dossier):
    other = published_version(blocks=(1,), code="AUTRE").blocks.get().competences.get()

    with pytest.raises(AttachmentRefused, match="blocs visés"):
        annexe(dossier, a_picture(), competences=[other])


def test_an_annexe_removed_in_another_window_is_told_of(dossier):
    held = add(dossier)
    twin = Attachment.objects.get(pk=held.pk)
    remove(held)

    with pytest.raises(AttachmentRefused, match="déjà été retirée"):
        remove(twin)


def test_each_act_leaves_its_trace(dossier):
    held = annexe(dossier, a_picture())
    remove(Attachment.objects.get(pk=held.pk))

    acts = AuditEntry.objects.about(dossier).filter(action__startswith="attachment.")
    assert [entry.action for entry in acts] == [
        "attachment.added",
        "attachment.described",
        "attachment.removed",
    ]
