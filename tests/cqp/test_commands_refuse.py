"""A command that cannot do what it is asked says so in a French sentence, whatever the file it is given."""

import json

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEntry
from certificates.models import Export

pytestmark = pytest.mark.django_db
DEEP = "[" * 100_000


@pytest.fixture
def missing(tmp_path):
    return tmp_path / "rien" / "fichier"


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\xff\xfe",
        b'{"signature": "00", "size": 1e400, "head": "x"}',
        b'{"signature": "00", "size": true, "head": "x"}',
        b'{"signature": "00", "size": 1, "head": ["x"]}',
        b'{"signature": "00", "size": 1, "head": "\\ud800"}',
        b'{"signature": "00", "size": ' + b"9" * 5_000 + b', "head": "x"}',
        DEEP.encode(),
        b'{"signature": "00", "size": 1, "head": "x", "more": ' + b"[" * 900 + b"]" * 900 + b"}",
    ],
    ids=["binary", "infinite", "true", "list", "half-pair", "figures", "deep", "less-deep"],
)
def test_what_is_no_checkpoint_is_said_to_be_none(tmp_path, content):
    file = tmp_path / "point.json"
    file.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        call_command("verify_register", checkpoint=[str(file)])

    told = "ce n’est pas un point de contrôle", "il est signé par une autre clé"
    assert str(refusal.value).replace("\u00a0", " ").partition(".json : ")[2].startswith(told)


def test_a_checkpoint_that_cannot_be_read_is_named_with_its_reason(tmp_path, missing):
    for path, why in [(missing, "n’existe pas"), (tmp_path, "c’est un dossier")]:
        with pytest.raises(CommandError, match=why):
            call_command("verify_register", checkpoint=[str(path)])


def test_what_cannot_be_written_is_named_with_its_reason_and_leaves_no_trace(tmp_path, missing):
    for path, why in [(missing, "n’existe pas"), (tmp_path, "c’est un dossier")]:
        with pytest.raises(CommandError, match=why):
            call_command("checkpoint_register", out=str(path))
        for export_format in ("csv", "xlsx", "jsonl"):
            with pytest.raises(CommandError, match=why):
                call_command("export_register", export_format, str(path))

    assert not Export.objects.exists()
    assert not AuditEntry.objects.filter(action="register.exported").exists()


def test_a_backup_where_no_folder_can_be_is_refused(tmp_path):
    (tmp_path / "fichier").write_text("")

    for folder in (tmp_path / "fichier" / "sauvegarde", "/proc/sauvegarde"):
        with pytest.raises(CommandError, match="Rien n’est sauvegardé"):
            call_command("backup", str(folder))


WHOLE = {
    "format": 1,
    "database": {"sha256": "0"},
    "rows": {},
    "register": {"entries": 0, "head": ""},
    "files": [],
    "migrations": [],
    "erased_since": [],
}


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ("[]", "n’est pas une sauvegarde"),
        ("null", "n’est pas une sauvegarde"),
        (DEEP, "n’est pas une sauvegarde"),
        ('{"format": 1}', "ne dit pas tout"),
        (json.dumps(WHOLE | {"files": ["x"]}), "ne dit pas tout"),
        (json.dumps(WHOLE | {"files": [{"key": 1, "sha256": "0"}]}), "ne dit pas tout"),
        (json.dumps(WHOLE | {"migrations": [1]}), "ne dit pas tout"),
        (json.dumps(WHOLE | {"register": []}), "ne dit pas tout"),
        (json.dumps(WHOLE), r"rien n’est restauré : database\.dump"),
    ],
)
def test_a_manifest_that_is_none_or_says_too_little_restores_nothing(tmp_path, manifest, told):
    (tmp_path / "manifest.json").write_text(manifest)

    with pytest.raises(CommandError, match=told):
        call_command("restore", str(tmp_path))
