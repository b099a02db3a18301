"""The rights of the application's role and of the reader's, given by the owner."""

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection, transaction

from cqp.roles import check_roles, statements
from rules.french import count


class Command(BaseCommand):
    help = "Donne leurs droits aux rôles de l’application et de lecture ; à relancer après chaque migration."

    def add_arguments(self, parser):
        parser.add_argument("--app", required=True, help="le rôle des processus web et des workers")
        parser.add_argument("--readonly", required=True, help="le rôle qui ne fait que lire")
        parser.add_argument(
            "--print", action="store_true", dest="only_print", help="écrit le SQL sans l’exécuter"
        )

    def handle(self, *, app, readonly, only_print, **options):
        wanted = list(statements(app=app, reader=readonly))
        if only_print:
            self.stdout.write("\n".join(f"{statement};" for statement in wanted))
            return
        check_roles(app=app, reader=readonly)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in wanted:
                    cursor.execute(statement)
        except Error as error:
            raise CommandError(
                f"Rien n’est changé : {error}Lancez cette commande avec le rôle propriétaire, "
                "ou faites exécuter par un administrateur ce que --print écrit."
            ) from error
        self.stdout.write(f"Droits donnés à {app} et {readonly} ({count(len(wanted), 'instruction')}).")
