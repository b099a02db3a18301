"""Walk the register's chain from its first entry."""

from django.core.management.base import BaseCommand, CommandError

from certificates.models import RegisterEntry
from certificates.register import first_broken_entry


class Command(BaseCommand):
    help = "Vérifie la chaîne du registre et nomme la première entrée qui ne tient pas."

    def handle(self, **options):
        if found := first_broken_entry():
            entry, reason = found
            raise CommandError(f"Entrée {entry.seq} : {reason}.")
        self.stdout.write(f"{RegisterEntry.objects.count()} entrée(s), la chaîne tient.")
