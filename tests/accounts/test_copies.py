"""« Mes données »: a copy is asked for, made once in the background, told, downloaded by its person only."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from accounts.copying import FORMAT
from accounts.models import PersonalExport, Role
from accounts.portability import KINDS, OwnFile, how_long_kept
from accounts.services.personal_data import ask_copy, make_copy
from audit.models import AuditEntry
from cqp.stored import stored_files
from cqp.tasks import catch_up, do_what_is_left
from notifications.models import Message
from notifications.services import notify
from tests.accounts.copies import copy_of
from tests.factories import UserFactory, eligible_candidate, juror, manager, published_version
from tests.processes import our_environment
from tests.survival.test_s11_s13_issuing_at_once import at_once
from ui.storing import open_stored

pytestmark = pytest.mark.django_db
PAGE = "accounts:personal_data"


def asked_by(client, committed):
    with committed():
        answer = client.post(reverse("accounts:copy_ask"))
    assert answer["Location"] == reverse(PAGE)
    return PersonalExport.objects.latest("pk")


@pytest.mark.parametrize("roles", [[], *[[role] for role in Role.values]])
def test_whoever_signs_in_sees_what_is_held_and_takes_a_copy(sign_in, committed, roles, settings):
    settings.MFA_REQUIRED_ROLES = []
    person = UserFactory(roles=roles)
    client = sign_in(person)

    account = client.get(reverse("accounts:account")).content.decode()
    before = client.get(reverse(PAGE)).content.decode()
    copy = asked_by(client, committed)
    after = client.get(reverse(PAGE)).content.decode()
    file = client.get(reverse("accounts:copy_file", args=[copy.pk]))

    assert reverse(PAGE) in account
    assert "Votre compte" in before
    assert "Télécharger" not in before
    assert "Télécharger" in after
    assert file["Content-Type"] == "application/zip"
    assert file["Content-Disposition"].startswith("attachment")
    assert (file["X-Content-Type-Options"], file["Content-Security-Policy"]) == (
        "nosniff",
        "sandbox; default-src 'none'; frame-ancestors 'none'",
    )
    assert b"".join(file.streaming_content)[:2] == b"PK"


def test_its_person_is_told_and_the_trail_says_that_it_was_asked(sign_in, committed):
    person = UserFactory()

    copy = asked_by(sign_in(person), committed)

    message = Message.objects.get(recipient=person)
    assert (message.subject, message.path) == ("La copie de vos données est prête", reverse(PAGE))
    entry = AuditEntry.objects.get(action="personal_data.copied")
    assert (entry.actor, entry.facts) == (person, {})
    assert stored_files()[copy.file] == copy.file_sha256


def test_while_it_is_being_made_the_page_says_how_far_it_is_and_offers_no_second_one(sign_in):
    person = UserFactory()
    copy = ask_copy(person, at=timezone.now())
    PersonalExport.objects.filter(pk=copy.pk).update(total=1200, written=300)

    page = sign_in(person).get(reverse(PAGE)).content.decode().replace("\u00a0", " ")

    assert "En préparation : 300 sur 1200 éléments" in page
    assert "data-progress" in page
    assert '<progress max="1200" value="300"' in page
    assert reverse("accounts:copy_ask") not in page


@pytest.mark.parametrize(("ago", "status"), [(0, 200), (590, 200), (601, 302)])
def test_it_is_downloaded_by_whoever_said_who_they_are_less_than_ten_minutes_ago(sign_in, ago, status):
    person = UserFactory()
    copy = ask_copy(person, at=timezone.now())
    make_copy(copy.pk, at=timezone.now())
    path = reverse("accounts:copy_file", args=[copy.pk])

    answer = sign_in(person, ago=ago).get(path)

    assert answer.status_code == status
    if status == 302:
        assert answer.url.startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize("roles", [[Role.CANDIDATE], [Role.MANAGER], [Role.ADMINISTRATOR, Role.MANAGER]])
def test_somebody_else_s_copy_does_not_exist_whatever_one_s_role(sign_in, settings, roles):
    settings.MFA_REQUIRED_ROLES = []
    person = UserFactory()
    copy = ask_copy(person, at=timezone.now())
    make_copy(copy.pk, at=timezone.now())
    path = reverse("accounts:copy_file", args=[copy.pk])
    assert sign_in(person).get(path).status_code == 200

    other = sign_in(UserFactory(roles=roles))

    assert other.get(path).status_code == 404
    assert "Télécharger" not in other.get(reverse(PAGE)).content.decode()


def test_asking_again_while_one_is_being_made_gives_the_same_and_afterwards_another():
    person, now = UserFactory(), timezone.now()

    first, second = ask_copy(person, at=now), ask_copy(person, at=now)
    make_copy(first.pk, at=now)
    third = ask_copy(person, at=now)

    assert first == second != third
    assert AuditEntry.objects.filter(action="personal_data.copied").count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_ten_who_ask_at_once_make_one_copy_and_the_database_holds_it_too():
    person, now = UserFactory(), timezone.now()

    found = at_once(*[lambda: ask_copy(person, at=now)] * 10)

    assert {copy.pk for copy in found} == {PersonalExport.objects.get().pk}
    with pytest.raises(IntegrityError, match="one_copy_being_made"), transaction.atomic():
        PersonalExport.objects.create(user=person, asked_at=now)


DIES = """
import os, signal, sys
import django
django.setup()
from accounts.models import PersonalExport, User
from accounts.portability import Kind, hold
from accounts.services.personal_data import make_copy
from django.utils import timezone
hold(Kind("fin", "Fin", "Fin.", [], rows=lambda user: User.objects.filter(pk=user.pk),
          say=lambda user: os.kill(os.getpid(), signal.SIGKILL)))
make_copy(int(sys.argv[1]), at=timezone.now())
"""


@pytest.mark.django_db(transaction=True)
def test_a_copy_whose_worker_is_killed_in_the_middle_is_made_by_catch_up(tmp_path):
    person = eligible_candidate(version=published_version(blocks=(1,))).user
    copy = ask_copy(person, at=timezone.now())

    killed = subprocess.run(
        [sys.executable, "-c", DIES, str(copy.pk)],
        env=os.environ | our_environment(tmp_path),
        capture_output=True,
        check=False,
    )
    copy.refresh_from_db()
    assert (killed.returncode, copy.done_at, copy.total > 0) == (-signal.SIGKILL, None, True), killed.stderr

    catch_up()
    copy.refresh_from_db()
    assert copy.is_ready
    assert copy.written == copy.total


def left_at(instant):
    with travel(instant):  # tasks read the clock
        return do_what_is_left(at=timezone.now())


def test_it_is_erased_after_seven_days():
    copy = ask_copy(UserFactory(), at=timezone.now())
    make_copy(copy.pk, at=timezone.now())
    do_what_is_left(at=timezone.now())
    copy.refresh_from_db()
    key = copy.file

    assert left_at(copy.done_at + timedelta(days=6, hours=23)) == {}
    assert left_at(copy.done_at + timedelta(days=7, minutes=1)) == {"copie de données effacée": (1, 0)}

    copy.refresh_from_db()
    assert (copy.file, copy.is_ready) == ("", False)
    with pytest.raises(FileNotFoundError):
        open_stored(key)


def test_a_task_delivered_twice_makes_it_once():
    copy = ask_copy(UserFactory(), at=timezone.now())

    make_copy(copy.pk, at=timezone.now())
    first = PersonalExport.objects.get().file
    make_copy(copy.pk, at=timezone.now())

    assert PersonalExport.objects.get().file == first != ""
    assert Message.objects.count() == 1


def test_every_document_says_its_format_its_kind_and_when_and_the_readme_names_each():
    person = juror()
    notify(person, key="k", subject="Objet été", body="Texte « cité »", at=timezone.now())

    copy = copy_of(person)

    names = set(copy.documents) - {"fichiers.json"}
    assert {"compte.json", "messages.json", "profil-de-jury.json"} <= names
    for name in names:
        document = copy.documents[name]
        assert (document["format"], f"{document['kind']}.json") == (FORMAT, name)
        assert document["rows"]
        assert KINDS[document["kind"]].title == document["title"]
    readme = copy.whole["LISEZ-MOI.txt"].decode()
    assert all(name in readme for name in copy.documents)
    assert "Objet été" in copy.whole["messages.json"].decode()
    assert copy.rows("messages")[0]["body"] == "Texte « cité »"


def test_what_opens_an_account_is_in_no_copy(sign_in):
    person = UserFactory()
    client = sign_in(person)
    client.get(reverse(PAGE))

    copy = copy_of(person)

    assert copy.rows("sessions")
    for secret in (client.session.session_key, person.password, person.sessions_key):
        assert secret not in copy.text


EVIL = [
    "../../etc/passwd",
    "C:\\Windows\\nul",
    ".bashrc",
    "CON.pdf",
    "a/b\0c\n.png",
    "œuvre d’été.PDF",
    "…",
    "x" * 300 + ".pdf",
    "plan.pdf",
    "plan.pdf",
]


@pytest.fixture
def with_files(monkeypatch):
    """Somebody whose files bear these names; the bytes of one are gone, those of another have changed."""
    from accounts.models import User
    from accounts.portability import Kind
    from ui.storing import store

    stored = [store("attachments", b"content", suffix=".bin") for _name in EVIL]
    files = [
        OwnFile("dossier-../2026", name, key, digest)
        for name, (key, digest) in zip(EVIL, stored, strict=True)
    ]
    files += [
        OwnFile("autres", "gone.pdf", "attachments/gone.bin", "0" * 64),
        OwnFile("autres", "changed.pdf", stored[0][0], "0" * 64),
    ]
    kind = Kind(
        "brought", "Fichiers", "Des fichiers.", [],
        rows=lambda user: User.objects.filter(pk=user.pk), say=lambda user: {}, files=lambda user: files,
    )  # fmt: skip
    monkeypatch.setitem(KINDS, "brought", kind)
    return UserFactory()


def test_names_inside_the_zip_are_plain_unique_and_the_same_each_time(with_files):
    first, second = copy_of(with_files), copy_of(with_files)

    assert sorted(first.files) == sorted(second.files)
    assert list(first.files.values()) == [b"content"] * len(EVIL)
    assert sorted(name.removeprefix("fichiers/dossier/2026/") for name in first.files) == sorted(
        [
            "etc-passwd", "C-Windows-nul", "bashrc", "CON-.pdf", "a-b-c.png", "oeuvre-d-ete.PDF", "fichier",
            "x" * 80 + ".pdf", "plan.pdf", "plan-2.pdf",
        ]
    )  # fmt: skip


def test_a_file_that_is_gone_or_changed_is_said_and_does_not_stop_the_copy(with_files):
    copy = copy_of(with_files)

    states = {file["name"]: file["state"] for file in copy.documents["fichiers.json"]["files"]}
    assert (states["gone.pdf"], states["changed.pdf"], states["plan.pdf"]) == (
        "absent",
        "altered",
        "included",
    )
    assert "gone.pdf" in copy.whole["LISEZ-MOI.txt"].decode()


def test_the_page_asks_the_same_number_of_queries_for_one_message_and_for_thirty(sign_in):
    person = manager()
    client = sign_in(person)
    client.get(reverse(PAGE))
    asked = []
    for rows in (range(1), range(1, 30)):
        for rank in rows:
            notify(person, key=f"k{rank}", subject="Objet", body="Texte", at=timezone.now())
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(PAGE))
        asked.append(len(seen))

    assert asked[0] == asked[1] <= 40


def test_how_long_each_kind_is_kept_is_said_in_a_sentence():
    assert all(how_long_kept(kind).endswith(".") for kind in KINDS.values())
    assert how_long_kept(KINDS["certificats"]).startswith("Sans limite")
