"""What has had its time, announced and erased."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from cqp.retention.work import foreseen, let_go


class Command(BaseCommand):
    help = "Annonce puis efface les données dont la durée de conservation est passée (docs/operations.md)."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="dit ce qui serait fait, sans rien faire")

    def handle(self, *, dry_run, **options):
        at = timezone.now()
        found = foreseen(at=at) if dry_run else list(let_go(at=at).items())
        for what, count in found:
            self.stdout.write(f"{what} : {count}")
        if not found:
            self.stdout.write("Rien n’a fait son temps.")
