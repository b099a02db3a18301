"""The way back in when the only administrator lost their device."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.services.security import NothingToReset, reset_second_factor


class Command(BaseCommand):
    help = "Réinitialise le second facteur d’une personne et ferme ses sessions. L’acte est journalisé."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email, **options):
        person = User.objects.filter(email=email.strip().lower()).first()
        if person is None:
            raise CommandError("Personne n’a cette adresse.")
        try:
            reset_second_factor(person, reason="command", identity="command", by=None, at=timezone.now())
        except NothingToReset as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Le second facteur est réinitialisé et les sessions sont fermées.")
