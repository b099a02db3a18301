"""What candidates declare of their modules, and what the office makes of it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from candidates.models import ModuleAttendance
from candidates.services import passport, registration
from notifications.models import Message
from rules.errors import DomainError
from tests.candidates.declaring import DAY, TODAY, as_typed, declare, modules_of
from tests.factories import CandidateFactory, eligible_candidate, manager

pytestmark = pytest.mark.django_db


def test_a_declared_module_counts_once_a_manager_confirmed_it_and_not_before():
    candidate, office = CandidateFactory(), manager()
    for rank, module in enumerate(modules_of(candidate)):
        declare(candidate, module, days_ago=20 - 5 * rank)
    assert len(candidate.obstacles(on=TODAY())) == 2

    for attendance in candidate.attendances.all():
        passport.confirm_attendance(attendance, seen=attendance.declared_at, by=office, at=timezone.now())

    candidate = type(candidate).objects.get(pk=candidate.pk)
    assert candidate.obstacles(on=TODAY()) == ()
    assert {(a.is_followed, a.confirmed_by) for a in candidate.attendances.all()} == {(True, office)}
    assert [m.subject for m in Message.objects.filter(recipient=candidate.user)] == [
        "Un module que vous avez déclaré est confirmé"
    ] * 2


def test_a_confirmed_module_is_no_longer_its_candidates_to_change(sign_in):
    candidate = eligible_candidate()
    module = modules_of(candidate)[0]
    before = ModuleAttendance.objects.filter(candidate=candidate).values().order_by("pk")
    before = list(before)

    with pytest.raises(passport.DeclarationRefused, match="déjà confirmé"):
        declare(candidate, module)
    client = sign_in(candidate.user)
    path = reverse("candidates:module_declare", args=[candidate.pk, module.pk])
    answer = client.post(path, as_typed((TODAY() - DAY, TODAY() - DAY)))

    assert answer.status_code == 200
    assert "déjà confirmé" in answer.content.decode()
    assert list(ModuleAttendance.objects.filter(candidate=candidate).values().order_by("pk")) == before


def test_a_declaration_may_be_corrected_until_it_is_decided():
    candidate = CandidateFactory()
    module = modules_of(candidate)[0]
    first = declare(candidate, module, days_ago=30)

    second = declare(candidate, module, days_ago=20)

    assert (first.pk, candidate.attendances.count()) == (second.pk, 1)
    assert candidate.attendances.get().started_on == TODAY() - 20 * DAY


def test_a_refusal_tells_why_once_and_lets_the_candidate_declare_again(sign_in):
    candidate, office = CandidateFactory(), manager()
    attendance = declare(candidate, modules_of(candidate)[0])

    refused = passport.refuse_declaration(
        attendance, reason="L’attestation manque.", seen=attendance.declared_at, by=office, at=timezone.now()
    )

    assert (refused.is_to_confirm, refused.is_refused, refused.refusal_reason) == (
        False,
        True,
        "L’attestation manque.",
    )
    message = Message.objects.get(recipient=candidate.user)
    assert "L’attestation manque." in message.body
    page = sign_in(candidate.user).get(message.path).content.decode()
    assert "L’attestation manque." in page
    again = declare(candidate, modules_of(candidate)[0], days_ago=5)
    assert (again.is_to_confirm, again.refusal_reason) == (True, "")


def test_a_refusal_without_a_reason_is_refused_and_nothing_moves():
    candidate = CandidateFactory()
    attendance = declare(candidate, modules_of(candidate)[0])

    with pytest.raises(passport.DeclarationRefused, match="motif"):
        passport.refuse_declaration(
            attendance, reason="  ", seen=attendance.declared_at, by=manager(), at=timezone.now()
        )

    assert candidate.attendances.get().is_to_confirm
    assert Message.objects.count() == 0


def test_a_declaration_is_decided_once():
    candidate = CandidateFactory()
    attendance = declare(candidate, modules_of(candidate)[0])
    word = {"seen": attendance.declared_at, "by": manager(), "at": timezone.now()}
    passport.confirm_attendance(attendance, **word)

    with pytest.raises(passport.DeclarationRefused, match="déjà reçu sa réponse"):
        passport.refuse_declaration(attendance, reason="Trop tard.", **word)

    assert candidate.attendances.get().is_followed
    assert Message.objects.count() == 1


def test_a_declaration_changed_while_it_was_read_is_not_decided_unread():
    candidate = CandidateFactory()
    module = modules_of(candidate)[0]
    read = declare(candidate, module, days_ago=30)
    declare(candidate, module, days_ago=3)

    with pytest.raises(passport.DeclarationRefused, match="a changé sa déclaration"):
        passport.confirm_attendance(read, seen=read.declared_at, by=manager(), at=timezone.now())

    assert candidate.attendances.get().is_to_confirm


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ended_on": dt.date(2020, 1, 1)}, "ended_on"),
        ({"ended_on": dt.date(2190, 1, 1)}, "ended_on"),
        ({"trainer_email": "OWN"}, "trainer_email"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_at_its_field(changes, field):
    candidate = CandidateFactory()
    if changes.get("trainer_email"):
        changes = {"trainer_email": candidate.user.email.upper()}

    with pytest.raises(DomainError) as refusal:
        declare(candidate, modules_of(candidate)[0], **changes)

    assert refusal.value.field == field
    assert candidate.attendances.count() == 0


def test_a_module_that_ends_today_may_be_declared_and_tomorrow_not():
    candidate = CandidateFactory()
    first, second = modules_of(candidate)

    declare(candidate, first, days_ago=1, length=1)
    with pytest.raises(passport.ModuleRefused, match="pas encore passé"):
        declare(candidate, second, days_ago=0, length=1)

    assert [a.module for a in candidate.attendances.all()] == [first]


def test_the_second_module_before_the_first_is_recorded_and_said_not_to_count_with_the_day_to_start_again(
    sign_in,
):
    candidate = CandidateFactory()
    first, second = modules_of(candidate)
    declare(candidate, first, days_ago=10)
    client = sign_in(candidate.user)

    answer = client.post(
        reverse("candidates:module_declare", args=[candidate.pk, second.pk]),
        as_typed((TODAY() - 30 * DAY, TODAY() - 29 * DAY)),
        follow=True,
    )

    assert candidate.attendances.get(module=second).is_to_confirm
    page = answer.content.decode()
    assert "Ces dates ne comptent pas." in page
    assert page.count("il est à suivre de nouveau à partir du") == 3  # the notice, the module, the obstacles


def test_recording_a_declared_module_as_followed_confirms_it_and_tells_its_candidate_once():
    candidate, office = CandidateFactory(), manager()
    attendance = declare(candidate, modules_of(candidate)[0])
    facts = {
        "started_on": attendance.started_on,
        "ended_on": attendance.ended_on,
        "is_followed": True,
        "training_body": "Institut",
        "trainer_email": "",
        "by": office,
        "at": timezone.now(),
    }

    for _ in range(2):
        registration.record_attendance(candidate, attendance.module, **facts)

    attendance = candidate.attendances.get()
    assert (attendance.is_followed, attendance.confirmed_by) == (True, office)
    assert Message.objects.filter(recipient=candidate.user).count() == 1


def test_planning_again_leaves_a_declaration_to_its_own_decision():
    candidate = CandidateFactory()
    attendance = declare(candidate, modules_of(candidate)[0])

    registration.record_attendance(
        candidate,
        attendance.module,
        started_on=attendance.started_on,
        ended_on=attendance.ended_on,
        is_followed=False,
        training_body="Autre institut",
        trainer_email="",
        by=manager(),
        at=timezone.now(),
    )

    assert candidate.attendances.get().is_to_confirm


def test_every_act_on_a_module_leaves_one_trace():
    candidate, office = CandidateFactory(), manager()
    one, two = [declare(candidate, module, days_ago=9) for module in modules_of(candidate)]
    passport.confirm_attendance(one, seen=one.declared_at, by=office, at=timezone.now())
    passport.refuse_declaration(two, reason="Non.", seen=two.declared_at, by=office, at=timezone.now())

    acts = AuditEntry.objects.about(candidate).values_list("action", "actor")

    assert list(acts) == [
        ("module.declared", candidate.user.pk),
        ("module.declared", candidate.user.pk),
        ("module.confirmed", office.pk),
        ("module.refused", office.pk),
    ]


def test_the_database_too_refuses_a_refusal_without_a_reason():
    candidate = CandidateFactory()
    attendance = declare(candidate, modules_of(candidate)[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        ModuleAttendance.objects.filter(pk=attendance.pk).update(refused_at=timezone.now(), declared_at=None)
