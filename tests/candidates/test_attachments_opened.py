"""The annexes of a dossier as each person opens them: the file itself, and the pages about it."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from candidates.models import Attachment, CompletionPlace, Dossier, StoredFile
from candidates.states import DossierState
from tests.acts import annexe, assign, submit, submitted_dossier, with_annexe, write_dossier
from tests.candidates.attaching import add, sign_in
from tests.factories import eligible_candidate, manager, published_version
from tests.files import a_pdf, a_picture
from tests.returns import send_back

pytestmark = pytest.mark.django_db


HEADERS = {
    "Content-Type": "image/png",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store, private",
    "Content-Disposition": "attachment; filename*=utf-8''planning%20d%E2%80%99%C3%A9t%C3%A9.png",
}


@pytest.fixture
def dossier():
    return write_dossier(eligible_candidate(version=published_version(blocks=(2, 1))))


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
