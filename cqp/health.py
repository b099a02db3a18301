"""Is the process up, can it work?

`/readyz` fails on what no page can do without: the database, and a schema that this code knows. A broker or
a storage that does not answer is told and does not fail: decisions are stored without either, `catch_up`
does the rest, and taking every web process out of the balance would turn a delay into an outage.
"""

import logging
import secrets
import time

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.http import HttpResponse, JsonResponse

logger = logging.getLogger(__name__)
SECONDS = 1  # a broker that takes longer counts as absent
STORAGE_EVERY = 60  # seconds between two real writes to the storage, in one process
_remembered = {}


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations():
    """Every migration of this code is applied. Once true it stays so: this code does not change under us."""
    if _remembered.get("migrated"):
        return
    loader = MigrationLoader(connections[DEFAULT_DB_ALIAS])
    # not a plan, which looks no further than the last migration of each application
    if loader.graph.nodes.keys() - loader.applied_migrations.keys():
        raise NotReady
    _remembered["migrated"] = True


def _broker():
    with redis.Redis.from_url(
        settings.CELERY_BROKER_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS, retry=None
    ) as broker:
        broker.ping()


def _storage():
    """A small file written and erased, once a minute; the answer between is the last one."""
    asked, failure = _remembered.get("storage", (0, None))
    if time.monotonic() - asked > STORAGE_EVERY or not asked:
        failure = _failure_of(_write_and_erase)
        _remembered["storage"] = (time.monotonic(), failure)
    if failure:
        raise NotReady


def _write_and_erase():
    key = default_storage.save(f"health/{secrets.token_hex(8)}", ContentFile(b"ok"))
    default_storage.delete(key)


class NotReady(Exception):
    """A part does not answer as it should."""


def _failure_of(check):
    """The kind of failure, or nothing. What a server answered stays in its own log."""
    try:
        check()
    except (Error, OSError, redis.RedisError, NotReady) as error:
        return type(error).__name__
    return None


def _parts():
    """(name, check, whether nothing works without it)."""
    yield "database", _database, True
    yield "migrations", _migrations, True
    if settings.TASKS == "celery":
        yield "broker", _broker, False
    yield "storage", _storage, False


def state_of_parts():
    """{name: « ok », « degraded » or « failed »}; nothing more is asked once the database does not answer."""
    states = {}
    for name, check, is_vital in _parts():
        if "failed" in states.values():
            break
        states[name] = ("failed" if is_vital else "degraded") if _failure_of(check) else "ok"
    return states


@login_not_required
def livez(request):
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
def readyz(request):
    """Plain « ok », « degraded » or « failed » with the parts; JSON to who asks for it."""
    states = state_of_parts()
    worst = next((s for s in ("failed", "degraded") if s in states.values()), "ok")
    status = 503 if worst == "failed" else 200
    if worst != "ok":
        logger.warning("Not fully ready: %s", ", ".join(f"{name} {state}" for name, state in states.items()))
    if request.accepts("text/plain"):
        told = [worst, *(f"{name}: {state}" for name, state in states.items() if state != "ok")]
        return HttpResponse("\n".join(told), content_type="text/plain; charset=utf-8", status=status)
    return JsonResponse({"status": worst, "parts": states}, status=status)
