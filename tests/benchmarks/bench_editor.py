"""`make bench`: opening the editor of a full dossier, and one save of one field, timed in turn.

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
    count = [0]

    def opening():
        return client.get(page)

    def saving():
        count[0] += 1
        text = f"{situation.analysis} {count[0]}"
        return client.post(field, {"text": text, "base": 0, "client": "bench", "seq": count[0]} | base())

    def base():
        return {"base": type(situation).objects.get(pk=situation.pk).revisions["analysis"]["n"]}

    queries = {}
    for name, act in (("open", opening), ("save", saving)):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            act()
        queries[name] = len(seen)
    queries["save"] -= 1  # the version is read by this bench, a page knows it
    times = [(timed(opening), timed(saving)) for _ in range(ROUNDS)]
    opened, saved = (statistics.median(column) for column in zip(*times, strict=True))

    lines = [
        f"opening the editor: {queries['open']} queries, median {opened * 1000:.1f} ms",
        f"saving one field: {queries['save']} queries, median {saved * 1000:.1f} ms",
        f"ratio: {saved / opened:.3f} (at most {MOST})",
    ]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert saved <= opened * MOST
