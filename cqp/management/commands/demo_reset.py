"""Forget the demonstration's data."""

import shutil

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection


class Command(BaseCommand):
    help = "Efface toutes les données de la démonstration : base, fichiers, messages."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("Cette commande n’efface que la démonstration (DEMO=1).")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            if cursor.fetchone()[0] > 1:
                raise CommandError("La démonstration tourne encore : arrêtez-la d’abord (Ctrl-C).")
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        for folder in (settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH):
            shutil.rmtree(folder, ignore_errors=True)
        (settings.VAR_DIR / "demo-address").unlink(missing_ok=True)
        self.stdout.write("Les données de la démonstration sont effacées : « make demo » repart de zéro.")
