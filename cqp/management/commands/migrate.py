"""Django's `migrate`, which never queues behind somebody: it gives up after seconds and lets people work."""

import os

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections

LOCK_TIMEOUT = os.environ.get("MIGRATE_LOCK_TIMEOUT", "3s")
LOCK_NOT_AVAILABLE = "55P03"
ONE_AT_A_TIME = 0x4D494752  # « MIGR »: two deployments at once wait for each other, no longer than that


class Command(Migrate):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            super().handle(*args, **options)
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
                raise
            raise CommandError(
                f"Une table est restée occupée plus de {LOCK_TIMEOUT} : la migration en cours est annulée, "
                "les précédentes sont faites. Relancez cette commande ; si cela dure, cherchez la "
                "transaction oubliée (docs/operations.md)."
            ) from error
        finally:
            connection.close()  # what was set, and the lock, go with the connection
