"""What has to be done once before the processes of a version start."""

import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

REFERENTIAL = "referentials/data/cqp-mo-illustratif.json"
SECONDS = 60


class Command(BaseCommand):
    help = "Applique les migrations ; en démonstration, charge aussi le référentiel et les personnes."

    def handle(self, **options):
        _wait_for_the_database()
        call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO:
            call_command("load_referential", settings.BASE_DIR / REFERENTIAL)
            call_command("seed_demo")
        self.stdout.write("La base est prête.")


def _wait_for_the_database():
    """It may be starting at the same moment as this."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError:
            if time.monotonic() > deadline:
                raise
        time.sleep(1)
