"""The whole register in a file of this machine."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.models import ExportFormat
from certificates.services.exporting import export_to_file
from ui.reasons import reason_of


class Command(BaseCommand):
    help = "Exporte tout le registre : export_register csv registre.csv"

    def add_arguments(self, parser):
        parser.add_argument("format", choices=ExportFormat.values)
        parser.add_argument("file", metavar="FICHIER")

    def handle(self, *, format, file, **options):
        try:
            count = export_to_file(format, file, at=timezone.now())
        except OSError as error:
            raise CommandError(f"{file} : {reason_of(error)}. L’export n’est pas fait.") from error
        self.stdout.write(f"{count} ligne(s) écrites dans {file}.")
