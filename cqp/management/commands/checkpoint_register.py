"""A signed statement of the register's length and end, to be kept elsewhere."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.checkpoints import CheckpointRefused, signed_checkpoint
from ui.reasons import reason_of


class Command(BaseCommand):
    help = "Imprime un point de contrôle signé du registre (Ed25519), à conserver hors de la base."

    def add_arguments(self, parser):
        parser.add_argument("--out", metavar="FICHIER", help="l’écrire dans ce fichier")

    def handle(self, *, out, **options):
        try:
            text = signed_checkpoint(at=timezone.now())
        except CheckpointRefused as refusal:
            raise CommandError(f"Point de contrôle impossible : {refusal}.") from refusal
        if not out:
            self.stdout.write(text, ending="")
            return
        try:
            Path(out).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{out} : {reason_of(error)}. Rien n’est écrit.") from error
