"""A receipt says all that was submitted, and anybody can do its sum again."""

import datetime as dt
import hashlib
import json
from io import StringIO

import pgtrigger
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from candidates.models import DocumentKind, FileState, StoredFile, Submission, SubmissionDocument
from candidates.receipts import content_digest, receipt_in_words
from candidates.tasks import render_submission
from notifications.models import Message
from tests.acts import submitted_dossier
from tests.factories import eligible_candidate, manager, published_version
from ui.templatetags.ui import file_size, instant

pytestmark = pytest.mark.django_db


def submission_of(**fields):
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)), **fields)
    return submitted_dossier(candidate).submissions.get()


def file_submitted(content=b"%PDF-1.7 annexe", label="Tableau de bord"):
    """A stored file, and how a submission freezes it."""
    sha256 = hashlib.sha256(content).hexdigest()
    key = default_storage.save("attachments/a.pdf", ContentFile(content))
    StoredFile.objects.create(
        key=key,
        name="tableau.pdf",
        media_type="application/pdf",
        size=len(content),
        sha256=sha256,
        state=FileState.CLEAN,
        stored_at=timezone.now(),
        stored_by=manager(),
    )
    return key, {
        "position": 1,
        "label": label,
        "name": "tableau.pdf",
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": sha256,
        "competences": [{"block": "B1", "competence": "C1.1"}],
    }


def with_attachments(submission, *attachments):
    """The same submission as if these files had been submitted with it."""
    content = submission.content | {"attachments": list(attachments)}
    return Submission.objects.create(
        dossier=submission.dossier,
        number=submission.number + 1,
        submitted_at=submission.submitted_at,
        content=content,
        sha256=content_digest(content),
    )


def verified():
    said = StringIO()
    call_command("verify_submissions", stdout=said)
    return said.getvalue()


def change(submission, **content):
    """What nobody can do: the triggers put to sleep, a frozen content changed."""
    with pgtrigger.ignore("candidates.Submission:append_only_rows"):
        Submission.objects.filter(pk=submission.pk).update(content=submission.content | content)


@travel(dt.datetime(2026, 10, 25, 0, 30, 5, tzinfo=dt.UTC), tick=False)
def test_the_message_of_a_submission_is_its_whole_receipt():
    submission = submission_of()
    block = submission.dossier.version.blocks.first()

    message = Message.objects.get(recipient=submission.dossier.candidate.user, key__contains=":submitted:")

    said = message.body.replace("\u00a0", " ").splitlines()
    assert message.path == reverse("candidates:receipt", args=[submission.dossier_id, 1])
    for line in [
        f"Reçu n° {submission.receipt}",
        f"Dossier de pratiques professionnelles {submission.dossier.reference}, version 1",
        "Personne : Maëlys Œuvrard",
        f"{block.label} : {block.title}".replace("\u00a0", " "),
        "Déposé le 25 octobre 2026 à 2 h 30 min 05 s, heure de Paris (UTC+2)",
        f"Empreinte SHA-256 : {submission.sha256}",
    ]:
        assert line in said


def test_the_two_half_past_two_of_the_longest_night_are_told_apart():
    nights = [dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC) for hour in (0, 1)]

    assert [instant(night).replace("\u00a0", " ")[-36:] for night in nights] == [
        "30 min 00 s, heure de Paris (UTC+2)".rjust(36),
        "30 min 00 s, heure de Paris (UTC+1)".rjust(36),
    ]


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 octet"), (999, "999 octets"), (1000, "1 ko"), (1_440_000, "1,4 Mo")]
)
def test_the_size_of_a_file_is_told_in_french(size, words):
    assert file_size(size).replace("\u00a0", " ") == words


def test_the_digest_is_done_again_by_hand_as_the_documentation_says():
    """docs/receipts.md, with nothing of this application."""
    submission = submission_of()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content::text FROM candidates_submission WHERE id = %s", [submission.pk])
        content = json.loads(cursor.fetchone()[0])

    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert hashlib.sha256(b"dossier\0" + text.encode()).hexdigest() == submission.sha256


def test_a_receipt_without_files_speaks_of_none_and_with_files_lists_each_digest(sign_in):
    bare = submission_of()
    _key, attachment = file_submitted(label="<b>Tableau</b> de bord")
    full = with_attachments(bare, attachment)
    client = sign_in(bare.dossier.candidate.user)

    pages = {
        one.number: client.get(
            reverse("candidates:receipt", args=[bare.dossier_id, one.number])
        ).content.decode()
        for one in (bare, full)
    }

    assert "Fichiers déposés" not in pages[1]
    assert "Fichiers déposés" not in receipt_in_words(bare)
    assert attachment["sha256"] in pages[2]
    assert "&lt;b&gt;Tableau&lt;/b&gt; de bord" in pages[2]
    assert f"tableau.pdf), SHA-256 {attachment['sha256']}" in receipt_in_words(full)


def test_every_digest_answers_until_a_content_changes_and_the_first_is_named():
    first, second = submission_of(), submission_of(birth_name="Le Bihan")
    assert verified() == "2 dépôt(s), chaque empreinte tient.\n"
    change(second, kind="Autre chose")
    change(first, reference="2026-9999")

    with pytest.raises(CommandError) as refusal:
        verified()

    assert str(refusal.value).replace("\u00a0", " ") == (
        f"{first} (reçu n° {first.receipt}) : son contenu ne répond plus à son empreinte."
    )


@pytest.mark.parametrize("fault", ["changed", "gone"])
def test_a_submitted_file_that_changed_or_went_is_named(fault):
    submission = submission_of()
    key, attachment = file_submitted()
    with_attachments(submission, attachment)
    assert verified().startswith("2 dépôt(s)")
    default_storage.delete(key)
    if fault == "changed":
        default_storage.save(key, ContentFile(b"%PDF-1.7 autre"))

    with pytest.raises(CommandError, match=r"l’annexe 1 .*tableau\.pdf.* manque ou a changé"):
        verified()


@pytest.mark.pdf
def test_a_document_whose_file_changed_is_named():
    submission = submission_of()
    document = submission.documents.get(kind=DocumentKind.RECEIPT)
    render_submission(document.pk)
    document.refresh_from_db()
    assert verified().startswith("1 dépôt(s)")
    default_storage.delete(document.file)

    with pytest.raises(CommandError, match=r"le PDF .*Recu-.*-v1\.pdf.* manque ou a changé"):
        verified()


@pytest.mark.pdf
def test_a_document_is_made_once_and_never_changes():
    submission = submission_of()
    document = submission.documents.get(kind=DocumentKind.RECEIPT)

    render_submission(document.pk)
    first = SubmissionDocument.objects.get(pk=document.pk)
    render_submission(document.pk)
    again = SubmissionDocument.objects.get(pk=document.pk)

    assert first.file.startswith("submissions/")
    assert (first.file, first.file_sha256) == (again.file, again.file_sha256)
    for act in (lambda: SubmissionDocument.objects.filter(pk=first.pk).update(file="x"), first.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_document_is_being_prepared_until_it_is_made(sign_in, settings):
    submission = submission_of()
    client = sign_in(submission.dossier.candidate.user)
    place = [submission.dossier_id, 1]

    waiting = client.get(reverse("candidates:submission_document", args=[*place, "dossier"]), follow=True)

    assert waiting.redirect_chain == [(reverse("candidates:receipt", args=place), 302)]
    assert "Dossier en préparation" in waiting.content.decode()
    assert "data-refresh" in waiting.content.decode()
    assert client.get(reverse("candidates:submission_document", args=[*place, "autre"])).status_code == 404
    assert client.get(reverse("candidates:receipt", args=[submission.dossier_id, 2])).status_code == 404


@pytest.mark.pdf
def test_what_is_downloaded_is_the_stored_file_byte_for_byte(sign_in):
    submission = submission_of()
    client = sign_in(submission.dossier.candidate.user)
    for document in submission.documents.all():
        render_submission(document.pk)

    for document in submission.documents.all():
        address = reverse("candidates:submission_document", args=[submission.dossier_id, 1, document.kind])
        answer = client.get(address)
        content = b"".join(answer.streaming_content)
        assert hashlib.sha256(content).hexdigest() == document.file_sha256
        assert answer["Content-Disposition"] == f'attachment; filename="{document.file_name}"'
        assert answer["X-Content-Type-Options"] == "nosniff"
