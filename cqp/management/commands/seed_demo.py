"""The people and dossiers of the demonstration."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from cqp.demo.people import DOMAIN
from cqp.demo.story import tell
from referentials.models import Version


class Command(BaseCommand):
    help = "Crée les personnes et les dossiers de la démonstration, une seule fois."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("La démonstration ne s’installe qu’avec DEMO=1.")
        if User.objects.filter(email__endswith=DOMAIN).exists():
            self.stdout.write("La démonstration est déjà là, rien n’a changé.")
            return
        version = (
            Version.objects.in_force().filter(is_illustrative=True, certification__code="CQP-MO").first()
        )
        if version is None:
            raise CommandError(
                "Chargez d’abord le référentiel : manage.py load_referential referentials/data/…"
            )
        tell(version, now=timezone.now())
        self.stdout.write(f"{User.objects.count()} personnes, {version.dossiers.count()} dossiers.")
