"""Recompute every digest that a receipt promised."""

from django.core.management.base import BaseCommand, CommandError

from candidates.models import Submission
from candidates.receipts import first_broken_submission


class Command(BaseCommand):
    help = "Recalcule l’empreinte de chaque dépôt et de ses fichiers, et nomme le premier qui ne tient pas."

    def handle(self, **options):
        if found := first_broken_submission():
            submission, reason = found
            raise CommandError(f"{submission} (reçu n° {submission.receipt}) : {reason}.")
        self.stdout.write(f"{Submission.objects.count()} dépôt(s), chaque empreinte tient.")
