"""What has to be done once before the processes of a version start."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

REFERENTIAL = "referentials/data/cqp-mo-illustratif.json"


class Command(BaseCommand):
    help = "Applique les migrations ; en démonstration, charge aussi le référentiel et les personnes."

    def handle(self, **options):
        call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO:
            call_command("load_referential", settings.BASE_DIR / REFERENTIAL)
            call_command("seed_demo")
        self.stdout.write("La base est prête.")
