"""Finish what was left undone."""

from django.core.management.base import BaseCommand

from cqp.tasks import catch_up


class Command(BaseCommand):
    help = "Termine ce qu’une panne a laissé : messages à envoyer, documents à produire."

    def handle(self, **options):
        self.stdout.write(f"{catch_up()} tâche(s) reprise(s).")
