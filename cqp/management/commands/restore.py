"""A backup brought back into an empty place, and checked."""

from django.core.management.base import BaseCommand, CommandError

from cqp.restoration import restore
from rules.french import count
from ui.reasons import reason_of


class Command(BaseCommand):
    help = "Restaure une sauvegarde dans une base et un stockage vides, puis vérifie empreintes et registre."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("folder", help="le dossier de la sauvegarde")

    def handle(self, *, folder, **options):
        try:
            manifest = restore(folder)
        except OSError as error:
            raise CommandError(f"{error.filename or folder} : {reason_of(error)}.") from error
        files, entries = len(manifest["files"]), manifest["register"]["entries"]
        self.stdout.write(
            f"{count(files, 'fichier')}, registre : {count(entries, 'entrée')}. Restauré et vérifié. "
            "Donnez maintenant leurs droits aux rôles (grant_roles)."
        )
