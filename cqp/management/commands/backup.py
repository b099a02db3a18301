"""A backup of the database and its files, consistent and checked."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cqp.backup import make_backup
from rules.french import count
from ui.reasons import reason_of


class Command(BaseCommand):
    help = "Sauvegarde la base et ses fichiers dans un dossier neuf, avec l’empreinte de chacun."

    def add_arguments(self, parser):
        parser.add_argument("folder", help="un dossier qui n’existe pas encore, ou vide")

    def handle(self, *, folder, **options):
        try:
            manifest = make_backup(folder, at=timezone.now())
        except OSError as error:
            raise CommandError(
                f"{error.filename or folder} : {reason_of(error)}. Rien n’est sauvegardé."
            ) from error
        entries = count(manifest["register"]["entries"], "entrée")
        self.stdout.write(f"{count(len(manifest['files']), 'fichier')}, registre : {entries}. Sauvegardé.")
