"""Importing attendances: any order, twice, or two managers at once give the same end."""

import threading

import pytest
from django.db import connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation
from audit.models import AuditEntry
from candidates.models import AttendanceImport, Candidate, ModuleAttendance
from candidates.services.attendance_import import apply_import
from notifications.models import Message
from rules.errors import DomainError
from tests.candidates.attendance_lists import (
    attempt_of,
    codes_of,
    people,
    recorded,
    row,
)
from tests.factories import manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return published_version()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_of_the_lines_gives_the_same_end_and_twice_changes_nothing(version, data):
    ModuleAttendance.objects.all().delete()
    Organisation.objects.filter(name__istartswith="institut").delete()
    everyone = list(Candidate.objects.filter(version=version).order_by("pk")) or people(version)
    codes, office = codes_of(version), manager()
    days = st.sampled_from(["17/03/2026", "2026-03-18", "19/03/2026"])
    bodies = st.sampled_from(["Institut", "INSTITUT", "institut  du Sud", "Institut du Sud", ""])
    pairs = [(candidate, code) for candidate in everyone for code in codes]
    rows = [
        row(
            candidate,
            code,
            *sorted([data.draw(days), data.draw(days)], key=lambda d: d[-2:] if d[4] == "-" else d[:2]),
            body=data.draw(bodies),
            trainer=data.draw(st.sampled_from(["", "f@b.fr"])),
            followed=data.draw(st.sampled_from(["oui", "non", ""])),
        )
        for candidate, code in data.draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
    ]
    ends = []

    for lines in (rows, data.draw(st.permutations(rows))):
        ModuleAttendance.objects.all().delete()
        Organisation.objects.filter(name__istartswith="institut").delete()
        attempt = attempt_of(lines, by=office)
        assert apply_import(attempt, by=office, at=timezone.now()) == len(rows)
        ends.append(recorded())

    assert ends[0] == ends[1]
    assert len(ends[0]) == len(rows)
    assert attempt_of(data.draw(st.permutations(rows)), by=office).change_count == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_two_managers_applying_the_same_import_at_once_apply_it_once():
    version = published_version()
    everyone = people(version, 5)
    first = codes_of(version)[0]
    rows = [row(candidate, first) for candidate in everyone]
    offices = [manager(), manager()]
    shared = attempt_of(rows, by=offices[0])
    twin = attempt_of(rows, by=offices[1])  # and somebody who sent the same file again
    barrier, met, said = threading.Barrier(4), [], []

    def apply(attempt, office):
        try:
            barrier.wait()
            met.append(apply_import(attempt, by=office, at=timezone.now()))
        except DomainError as refusal:
            met.append(type(refusal).__name__)
            said.append((attempt.pk, str(refusal)))
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=apply, args=pair)
        for pair in [(shared, offices[0]), (shared, offices[1]), (twin, offices[0]), (twin, offices[1])]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(met, key=str) == [5, "ImportRefused", "ImportRefused", "ImportRefused"]
    applied = AttendanceImport.objects.get(applied_at__isnull=False)
    assert ["déjà appliqué" in words for pk, words in said if pk == applied.pk] == [True]
    assert ModuleAttendance.objects.count() == 5
    assert AuditEntry.objects.filter(action="module.followed").count() == 5
    assert Message.objects.count() == 5
