"""`make bench-acts`: opening the editor of a full dossier, and one save of one field, timed in turn.

Timings are ratios within one run; tests/candidates/test_keeping.py holds the numbers of queries.
"""

import statistics
import sys
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.reauthentication import BACKEND
from tests.candidates.full_dossier import a_full_dossier

ROUNDS = 30
MOST = 1 / 5

pytestmark = pytest.mark.django_db


def timed(act):
    start = time.perf_counter()
    assert act().status_code == 200
    return time.perf_counter() - start


def test_a_save_takes_at_most_a_fifth_of_opening_the_editor(client):
    dossier = a_full_dossier()
    situation = dossier.situations.first()
    client.force_login(dossier.candidate.user, backend=BACKEND)
    page = reverse("candidates:situation", args=[dossier.pk, situation.pk])
    field = reverse("candidates:field_save", args=[dossier.pk, situation.key, "analysis"])
    count, number = 0, situation.revisions["analysis"]["n"]

    def opening():
        return client.get(page)

    def saving():
        """From the version that the page knows, and is told of the next one."""
        nonlocal count, number
        count += 1
        sent = {"text": f"{situation.analysis} {count}", "base": number, "client": "bench", "seq": count}
        answer = client.post(field, sent)
        number = answer.json()["number"]
        return answer

    queries = {}
    for name, act in (("open", opening), ("save", saving)):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            act()
        queries[name] = len(seen)
    times = [(timed(opening), timed(saving)) for _ in range(ROUNDS)]
    opened, saved = (statistics.median(column) for column in zip(*times, strict=True))

    lines = [
        f"opening the editor: {queries['open']} queries, median {opened * 1000:.1f} ms",
        f"saving one field: {queries['save']} queries, median {saved * 1000:.1f} ms",
        f"ratio: {saved / opened:.3f} (at most {MOST})",
    ]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert saved <= opened * MOST
