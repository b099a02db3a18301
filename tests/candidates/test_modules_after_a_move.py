"""A candidate moves to a newer version of the referential: a module followed before counts for its code."""

import datetime as dt
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from candidates.models import Candidate, ModuleAttendance
from candidates.services import passport, registration
from candidates.services.attendance_import import apply_import
from certificates.services.versions import move_to_version
from tests.candidates.attendance_lists import attempt_of, outcomes, recorded, row
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db

DAYS = {"started_on": dt.date(2026, 3, 17), "ended_on": dt.date(2026, 3, 18)}


@pytest.fixture
def moved():
    """A candidate who followed both modules, then moved to a version that has the same ones."""
    candidate = eligible_candidate(version=published_version(number="1"))
    with travel(timezone.now() + timedelta(hours=1)):
        newer = published_version(number="2")
    return move_to_version(candidate, newer, by=manager(), at=timezone.now())


def modules_shown(candidate):
    return Candidate.objects.with_course().get(pk=candidate.pk).modules_of_course()


def test_the_pages_show_as_followed_what_the_rule_counts(moved, sign_in):
    pages = [
        sign_in(manager()).get(reverse("candidates:candidate", args=[moved.pk])),
        sign_in(moved.user).get(reverse("candidates:modules", args=[moved.pk])),
        sign_in(moved.user).get(reverse("course")),
    ]

    assert Candidate.objects.with_course().get(pk=moved.pk).obstacles(on=timezone.localdate()) == ()
    assert [attendance.is_followed for _module, attendance in modules_shown(moved)] == [True, True]
    assert ["Ni suivi ni planifié" in page.content.decode() for page in pages] == [False, False, False]


def test_recording_a_module_again_changes_the_attendance_that_is_there(moved):
    before = recorded()

    registration.record_attendance(
        moved, moved.version.modules.first(), **DAYS, is_followed=True, training_body="Institut",
        trainer_email="", by=manager(), at=timezone.now(),
    )  # fmt: skip

    assert len(recorded()) == len(before) == 2
    assert modules_shown(moved)[0][1].started_on == DAYS["started_on"]


def test_the_form_of_a_module_begins_with_what_was_recorded_before_the_move(moved, sign_in):
    module = moved.version.modules.first()

    page = sign_in(manager()).get(reverse("candidates:attendance_record", args=[moved.pk, module.pk]))

    assert page.context["form"].initial["is_followed"] is True


def test_a_module_confirmed_before_the_move_is_not_declared_again(moved):
    with pytest.raises(passport.DeclarationRefused, match="déjà confirmé"):
        passport.declare_attendance(
            moved, moved.version.modules.first(), **DAYS, training_body="", trainer_email="",
            by=moved.user, at=timezone.now(),
        )  # fmt: skip


def test_an_import_changes_what_was_recorded_before_the_move(moved):
    code, office = moved.version.modules.first().code, manager()

    attempt = attempt_of([row(moved, code)], by=office)
    apply_import(attempt, by=office, at=timezone.now())

    assert outcomes(attempt) == ["changed"]
    assert ModuleAttendance.objects.filter(candidate=moved).count() == 2
    assert modules_shown(moved)[0][1].started_on == DAYS["started_on"]


def test_of_two_recorded_for_one_code_the_one_that_was_followed_counts(moved):
    module = moved.version.modules.first()
    ModuleAttendance.objects.create(candidate=moved, module=module, **DAYS)

    candidate = Candidate.objects.with_course().get(pk=moved.pk)

    assert candidate.obstacles(on=timezone.localdate()) == ()
    assert candidate.attendances.of_module(module) == candidate.attended()[module.code]


def test_the_page_of_a_candidate_who_moved_costs_no_more_queries(moved, sign_in):
    other = eligible_candidate(version=moved.version)
    office = sign_in(manager())
    counts = []
    for candidate in (other, moved):
        path = reverse("candidates:candidate", args=[candidate.pk])
        office.get(path)
        with CaptureQueriesContext(connection) as queries:
            office.get(path)
        counts.append(len(queries))

    assert counts[0] == counts[1]
