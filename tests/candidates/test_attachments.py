"""The annexes of a dossier, from the file that comes in to the one the jury opens."""

import errno
import threading
import time

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from candidates.models import Attachment, CompletionPlace, Dossier, StoredFile, Submission
from candidates.services import attachments
from candidates.states import DossierState
from cqp.tasks import catch_up
from rules.errors import AttachmentRefused, DomainError
from tests.acts import annexe, assign, submit, submitted_dossier, with_annexe, write_dossier
from tests.factories import eligible_candidate, manager, published_version
from tests.files import a_pdf, a_picture
from tests.jury.test_concurrency import at_once
from tests.returns import send_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return write_dossier(eligible_candidate(version=published_version(blocks=(2, 1))))


def add(dossier, content=None, *, name="planning.png"):
    upload = SimpleUploadedFile(name, a_picture() if content is None else content)
    return attachments.add_attachment(dossier, upload, by=dossier.candidate.user, at=timezone.now())


def remove(attachment):
    by = attachment.dossier.candidate.user
    attachments.remove_attachment(attachment, by=by, at=timezone.now())


def on_disk():
    try:
        return sorted(default_storage.listdir("files")[1])
    except FileNotFoundError:
        return []


def sign_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


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
        is_taken.wait(20)
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


HEADERS = {
    "Content-Type": "image/png",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store, private",
    "Content-Disposition": "attachment; filename*=utf-8''planning%20d%E2%80%99%C3%A9t%C3%A9.png",
}


def test_a_file_is_given_back_as_a_download_that_no_browser_runs(dossier, client):
    add(dossier, name="planning d’été.html")
    annexe(dossier, a_picture(color=(7, 7, 7)), label="Une autre")
    Attachment.objects.update(label="x", is_anonymous=True)
    file = dossier.attachments.first().file
    sent = submit(dossier)
    examination = assign(sent)
    juror = examination.seats.first().juror
    doors = {
        dossier.candidate.user: reverse("candidates:attachment_file", args=[dossier.pk, file.pk]),
        manager(): reverse("candidates:attachment_file", args=[dossier.pk, file.pk]),
        juror: reverse("jury:attachment", args=[examination.pk, file.pk]),
    }

    for person, path in doors.items():
        answer = sign_in(client, person).get(path)
        assert answer.status_code == 200, path
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.content == a_picture()


def test_a_manager_sees_the_annexes_of_a_submission_and_none_that_came_since(dossier, client):
    annexe(dossier, a_picture())
    submit(dossier)
    send_back(Dossier.objects.get(pk=dossier.pk), (CompletionPlace.ATTACHMENTS, None))
    dossier.refresh_from_db()
    since = add(dossier, a_pdf())
    old, new = (
        reverse("candidates:attachment_file", args=[dossier.pk, pk])
        for pk in (StoredFile.objects.order_by("pk").first().pk, since.file_id)
    )

    met = {}
    for name, person in (("manager", manager()), ("owner", dossier.candidate.user)):
        sign_in(client, person)
        met[name] = [client.get(old).status_code, client.get(new).status_code]

    assert met == {"manager": [200, 404], "owner": [200, 200]}


def test_a_juror_opens_the_files_of_the_submission_they_judge_and_of_no_other(client):
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    first, second = candidate.version.blocks.all()
    judged = submit(with_annexe(write_dossier(candidate, [first])))
    other = submit(with_annexe(write_dossier(candidate, [second])))
    examination = assign(judged)
    Dossier.objects.filter(pk=judged.pk).update(state=DossierState.SUBMITTED)
    send_back(Dossier.objects.get(pk=judged.pk), (CompletionPlace.ATTACHMENTS, None))
    later = add(Dossier.objects.get(pk=judged.pk), a_pdf())
    sign_in(client, examination.seats.first().juror)

    met = {
        pk: client.get(reverse("jury:attachment", args=[examination.pk, pk])).status_code
        for pk in (judged.attachments.first().file_id, other.attachments.get().file_id, later.file_id)
    }

    assert list(met.values()) == [200, 404, 404]


def test_bytes_swapped_behind_the_service_are_not_served(dossier, client):
    held = add(dossier)
    path = reverse("candidates:attachment_file", args=[dossier.pk, held.file_id])
    sign_in(client, dossier.candidate.user)
    assert client.get(path).status_code == 200

    default_storage.delete(held.file.key)
    assert client.get(path).status_code == 404
    default_storage.save(held.file.key, SimpleUploadedFile("x", a_picture(color=(1, 2, 3))))

    assert client.get(path).status_code == 404


def test_the_jury_finds_each_annexe_under_the_competence_it_supports(client):
    candidate = eligible_candidate(version=published_version(blocks=(2,)))
    dossier = write_dossier(candidate)
    with_it, without = candidate.version.blocks.get().competences.all()
    annexe(dossier, a_picture(), label="Le planning", competences=[with_it])
    examination = assign(submit(dossier))
    sign_in(client, examination.seats.first().juror)
    link = reverse("jury:attachment", args=[examination.pk, StoredFile.objects.get().pk])

    rooms = [
        client.get(reverse("jury:reading", args=[examination.pk, c.pk])).content.decode()
        for c in (with_it, without)
    ]
    whole = client.get(reverse("jury:dossier_whole", args=[examination.pk])).content.decode()

    assert [page.count(f'href="{link}" download') for page in rooms] == [1, 0]
    assert [page.count(f'src="{link}"') for page in rooms] == [1, 0]
    assert [page.count(link) for page in rooms] == [3, 0]
    assert whole.count(f'href="{link}"') == 2
    assert "Le planning" in rooms[0]


def test_a_dossier_submitted_before_annexes_existed_is_still_read(client):
    dossier = submitted_dossier(eligible_candidate(version=published_version(blocks=(1,))))
    examination = assign(dossier)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE candidates_submission SET content = content - 'attachments'")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    sign_in(client, examination.seats.first().juror)

    assert client.get(reverse("jury:dossier_whole", args=[examination.pk])).status_code == 200


def test_describing_leads_to_the_next_annexe_that_lacks_something(dossier, client):
    first, second = add(dossier), add(dossier, a_pdf())
    sign_in(client, dossier.candidate.user)
    path = reverse("candidates:attachment", args=[dossier.pk, first.pk])
    competence = dossier.blocks.first().competences.first()

    answer = client.post(
        path, {"label": "Le planning", "competences": [competence.pk], "is_anonymous": "on", "suivante": "1"}
    )

    first.refresh_from_db()
    assert answer.url == reverse("candidates:attachment", args=[dossier.pk, second.pk])
    assert (first.label, first.is_anonymous, list(first.competences.all())) == (
        "Le planning",
        True,
        [competence],
    )


def test_the_page_of_annexes_asks_as_many_questions_for_one_as_for_five(
    dossier, client, django_assert_num_queries
):
    sign_in(client, dossier.candidate.user)
    path = reverse("candidates:attachments", args=[dossier.pk])
    client.get(path)  # the first page of a session also notes the session
    counts = []
    for n in range(5):
        annexe(dossier, a_picture(color=(n, 0, 0)))
        if n in (0, 4):
            with django_assert_num_queries(20, exact=False) as asked:
                client.get(path)
            counts.append(len(asked))

    assert counts[0] == counts[1]
