"""The migrated database that every test database is copied from.

Migrations are run once a machine and once a change of theirs, not once a process of the suite.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

PREFIX, LOCK = "migrated_", 0x5445_5354


def template_database():
    """The name of the database to copy, made if it is not there. Processes of one suite wait for each
    other."""
    name = PREFIX + _fingerprint()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"])
        known = {row[0] for row in cursor.fetchall()}
        if name not in known:
            for old in known:
                cursor.execute(f"DROP DATABASE IF EXISTS {old} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name}_unfinished")
            _migrate(f"{name}_unfinished")
            cursor.execute(f"ALTER DATABASE {name}_unfinished RENAME TO {name}")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def _fingerprint():
    """Changes with any migration of ours or of a library."""
    found = hashlib.sha256()
    for path in sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py")):
        found.update(path.read_bytes())
    found.update((Path(settings.BASE_DIR) / "requirements.txt").read_bytes())
    return found.hexdigest()[:16]


def _migrate(name):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "WORKER_DATABASE": name,
        "MAIL_FOLDER": os.devnull,
    }
    command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
