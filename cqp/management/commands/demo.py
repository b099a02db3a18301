"""The demonstration in one process tree: data, static files, web server, work left undone."""

import contextlib
import os
import signal
import socket
import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from cqp.demo.acts import PASSWORD
from cqp.demo.people import CANDIDATES
from cqp.demo.workers import JURORS, MANAGERS
from cqp.tasks import catch_up

REFERENTIAL = "referentials/data/cqp-mo-illustratif.json"
CATCH_UP_SECONDS = 60


class Command(BaseCommand):
    help = "Installe la démonstration et la sert jusqu’à Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port, **options):
        if not settings.DEMO:
            raise CommandError("La démonstration se lance avec DEMO=1 : faites « make demo ».")
        self._check_port(port)
        os.environ["PUBLIC_URL"] = settings.PUBLIC_URL = f"http://127.0.0.1:{port}"
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_referential", settings.BASE_DIR / REFERENTIAL)
        call_command("seed_demo")
        call_command("collectstatic", verbosity=0, interactive=False)
        self._announce(port)
        self._serve(port)

    def _check_port(self, port):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise CommandError(
                    f"Le port {port} est déjà pris. Choisissez-en un autre : make demo PORT={port + 1}"
                )

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
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _serve(self, port):
        """The web server, with Celery workers when there is a Redis; all stop together."""
        python = [sys.executable, "-m"]
        children = [
            subprocess.Popen(
                [
                    *python,
                    "gunicorn",
                    "cqp.wsgi",
                    "--bind",
                    f"127.0.0.1:{port}",
                    "--worker-class",
                    "gthread",
                    "--workers",
                    "2",
                    "--threads",
                    "4",
                    "--log-level",
                    "warning",
                    "--timeout",
                    "60",
                ]
            )
        ]
        if settings.TASKS == "celery":
            children.append(
                subprocess.Popen(
                    [
                        *python,
                        "celery",
                        "-A",
                        "cqp",
                        "worker",
                        "-B",
                        "-l",
                        "warning",
                        "-s",
                        str(settings.VAR_DIR / "beat"),
                    ]
                )
            )
        # said plainly, for a shell that starts us in the background leaves Ctrl-C ignored
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._watch(children)
        except KeyboardInterrupt:
            self.stdout.write("\nArrêt de la démonstration…")
        finally:
            # an impatient second Ctrl-C must not cut short what stops the database
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            for child in children:
                child.terminate()
            for child in children:
                with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                    child.wait(timeout=10)

    def _watch(self, children):
        web = children[0]
        while web.poll() is None:
            try:
                web.wait(timeout=CATCH_UP_SECONDS)
            except subprocess.TimeoutExpired:
                catch_up()
                close_old_connections()
        raise CommandError("Le serveur s’est arrêté.")
