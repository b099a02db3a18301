"""Bringing a backup back: checked before anything is written, into an empty place only, and checked again
after."""

import json
import posixpath
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from candidates.receipts import first_broken_submission
from certificates.integrity import first_fault
from cqp import postgresql
from cqp.backup import DUMP, FILES, FORMAT, MANIFEST, digest_of, digest_of_file, rows_of_tables
from cqp.stored import stored_files
from ui.storing import erase_stored, open_stored

TOLD = 20
NO_MANIFEST = f"{MANIFEST} manque ou ne se lit pas"


def read_manifest(folder):
    """The manifest of a whole backup, every digest of it checked. Names all that does not hold."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError, RecursionError) as error:
        raise CommandError(f"{folder} n’est pas une sauvegarde : {NO_MANIFEST}.") from error
    if not isinstance(manifest, dict):
        raise CommandError(f"{folder} n’est pas une sauvegarde : {NO_MANIFEST}.")
    if manifest.get("format") != FORMAT:
        raise CommandError(f"{folder} est d’un autre format : restaurez-la avec la version qui l’a faite.")
    if not _says_all(manifest):
        raise CommandError(
            f"La sauvegarde est abîmée, rien n’est restauré : {MANIFEST} ne dit pas tout ce qu’il doit dire."
        )
    wrong = [] if _holds(folder / DUMP, manifest["database"]["sha256"]) else [DUMP]
    for file in manifest["files"]:
        key = file["key"]
        is_inside = posixpath.normpath(key) == key and not key.startswith(("/", ".."))
        if not is_inside or not _holds(folder / FILES / key, file["sha256"]):
            wrong.append(key)
    if wrong:
        raise CommandError(f"La sauvegarde est abîmée, rien n’est restauré : {', '.join(wrong[:TOLD])}.")
    return manifest


def _says_all(manifest):
    """What the rest reads in it is there, and of its kind."""
    match manifest:
        case {
            "database": {"sha256": str()},
            "rows": {},
            "register": {"entries": int(), "head": str()},
            "files": [*files],
            "migrations": [*migrations],
            "erased_since": [*gone],
        }:
            return all(isinstance(one, str) for one in migrations + gone) and all(map(_is_file, files))
    return False


def _is_file(said):
    match said:
        case {"key": str(), "sha256": str()}:
            return True
    return False


def _holds(path, sha256):
    return path.is_file() and digest_of_file(path) == sha256


def check_place(manifest):
    """An empty database, an empty storage, and code of the version that made the backup."""
    known = {".".join(key) for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if differing := sorted(known.symmetric_difference(manifest["migrations"])):
        raise CommandError(
            "Ce code n’est pas celui de la sauvegarde : restaurez avec sa version, puis mettez à jour. "
            f"Migrations différentes : {', '.join(differing[:TOLD])}."
        )
    if connection.introspection.table_names():
        raise CommandError("La base de destination n’est pas vide : rien n’est restauré.")
    if found := _first_file(""):
        raise CommandError(f"Le stockage de destination n’est pas vide ({found}) : rien n’est restauré.")


def _first_file(folder):
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return None
    if files:
        return posixpath.join(folder, files[0])
    return next(filter(None, (_first_file(posixpath.join(folder, name)) for name in folders)), None)


def restore(folder):
    """Files, then the database in one transaction: what fails leaves neither. Then everything is checked."""
    folder = Path(folder)
    manifest = read_manifest(folder)
    check_place(manifest)
    written = []
    try:
        for file in manifest["files"]:
            with (folder / FILES / file["key"]).open("rb") as source:
                written.append(default_storage.save(file["key"], File(source)))
            if written[-1] != file["key"]:
                raise CommandError(f"Le stockage a donné un autre nom à {file['key']}.")
        postgresql.restore_dump(folder / DUMP)
    except (CommandError, OSError):
        for key in written:
            erase_stored(key)
        raise
    check_restored(manifest)
    return manifest


def check_restored(manifest):
    """What is there now is what was there then."""
    facts = rows_of_tables()
    tables = sorted(manifest["rows"].keys() | facts["rows"].keys())
    wrong = [t for t in tables if manifest["rows"].get(t) != facts["rows"].get(t)]
    if facts["register"] != manifest["register"]:
        wrong.append("tête du registre")
    wrong += [key for key, sha256 in stored_files().items() if not _is_stored(key, sha256, manifest)]
    if fault := first_fault():
        wrong.append(f"registre, {fault.where} : {fault.reason}")
    if found := first_broken_submission():
        wrong.append(f"dépôt n° {found[0].receipt} : {found[1]}")
    if wrong:
        raise CommandError(f"Restauré, mais ceci ne répond pas à la sauvegarde : {', '.join(wrong[:TOLD])}.")


def _is_stored(key, sha256, manifest):
    """The bytes answer to the row's digest; a file erased while the backup was made is not expected."""
    if key in manifest["erased_since"]:
        return True
    try:
        with open_stored(key) as file:
            return digest_of(file)[0] == sha256
    except FileNotFoundError:
        return False
