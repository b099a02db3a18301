"""A backup: the database and its files as they were at one instant, and a manifest that lets anybody check
them.

The database is dumped, and the files listed, in one snapshot. Files never change once written, so they are
copied after it, while people go on working; one that was erased meanwhile is told and not missed.
"""

import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from certificates.models import RegisterEntry
from cqp import postgresql
from cqp.stored import is_still_expected, stored_files
from rules.french import count
from ui.storing import open_stored

FORMAT = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
PIECE = 1 << 20


def digest_of(stream, *, into=None):
    """The SHA-256 of a stream and its length, read piece by piece; the pieces are also written `into` a
    file."""
    found, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        found.update(piece)
        size += len(piece)
        if into is not None:
            into.write(piece)
    return found.hexdigest(), size


def digest_of_file(path):
    with path.open("rb") as file:
        return digest_of(file)[0]


@contextmanager
def one_snapshot():
    """A transaction that sees one instant, whatever is written meanwhile; the name other programs join it
    by."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # it waits for pg_dump, however long that takes
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def rows_of_tables():
    """{table: rows}, and what they are compared by: applied migrations, the register's length and head."""
    with connection.cursor() as cursor:
        counted = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (its own names)
            counted[table] = cursor.fetchone()[0]
    head = RegisterEntry.objects.order_by("-seq").first()
    return {
        "rows": counted,
        "migrations": sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations()),
        "register": {"entries": head.seq if head else 0, "head": head.hash if head else ""},
    }


def make_backup(folder, *, at):
    """Write the whole backup beside `folder`, then give it its name: half a backup never bears it."""
    folder = Path(folder).absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(
            f"{folder} n’est pas un dossier vide : une sauvegarde n’en recouvre pas une autre."
        )
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700, parents=True)
    try:
        manifest = _write(partial, at=at)
        _sync(partial)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return manifest


def _write(folder, *, at):
    with one_snapshot() as snapshot:
        facts, expected = rows_of_tables(), stored_files()
        postgresql.run(
            "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={folder / DUMP}",
            "--no-owner", "--no-privileges",
        )  # fmt: skip
    files, gone = _copy_files(expected, folder / FILES)
    manifest = {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "database": {"file": DUMP, "sha256": digest_of_file(folder / DUMP)},
        **facts,
        "files": files,
        "erased_since": gone,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _copy_files(expected, folder):
    """Every file, checked against the digest its row holds. Names all that is missing or has changed."""
    copied, gone, wrong = [], [], []
    for key, sha256 in sorted(expected.items()):
        target = folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open_stored(key) as source, target.open("wb") as copy:
                found, size = digest_of(source, into=copy)
        except FileNotFoundError:
            target.unlink(missing_ok=True)
            (wrong if is_still_expected(key) else gone).append(key)
            continue
        if found == sha256:
            copied.append({"key": key, "sha256": sha256, "size": size})
        else:
            wrong.append(key)
    if wrong:
        told = f"{count(len(wrong), 'fichier')} manque ou a changé : {', '.join(wrong[:20])}"
        raise CommandError(f"{told}. Rien n’est gardé de cette sauvegarde.")
    return copied, gone


def _sync(folder):
    """On the disk, not in its promises, before the backup takes its name."""
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
