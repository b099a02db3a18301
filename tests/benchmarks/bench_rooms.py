"""`make bench-acts`: the reading room and the deliberation room of the largest dossier, five members: number
of queries, and median times of one run. tests/jury/test_reading_room.py holds that numbers do not grow."""

import statistics
import sys
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.reauthentication import BACKEND
from jury.models import Stage
from tests.acts import cast_all, chair_of, close_reading, hold_interview
from tests.jury.full_examination import a_full_examination

ROUNDS = 15
MOST_QUERIES = 40

pytestmark = pytest.mark.django_db


def measured(client, name, path):
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
        number = len(seen)  # the next request forgets them
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        client.get(path)
        times.append(time.perf_counter() - start)
    sys.stdout.write(f"\n{name}: {number} queries, median {statistics.median(times) * 1000:.1f} ms")
    return number


def test_the_rooms_of_the_largest_dossier_ask_a_fixed_number_of_queries(client):
    examination = a_full_examination()
    chair = chair_of(examination)
    competences = [c for block in examination.blocks.all() for c in block.competences.all()]
    client.force_login(chair, backend=BACKEND)
    room = [reverse("jury:reading", args=[examination.pk, c.pk]) for c in (competences[0], competences[-1])]

    found = [measured(client, "reading room, first competence", room[0])]
    cast_all(examination, missing={c.code for c in competences})
    found.append(measured(client, "reading room, every vote given", room[1]))
    examination = hold_interview(close_reading(examination))
    cast_all(examination, stage=Stage.INTERVIEW, missing={competences[0].code})
    for name, label in [
        ("deliberation_close", "closing the deliberation"),
        ("deliberation_room", "deliberation room"),
    ]:
        found.append(measured(client, label, reverse(f"jury:{name}", args=[examination.pk])))
    sys.stdout.write("\n")

    assert 0 < found[0] == found[1]
    assert max(found) <= MOST_QUERIES
