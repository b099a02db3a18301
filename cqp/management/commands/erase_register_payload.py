"""The lawful erasure of what an entry says."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from certificates.models import RegisterEntry
from certificates.services.erasing import erase_payload
from rules.errors import DomainError


class Command(BaseCommand):
    help = (
        "Efface le contenu d’une entrée du registre, avec une entrée qui le dit ; la chaîne tient toujours."
    )

    def add_arguments(self, parser):
        parser.add_argument("entry", type=int, metavar="ENTRÉE")
        parser.add_argument("--reason", required=True, help="l’obligation qui l’impose")
        parser.add_argument("--by", required=True, metavar="ADRESSE", help="qui le décide, par son adresse")

    def handle(self, *, entry, reason, by, **options):
        found = RegisterEntry.objects.select_related("certificate").filter(seq=entry).first()
        person = User.objects.filter(email=by.lower(), is_active=True).first()
        if found is None or person is None or not (person.is_administrator or person.is_manager):
            raise CommandError("Donnez une entrée du registre et l’adresse d’un gestionnaire.")
        try:
            told = erase_payload(found, reason=reason, by=person, at=timezone.now())
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Le contenu de l’entrée {entry} est effacé ; l’entrée {told.seq} le dit.")
