"""Load and publish a referential from a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from referentials.file_format import FileRefused, read_referential
from referentials.services import publish_version
from ui.reasons import reason_of


class Command(BaseCommand):
    help = "Charge et publie une version de référentiel. Un fichier fautif est refusé en entier, avec "
    "ses erreurs."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="fichier JSON, voir referentials/data/")

    def handle(self, *, file, **options):
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} : {reason_of(error)}.") from error
        try:
            version, is_new = publish_version(read_referential(raw), by=None, at=timezone.now())
        except FileRefused as refusal:
            lines = "\n".join(f"  {error}" for error in refusal.errors)
            raise CommandError(f"{file} n’est pas chargé :\n{lines}") from refusal
        state = "publiée" if is_new else "déjà publiée, rien n’a changé"
        self.stdout.write(f"{version} : {version.blocks.count()} bloc(s), {state}.")
