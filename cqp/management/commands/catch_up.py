"""Finish what was left undone."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from cqp.tasks import do_what_is_left, reconcile


class Command(BaseCommand):
    help = "Termine ce qu’une panne a laissé, rétablit ce qui manque, et dit ce qui a été fait."

    def handle(self, **options):
        repaired = reconcile()
        done = do_what_is_left(at=timezone.now())
        for what, count in repaired.items():
            self.stdout.write(f"{what} : {count}")
        for what, (looked_at, left) in done.items():
            rest = f", dont {left} encore à faire" if left else ""
            self.stdout.write(f"{what} : {looked_at}{rest}")
        if not repaired and not done:
            self.stdout.write("Rien à reprendre : tout est fait.")
