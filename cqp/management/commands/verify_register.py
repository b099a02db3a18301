"""Walk the register from its first entry, and what stands beside it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from certificates.checkpoints import CheckpointRefused, read_checkpoint
from certificates.integrity import first_fault, first_fault_of_files
from certificates.models import Document, RegisterEntry
from ui.reasons import reason_of


class Command(BaseCommand):
    help = "Vérifie le registre, ses points de contrôle et ses fichiers, et nomme ce qui ne tient pas."

    def add_arguments(self, parser):
        parser.add_argument(
            "--checkpoint",
            action="append",
            default=[],
            metavar="FICHIER",
            help="un point de contrôle gardé ailleurs (autant de fois qu’il y en a)",
        )

    def handle(self, *, checkpoint, **options):
        known = [self._read(path) for path in checkpoint]
        if fault := first_fault(known) or first_fault_of_files():
            raise CommandError(str(fault))
        documents = Document.objects.exclude(file="").count()
        self.stdout.write(
            f"{RegisterEntry.objects.count()} entrée(s), la chaîne tient ; {len(known)} point(s) de contrôle "
            f"concordent, {documents} document(s) sont intacts."
        )
        if not known:
            self.stdout.write(
                "Sans point de contrôle, une fin coupée ou une chaîne entièrement recalculée ne se voit pas."
            )

    def _read(self, path):
        try:
            return read_checkpoint(Path(path).read_bytes())
        except OSError as error:
            raise CommandError(
                f"Point de contrôle {path} : le fichier est illisible, {reason_of(error)}."
            ) from error
        except CheckpointRefused as refusal:
            raise CommandError(f"Point de contrôle {path} : {refusal}.") from refusal
