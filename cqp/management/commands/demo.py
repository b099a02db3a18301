"""The demonstration in one process tree: data, static files, web server, work left undone."""

import os
import socket
import subprocess
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from cqp.demo.cast import PASSWORD
from cqp.demo.people import CANDIDATES
from cqp.demo.servers import StillRunning, hold_folder, listener_on, servers, stop_at_first_signal
from cqp.demo.workers import JURORS, MANAGERS
from cqp.inprocess import leave_the_rest
from cqp.tasks import catch_up

CATCH_UP_SECONDS = 60
ADDRESS = settings.VAR_DIR / "demo-address"  # where the demonstration's documents were first made


class Command(BaseCommand):
    help = "Installe la démonstration et la sert jusqu’à Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port, **options):
        if not settings.DEMO:
            raise CommandError("La démonstration se lance avec DEMO=1 : faites « make demo ».")
        starter = os.getppid()
        stop_at_first_signal()
        try:
            with self._folder(port) as held:
                self._check_port(port)
                try:
                    self._install(port)
                    with servers(port, held=held) as web:
                        self._announce(port)
                        self._watch(web, starter)
                finally:
                    leave_the_rest()
        except KeyboardInterrupt:
            self.stdout.write("\nLa démonstration est arrêtée.")

    def _folder(self, port):
        try:
            return hold_folder(port)
        except StillRunning as other:
            where = f" : http://127.0.0.1:{other.port} (processus {other.pid})" if other.port else ""
            raise CommandError(
                f"Une démonstration tourne déjà dans ce dossier{where}. Ouvrez-la, ou arrêtez-la d’abord "
                f"par Ctrl-C là où elle a été lancée."
            ) from None

    def _check_port(self, port):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                by = listener_on(port)
                raise CommandError(
                    f"Le port {port} est déjà pris{f' par {by}' if by else ' par un autre programme'}. "
                    f"Choisissez-en un autre : make demo PORT={port + 1}"
                )

    def _install(self, port):
        os.environ["PUBLIC_URL"] = settings.PUBLIC_URL = f"http://127.0.0.1:{port}"
        call_command("prepare")
        call_command("collectstatic", verbosity=0, interactive=False)

    def _announce(self, port):
        lines = [
            "",
            f"  La démonstration est prête : http://127.0.0.1:{port}",
            "  La page de connexion propose chaque personne en un clic. Par exemple :",
            f"    candidate      {CANDIDATES[0].first_names} {CANDIDATES[0].birth_name}",
            f"    jury           {JURORS[0].first_name} {JURORS[0].last_name}",
            f"    gestionnaire   {MANAGERS[0].first_name} {MANAGERS[0].last_name}",
            f"  Ou avec une adresse : {MANAGERS[0].email}, mot de passe {PASSWORD}",
            "  Ctrl-C arrête tout ; « make demo-reset » efface les données.",
            *self._older_address(),
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _older_address(self):
        """What was printed stays as printed: a QR code leads where the demonstration ran when it was made."""
        if not ADDRESS.exists():
            ADDRESS.write_text(settings.PUBLIC_URL)
        first = ADDRESS.read_text()
        if first == settings.PUBLIC_URL:
            return []
        return [
            f"  Données faites sous {first} : le QR code des documents déjà délivrés y mène encore.",
            "  Pour vérifier l’un d’eux ici, tapez son code sur la page « Vérifier ».",
        ]

    def _watch(self, web, starter):
        """Do the work left undone while the web server runs, and stop when what started us (make) is gone."""
        next_time = time.monotonic() + CATCH_UP_SECONDS
        while os.getppid() == starter:
            try:
                web.wait(timeout=1)
            except subprocess.TimeoutExpired:
                if time.monotonic() >= next_time:
                    catch_up()
                    close_old_connections()
                    next_time = time.monotonic() + CATCH_UP_SECONDS
            else:
                raise CommandError(
                    "Le serveur s’est arrêté. Relancez « make demo » : les données sont gardées."
                )
        self.stdout.write("Ce qui a lancé la démonstration est terminé : elle s’arrête aussi.")
