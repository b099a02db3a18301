"""What a page takes on the server: queries, rows fetched, seconds; sizes of the service in turn."""

import statistics
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from django.db import connection, connections
from django.test import Client

from accounts.models import User
from accounts.reauthentication import BACKEND
from tests.benchmarks.pages import Page, pages_of

IN_A_ROW = 5  # answers timed at one size before the next size has its turn


@dataclass(frozen=True)
class Measure:
    """What one page took."""

    queries: int
    rows: int
    rounds: list[list[float]]

    @property
    def times(self):
        return sorted(time for times in self.rounds for time in times)

    @property
    def median(self):
        return statistics.median(self.times)

    @property
    def worst(self):
        """95th percentile."""
        return self.times[int(len(self.times) * 0.95)]

    def beside(self, other):
        """How many times as long as the other: the ratio of a round, whose answers are neighbours in time,
        and of all rounds the one in the middle."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return statistics.median(statistics.median(mine) / statistics.median(its) for mine, its in pairs)


class Counted:
    """Counts queries and the rows they fetch."""

    def __init__(self):
        self.queries = self.rows = 0

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        self.queries += 1
        if sql.lstrip("( ").startswith(("SELECT", "WITH")):
            self.rows += max(context["cursor"].rowcount, 0)
        return result


def signed_in(user):
    client = Client()
    if user:
        client.force_login(User.objects.get(pk=user), backend=BACKEND)
    return client


@dataclass
class Asked:
    """One page in one database, its client signed in; every answer it gave, in seconds."""

    page: Page
    client: Client
    nth: Callable[[], int]
    rounds: list[list[float]] = field(default_factory=list)

    def ask(self):
        start = time.perf_counter()
        answer = self.page.ask(self.client, self.nth())
        took = time.perf_counter() - start
        if answer.status_code != 200:
            raise AssertionError(f"{self.page.path} answered {answer.status_code}")
        return took

    def counted(self):
        """(queries, rows fetched) of one answer, when nothing is asked for the first time."""
        self.ask()
        counted = Counted()
        with connection.execute_wrapper(counted):
            self.ask()
        return counted.queries, counted.rows

    def timed(self):
        self.ask()  # what another size left cold
        self.rounds.append([self.ask() for _ in range(IN_A_ROW)])


def every_page():
    """name → Asked, in the database in use. What one page notes is shown on another (who opened a dossier),
    so each was asked once."""
    asked = {name: Asked(page, signed_in(page.user), count().__next__) for name, page in pages_of().items()}
    for one in asked.values():
        one.ask()
    return asked


@contextmanager
def using(database):
    """The test's connection is another one, to this database of the same server."""
    here, there = connections["default"], connections.create_connection("default")
    there.settings_dict = here.settings_dict | {"NAME": database}
    connections["default"] = there
    try:
        yield
    finally:
        there.close()
        connections["default"] = here


def compared(databases, *, rounds):
    """name → a Measure for each database, in their order. Sizes take turns within each round: whatever else
    the machine does falls on all of them alike."""
    asked, counts = [], []
    for database in databases:
        with using(database):
            asked.append(every_page())
            counts.append({name: one.counted() for name, one in asked[-1].items()})
    for _ in range(rounds):
        for name in asked[0]:
            for database, pages in zip(databases, asked, strict=True):
                with using(database):
                    pages[name].timed()
    return {
        name: [
            Measure(*counted[name], pages[name].rounds) for pages, counted in zip(asked, counts, strict=True)
        ]
        for name in asked[0]
    }
