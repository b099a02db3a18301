"""S51. A backup made while people work is brought back elsewhere, and answers for every row and every
file."""

import json
import os
import shutil
import subprocess
import sys
import threading

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from candidates.models import StoredFile
from certificates.models import RegisterEntry
from certificates.services import issue_certificate
from cqp.stored import stored, stored_files
from notifications.models import Message
from tests import acts
from tests.factories import UserFactory, eligible_candidate, manager, published_version
from tests.files import a_picture
from tests.processes import another_database, our_environment, s3_bucket, s3_server, s3_settings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pdf]


def lived_in():
    """A service with files of every kind: an annexe, a submission, minutes, a letter, a certificate."""
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    dossier = acts.write_dossier(candidate)
    acts.annexe(dossier, a_picture())
    examination = acts.assign(acts.submit(dossier))
    acts.cast_all(examination)
    examination = acts.close_reading(examination)
    acts.sign_all(examination.minutes.get())
    for certificate in candidate.certificates.all():
        issue_certificate(certificate, issued_on=timezone.localdate(), at=timezone.now(), by=manager())
    folders = {key.partition("/")[0] for key in stored_files()}
    assert folders == {"files", "submissions", "minutes", "letters", "certificates"}


def restored(folder, tmp_path, **environment):
    """`manage.py restore` as an operator runs it, on another database."""
    return subprocess.run(
        [sys.executable, "manage.py", "restore", str(folder)],
        env=os.environ | our_environment(tmp_path, MEDIA_ROOT=str(tmp_path / "elsewhere")) | environment,
        cwd=django_settings.BASE_DIR, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


class Writer(threading.Thread):
    """Somebody who goes on working while the backup is made."""

    def __init__(self):
        super().__init__()
        self.person, self.done = UserFactory(), threading.Event()

    def run(self):
        number = 0
        while not self.done.is_set():
            number += 1
            Message.objects.create(
                recipient=self.person, key=f"k{number}", subject="x", body="x", created_at=timezone.now(),
                sent_at=timezone.now(),
            )  # fmt: skip
        connection.close()

    def __enter__(self):
        self.start()

    def __exit__(self, *_):
        self.done.set()
        self.join()


def test_a_backup_made_while_people_work_is_whole_elsewhere(tmp_path, settings):
    lived_in()
    with Writer():
        call_command("backup", tmp_path / "backup")
    manifest = manifest_of(tmp_path / "backup")

    with another_database() as name:
        done = restored(tmp_path / "backup", tmp_path, WORKER_DATABASE=name)

    assert (done.returncode, "Restauré et vérifié" in done.stdout) == (0, True), done.stderr
    assert {file["key"]: file["sha256"] for file in manifest["files"]} == stored_files()
    for key in stored_files():
        assert (tmp_path / "elsewhere" / key).read_bytes() == (settings.MEDIA_ROOT / key).read_bytes()
    assert manifest["register"]["head"] == RegisterEntry.objects.latest("seq").hash
    assert manifest["rows"]["notifications_message"] < Message.objects.count()  # the writer went on
    assert oct((tmp_path / "backup").stat().st_mode)[-3:] == "700"


def test_files_on_s3_are_taken_from_a_bucket_and_brought_back_to_another(tmp_path, settings):
    with s3_server() as server, another_database() as name:
        s3_bucket(server, "taken-from")
        environment, keys = s3_bucket(server, "brought-to")
        settings.STORAGES = settings.STORAGES | {"default": s3_settings(server, "taken-from")}
        lived_in()
        call_command("backup", tmp_path / "backup")

        done = restored(tmp_path / "backup", tmp_path, WORKER_DATABASE=name, **environment)

        assert done.returncode == 0, done.stderr
        assert keys() == sorted(stored_files())


@pytest.fixture(scope="module")
def one_backup(tmp_path_factory):
    """Where the backup that the tests below damage is kept; the first of them makes it."""
    return tmp_path_factory.mktemp("kept") / "backup"


@pytest.fixture
def backup(one_backup, tmp_path):
    """A whole backup, of which a test may do what it likes. Its database may be gone: nothing below needs
    it."""
    if not one_backup.exists():
        lived_in()
        call_command("backup", one_backup)
    return shutil.copytree(one_backup, tmp_path / "backup")


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text())


def test_what_is_damaged_is_named_and_nothing_is_restored(backup):
    first, second, *_ = [file["key"] for file in manifest_of(backup)["files"]]
    content = (backup / "files" / first).read_bytes()
    (backup / "files" / first).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    (backup / "files" / second).unlink()
    dump = (backup / "database.dump").read_bytes()
    (backup / "database.dump").write_bytes(dump[: len(dump) // 2])

    with pytest.raises(CommandError) as refusal:
        call_command("restore", backup)

    assert [name in str(refusal.value) for name in ("database.dump", first, second)] == [True] * 3


@pytest.mark.parametrize("key", ["../../etc/cron.d/x", "/etc/cron.d/x", "files/../../x"])
def test_a_manifest_leads_nowhere_outside_the_backup(backup, key):
    manifest = manifest_of(backup)
    manifest["files"][0]["key"] = key
    (backup / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(CommandError, match="La sauvegarde est abîmée"):
        call_command("restore", backup)


def test_a_dump_that_says_less_than_its_manifest_is_told_after_the_restoration(backup, tmp_path):
    manifest = manifest_of(backup)
    manifest["rows"]["candidates_dossier"] += 1
    manifest["register"]["head"] = "0" * 64
    (backup / "manifest.json").write_text(json.dumps(manifest))

    with another_database() as name:
        done = restored(backup, tmp_path, WORKER_DATABASE=name)

    assert done.returncode != 0
    assert "candidates_dossier, tête du registre" in done.stderr


def test_nothing_is_restored_over_something(backup):
    with pytest.raises(CommandError, match="La base de destination n’est pas vide"):
        call_command("restore", backup)


def test_nothing_is_backed_up_over_something(backup):
    with pytest.raises(CommandError, match="n’est pas un dossier vide"):
        call_command("backup", backup)


def test_another_version_of_the_code_is_refused_with_the_difference(backup):
    manifest = manifest_of(backup)
    manifest["migrations"].append("jury.9999_of_tomorrow")
    (backup / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(CommandError, match=r"jury\.9999_of_tomorrow"):
        call_command("restore", backup)


def test_a_file_that_is_missing_or_has_changed_stops_the_backup_and_is_named(tmp_path, settings):
    lived_in()
    lost, changed, *_ = sorted(stored_files())
    default_storage.delete(lost)
    default_storage.delete(changed)
    default_storage.save(changed, ContentFile(b"something else"))

    with pytest.raises(CommandError) as refusal:
        call_command("backup", tmp_path / "backup")

    assert [key in str(refusal.value) for key in (lost, changed)] == [True, True]
    assert not list(tmp_path.glob("*backup*"))


def test_every_model_that_names_a_file_is_in_the_registry():
    naming = {
        model
        for model in apps.get_models()
        if {"file_sha256"} & {f.name for f in model._meta.fields} or model is StoredFile
    }

    assert naming == {one.rows.model for one in stored()}
