"""S52. A migration neither holds a live table nor breaks the release at work.

(b), people at work on release N while N+1 migrates, needs two releases, and the history to take the first
from: `make upgrade FROM=…`.
"""

import threading
import time

import psycopg2
import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import CommandError, call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Random
from django.db.models.signals import pre_migrate

from cqp.management.commands import migrate
from cqp.migration_lint import RELEASED, findings, unreleased
from notifications.models import Message

INDEX = models.Index(fields=["subject"], name="by_subject")
CHECK = models.CheckConstraint(name="has_words", condition=~models.Q(body=""))


def migration(*operations, **attributes):
    made = type("Migration", (migrations.Migration,), {"operations": list(operations), **attributes})
    return made("0002_next", "notifications")


def on_message(field):
    return migrations.AddField("message", "more", field)


def test_every_migration_since_the_last_release_may_run_under_a_service_at_work():
    loader = MigrationLoader(None, ignore_no_migrations=True)

    found = {
        key: findings(loader.disk_migrations[key])
        for app, last in RELEASED.items()
        for key in unreleased(loader.graph, app=app, released=last)
    }

    assert {key: what for key, what in found.items() if what} == {}


def test_only_what_follows_the_release_is_looked_at():
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    keys = sorted(key for key in graph.nodes if key[0] == "candidates")

    assert unreleased(graph, app="candidates", released=keys[0][1]) == keys[1:]
    assert unreleased(graph, app="candidates", released=keys[-1][1]) == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddIndex("message", INDEX),
        migrations.AddConstraint("message", CHECK),
        migrations.AlterField("message", "subject", models.TextField()),
        migrations.RemoveField("message", "path"),
        migrations.RenameField("message", "path", "link"),
        migrations.DeleteModel("message"),
        on_message(models.TextField(default="")),
        on_message(models.TextField(null=True, db_index=True)),
        on_message(models.FloatField(db_default=Random())),
        on_message(
            models.GeneratedField(
                expression=models.F("subject"), output_field=models.TextField(), db_persist=True
            )
        ),
    ],
    ids=lambda o: type(o).__name__,
)
def test_what_would_hold_a_table_or_break_the_release_at_work_is_named_with_what_to_do(operation):
    (finding,) = findings(migration(operation))

    assert finding.operation.startswith(type(operation).__name__)
    assert finding.reason


@pytest.mark.parametrize(
    "made",
    [
        migration(on_message(models.TextField(null=True))),
        migration(on_message(models.TextField(db_default=""))),
        migration(AddIndexConcurrently("message", INDEX), atomic=False),
        migration(
            migrations.CreateModel("Note", [("id", models.BigAutoField(primary_key=True))]),
            migrations.AddIndex("note", models.Index(fields=["id"], name="note_id")),
        ),
        migration(migrations.AddIndex("message", INDEX), reviewed={"AddIndex by_subject": "ten rows"}),
    ],
)
def test_what_does_no_harm_is_let_through(made):
    assert findings(made) == []


def test_a_concurrent_index_inside_a_transaction_is_named():
    assert findings(migration(AddIndexConcurrently("message", INDEX)))


@pytest.fixture
def somebody_else(transactional_db):
    """Another connection to the same database."""
    here = connection.get_connection_params()
    other = psycopg2.connect(
        **{k: here[k] for k in ("dbname", "user", "password", "host", "port") if k in here}
    )
    yield other
    other.close()


def _alter(**_):
    """What a migration does, in the very transaction and under the very limits of the command."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notifications_message ADD COLUMN mine integer")


def test_a_migration_behind_a_forgotten_reader_gives_up_and_nobody_queues_behind_it(
    somebody_else, monkeypatch
):
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "500ms")
    with somebody_else.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notifications_message")  # and never ends its transaction
    waited = []

    def read():
        time.sleep(0.2)  # while the migration waits for its lock
        started = time.monotonic()
        Message.objects.count()
        waited.append(time.monotonic() - started)
        connection.close()

    reader = threading.Thread(target=read)
    pre_migrate.connect(_alter)
    try:
        reader.start()
        started = time.monotonic()
        with pytest.raises(CommandError, match=r"restée occupée plus de 500ms"):
            call_command("migrate", verbosity=0)
        gave_up = time.monotonic() - started
    finally:
        pre_migrate.disconnect(_alter)
        reader.join()

    assert (gave_up < 10, waited[0] < 5) == (True, True)
    with connection.cursor() as cursor:
        assert "mine" not in [
            c.name for c in connection.introspection.get_table_description(cursor, Message._meta.db_table)
        ]


def test_two_deployments_at_once_do_not_migrate_together(somebody_else, monkeypatch):
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "300ms")
    with somebody_else.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [migrate.ONE_AT_A_TIME])

    with pytest.raises(CommandError, match=r"restée occupée"):
        call_command("migrate", verbosity=0)
