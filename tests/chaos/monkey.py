"""What breaks things: processes killed with -9 and started again, a broker that dies or falls silent,
connections cut in the middle of a statement."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection


@dataclass
class Kept:
    """A program that is started again whenever it was killed."""

    command: list
    environment: dict
    log: object
    process: subprocess.Popen = None

    def start(self):
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            cwd=settings.BASE_DIR,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def kill(self):
        """The whole group, children first seen or not: parent and child die together."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def died_of_itself(self):
        """Neither alive, nor killed by us, nor ended well."""
        return self.process.poll() not in (None, 0, -signal.SIGKILL, -signal.SIGTERM)


@dataclass
class Monkey:
    """Breaks one thing at a time, and counts."""

    workers: list
    actors: list
    broker: Kept
    broken: dict = field(default_factory=dict)

    def break_something(self):
        act = random.choice(
            [
                self.kill_worker,
                self.kill_actor,
                self.cut_connections,
                self.cut_connections,
                self.kill_broker,
                self.mute_broker,
            ]
        )
        act()
        self.broken[act.__name__] = self.broken.get(act.__name__, 0) + 1

    def kill_worker(self):
        worker = random.choice(self.workers)
        worker.kill()
        worker.start()

    def kill_actor(self):
        actor = random.choice(self.actors)
        if actor.process.poll() is None:
            actor.kill()
            actor.start()

    def kill_broker(self):
        """What was in its memory is lost: only the rows know what is left to do."""
        self.broker.kill()
        time.sleep(0.5)
        self.broker.start()

    def mute_broker(self):
        """It accepts and never answers, for a while."""
        os.kill(self.broker.process.pid, signal.SIGSTOP)
        time.sleep(1.5)
        os.kill(self.broker.process.pid, signal.SIGCONT)

    def cut_connections(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND random() < 0.5"
            )


def python(*arguments):
    return [sys.executable, *arguments]
