"""One process at a time on a piece of work that takes several transactions."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone_on(work, pk):
    """Whether this process is the one that does it. A lock of the session, for the work tells its progress in
    several transactions; a process that dies lets it go. `work` is a number that no other work has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [work, pk])
        is_alone = cursor.fetchone()[0]
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [work, pk])
