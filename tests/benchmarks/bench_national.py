"""`make bench-national`: every page at 1,000, 20,000 and 200,000 candidates (SIZES), in one run.

Neither the queries nor the rows fetched grow with the service, and no page takes more than 1.5 times its
time. tests/test_national_pages.py holds the first half at each run of the suite.
"""

import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from referentials.file_format import read_referential
from referentials.services import publish_version
from tests.benchmarks.measuring import compared
from tests.benchmarks.national import Nation
from tests.benchmarks.pages import FOUND
from tests.processes import another_database

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,20000,200000").split(",")]
ROUNDS = int(os.environ.get("ROUNDS", "5"))
FULL = 10_000  # candidates from which every list fills its page
MOST = 1.5
MOST_QUERIES = 25
NOISE = 0.004  # seconds: under this a ratio says more of the machine than of the page
REFERENTIAL = Path(__file__).parents[2] / "referentials" / "data" / "cqp-mo-illustratif.json"

pytestmark = pytest.mark.django_db(transaction=True)


def show(name, measures):
    small, large = measures[0], measures[-1]
    cells = "  ".join(
        f"{m.queries:3d} q {m.rows:4d} r {m.median * 1000:7.1f} / {m.worst * 1000:6.1f} ms" for m in measures
    )
    return f"{name:47s} {cells}  × {large.beside(small):.2f}"


@pytest.fixture
def services():
    """The databases of a service of each size, settled as by VACUUM in time."""
    version, _ = publish_version(read_referential(REFERENTIAL.read_bytes()), by=None, at=timezone.now())
    nation, reached, here = Nation(version), 1, connection.settings_dict["NAME"]
    with ExitStack() as copies:
        databases = []
        for size in SIZES:
            start = time.perf_counter()
            nation.grow(reached, size + 1)
            reached = size + 1
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            connection.close()
            copy = another_database(f"{here}_{size}", template=here)
            databases.append(copies.enter_context(copy) if size != SIZES[-1] else here)
            sys.stdout.write(f"\n{size} candidates in {time.perf_counter() - start:.0f} s")
        yield databases


def test_no_page_grows_with_the_service(services):
    found = compared(services, rounds=ROUNDS)
    sys.stdout.write(
        "\nqueries, rows fetched, median / 95th percentile at " + ", ".join(map(str, SIZES)) + "\n"
    )
    sys.stdout.write("\n".join(show(name, measures) for name, measures in found.items()) + "\n")

    full = [rank for rank, size in enumerate(SIZES) if size >= FULL]
    assert {n: [m.queries for m in ms] for n, ms in found.items() if len({m.queries for m in ms}) > 1} == {}
    assert {n: ms[-1].queries for n, ms in found.items() if ms[-1].queries > MOST_QUERIES} == {}
    fetched = {n: [measures[rank].rows for rank in full] for n, measures in found.items() if n not in FOUND}
    assert {name: rows for name, rows in fetched.items() if rows and max(rows) > rows[0]} == {}
    slower = {
        name: round(ms[-1].beside(ms[0]), 2)
        for name, ms in found.items()
        if ms[-1].beside(ms[0]) > MOST and ms[-1].median > ms[0].median * MOST + NOISE
    }
    assert slower == {}
