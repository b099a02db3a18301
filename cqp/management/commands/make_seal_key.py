"""The key that seals documents on one's own machine."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from certificates.sealing import make_development_key


class Command(BaseCommand):
    help = "Prépare la clé de développement qui scelle les documents sur cette machine."

    def handle(self, **options):
        if not settings.SEAL_DEVELOPMENT_KEY:
            raise CommandError(
                "En production, la clé vient d’une autorité : indiquez SEAL_PKCS12 ou SEAL_PKCS11_MODULE là "
                "où tournent les tâches."
            )
        self.stdout.write(f"Clé de développement : {make_development_key(settings.SEAL_DEVELOPMENT_KEY)}")
