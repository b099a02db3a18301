"""Importing attendances: the dry run tells the truth, the application does all of it or nothing."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from candidates.models import AttendanceImport, ModuleAttendance
from candidates.models.attendance_import import KEPT_FOR
from candidates.services import passport, registration
from candidates.services.attendance_import import ImportRefused, apply_import
from notifications.models import Message
from tests.candidates.attendance_lists import (
    HEADING,
    attempt_of,
    codes_of,
    outcomes,
    people,
    recorded,
    row,
)
from tests.factories import CandidateFactory, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return published_version()


def test_a_dry_run_records_nothing_and_tells_each_line(version):
    one, two, three = people(version)
    first, _second = codes_of(version)
    office = manager()
    registration.record_attendance(
        one, version.modules.first(), started_on=dt.date(2026, 3, 17), ended_on=dt.date(2026, 3, 18),
        is_followed=True, training_body="Institut", trainer_email="", by=office, at=timezone.now(),
    )  # fmt: skip
    registration.record_attendance(
        two, version.modules.first(), started_on=dt.date(2026, 3, 1), ended_on=dt.date(2026, 3, 18),
        is_followed=False, training_body="Autre", trainer_email="f@b.fr", by=office, at=timezone.now(),
    )  # fmt: skip
    before = recorded()

    attempt = attempt_of(
        [row(one, first), row(two, first), row(three, first), ["x@y.fr", first, "x", "", "", "", ""]]
    )

    assert recorded() == before
    assert outcomes(attempt) == ["unchanged", "changed", "created", "refused"]
    assert [entry["line"] for entry in attempt.plan] == [2, 3, 4, 5]
    assert attempt.plan[1]["changes"] == [
        ["du", "1er\u00a0mars\u00a02026", "17\u00a0mars\u00a02026"],
        ["organisme", "Autre", "Institut"],
        ["suivi", "non", "oui"],
    ]
    assert len(attempt.plan[3]["sentences"]) == 3


def test_applying_does_what_was_announced_with_a_trace_each_and_one_message_a_person(version):
    one, two, _ = people(version)
    first, second = codes_of(version)
    office = manager()
    attempt = attempt_of([row(one, first), row(one, second), row(two, first, followed="")], by=office)

    assert apply_import(attempt, by=office, at=timezone.now()) == 3

    day, end = dt.date(2026, 3, 17), dt.date(2026, 3, 18)
    assert recorded() == sorted(
        [
            (one.user.email, first, day, end, True, "Institut", ""),
            (one.user.email, second, day, end, True, "Institut", ""),
            (two.user.email, first, day, end, False, "Institut", ""),
        ],
        key=str,
    )
    confirmed = ModuleAttendance.objects.filter(is_followed=True)
    assert {a.confirmed_by for a in confirmed} == {office}
    acts = AuditEntry.objects.about(attempt).values_list("action", flat=True)
    assert sorted(acts) == ["attendances.imported", "module.followed", "module.followed", "module.planned"]
    assert sorted(Message.objects.values_list("recipient__email", flat=True)) == sorted(
        [one.user.email, two.user.email]
    )


def test_the_same_file_twice_changes_nothing_and_says_so(version, sign_in):
    one, two, _ = people(version)
    office = manager()
    rows = [row(one, codes_of(version)[0]), row(two, codes_of(version)[1], trainer="f@institut.example")]
    apply_import(attempt_of(rows, by=office), by=office, at=timezone.now())
    before, told = recorded(), Message.objects.count()

    again = attempt_of(rows, by=office)
    page = sign_in(office).get(reverse("candidates:import_report", args=[again.pk])).content.decode()
    apply_import(again, by=office, at=timezone.now())

    assert (again.change_count, recorded(), Message.objects.count()) == (0, before, told)
    assert "0 changement" in page
    assert "Appliquer</button>" not in page


def test_one_wrong_line_holds_back_all_the_others(version):
    one, *_ = people(version)
    attempt = attempt_of([row(one, codes_of(version)[0]), row(one, "Tricot")])

    with pytest.raises(ImportRefused, match="à corriger"):
        apply_import(attempt, by=manager(), at=timezone.now())

    assert recorded() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"module": "Tricot"}, "n’est pas de son parcours"),
        ({"email": "personne@nulle.part"}, "Aucun candidat"),
        ({"end": "16/03/2026"}, "ne peut pas finir avant"),
        ({"start": "17/03/2199", "end": "18/03/2199"}, "n’est pas terminé"),
    ],
)
def test_what_a_line_cannot_do_is_said_on_it(version, change, words):
    one, *_ = people(version)
    told = row(
        one, change.pop("module", codes_of(version)[0]), **{k: v for k, v in change.items() if k != "email"}
    )
    told[0] = change.get("email", told[0])

    attempt = attempt_of([told])

    assert outcomes(attempt) == ["refused"]
    assert [words in sentence for sentence in attempt.plan[0]["sentences"]] == [True]


def test_a_planned_module_may_lie_in_the_future(version):
    one, *_ = people(version)

    attempt = attempt_of([row(one, codes_of(version)[0], "17/03/2199", "18/03/2199", followed="non")])

    assert outcomes(attempt) == ["created"]


def test_two_lines_for_one_person_and_module_are_both_refused_and_name_each_other(version):
    one, two, _ = people(version)
    first, second = codes_of(version)
    title = version.modules.first().title.upper()

    attempt = attempt_of([row(one, first), row(two, first), row(one, title), row(one, second)])

    assert outcomes(attempt) == ["refused", "created", "refused", "created"]
    assert ["ligne 4" in attempt.plan[0]["sentences"][0], "ligne 2" in attempt.plan[2]["sentences"][0]] == [
        True
    ] * 2


def test_a_module_before_the_one_it_follows_is_recorded_with_its_warning(version):
    one, *_ = people(version)
    first, second = codes_of(version)

    attempt = attempt_of([row(one, second, "01/03/2026", "02/03/2026"), row(one, first)])

    assert outcomes(attempt) == ["created", "created"]
    assert [
        "à suivre de nouveau à partir du 18\u00a0mars\u00a02026" in e["warning"] for e in attempt.plan
    ] == [
        True,
        False,
    ]


def test_nobody_imports_their_own_attendance_and_nobody_sees_an_import_they_are_in(version, sign_in):
    office, other = manager(), manager()
    own = CandidateFactory(version=version, user=office)
    first, _second = codes_of(version)

    mine, theirs = attempt_of([row(own, first)], by=office), attempt_of([row(own, first)], by=other)

    assert "sa propre candidature" in mine.plan[0]["sentences"][0]
    assert outcomes(theirs) == ["created"]
    client = sign_in(office)
    path = reverse("candidates:import_report", args=[theirs.pk])
    assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
    assert recorded() == []


def test_a_person_on_two_certifications_needs_the_certification_when_the_module_is_in_both(version):
    one = CandidateFactory(version=version)
    other = published_version(code="CQP-AUTRE")
    CandidateFactory(version=other, user=one.user)
    first = codes_of(version)[0]

    unclear = attempt_of([row(one, first)])
    clear = attempt_of([[*row(one, first), "cqp autre"]], heading=[*HEADING, "certification"])
    wrong = attempt_of([[*row(one, first), "CQP-X"]], heading=[*HEADING, "certification"])

    assert "plusieurs parcours" in unclear.plan[0]["sentences"][0]
    assert (outcomes(clear), clear.plan[0]["candidate"]) == (
        ["created"],
        one.user.candidacies.get(version=other).pk,
    )
    assert "pas inscrite" in wrong.plan[0]["sentences"][0]


def test_an_empty_cell_changes_nothing(version):
    one, *_ = people(version)
    first, _second = codes_of(version)
    office = manager()
    apply_import(attempt_of([row(one, first, trainer="f@b.fr")], by=office), by=office, at=timezone.now())

    attempt = attempt_of([row(one, first, body="", trainer="", followed="")])
    without = attempt_of([row(one, first)[:4]], heading=HEADING[:4])

    assert outcomes(attempt) == outcomes(without) == ["unchanged"]


def test_an_import_confirms_what_was_declared(version):
    one, *_ = people(version)
    module, office = version.modules.first(), manager()
    day = dt.date(2026, 3, 17)
    passport.declare_attendance(
        one, module, started_on=day, ended_on=day, training_body="", trainer_email="", by=one.user,
        at=timezone.now(),
    )  # fmt: skip

    apply_import(
        attempt_of([row(one, module.code, end="17/03/2026", body="")], by=office),
        by=office,
        at=timezone.now(),
    )

    attendance = one.attendances.get()
    assert (attendance.is_followed, attendance.is_to_confirm, attendance.confirmed_by) == (
        True,
        False,
        office,
    )


def test_what_changed_since_the_dry_run_refuses_the_whole(version):
    one, two, _ = people(version)
    first, _second = codes_of(version)
    office = manager()
    attempt = attempt_of([row(one, first), row(two, first)], by=office)
    apply_import(
        attempt_of([row(two, first, "01/02/2026", "02/02/2026")], by=office), by=office, at=timezone.now()
    )
    before = recorded()

    with pytest.raises(ImportRefused, match="ligne 3"):
        apply_import(attempt, by=office, at=timezone.now())

    assert recorded() == before
    attempt.refresh_from_db()
    assert attempt.applied_at is None


def test_an_attempt_is_forgotten_after_a_day(version):
    one, *_ = people(version)
    old = attempt_of([row(one, codes_of(version)[0])], at=timezone.now() - KEPT_FOR - dt.timedelta(minutes=1))

    with pytest.raises(ImportRefused, match="24 heures"):
        apply_import(old, by=manager(), at=timezone.now())
    attempt_of([row(one, codes_of(version)[0])])

    assert not AttendanceImport.objects.filter(pk=old.pk).exists()


def test_an_import_is_applied_once(version):
    one, *_ = people(version)
    office = manager()
    attempt = attempt_of([row(one, codes_of(version)[0])], by=office)
    apply_import(attempt, by=office, at=timezone.now())

    with pytest.raises(ImportRefused, match="déjà appliqué"):
        apply_import(attempt, by=office, at=timezone.now())

    assert AuditEntry.objects.filter(action="attendances.imported").count() == 1


def test_a_dry_run_asks_as_many_queries_for_thirty_lines_as_for_one(version, django_assert_max_num_queries):
    first = codes_of(version)[0]
    rows = [row(candidate, first) for candidate in people(version, 30)]
    office = manager()

    with django_assert_max_num_queries(14):
        attempt_of(rows, by=office)


def test_a_line_tells_all_its_reasons_at_once(version):
    one, *_ = people(version, 1)

    attempt = attempt_of([row(one, "INCONNU", start="18/03/2035", end="17/03/2035")])

    (entry,) = attempt.plan
    begun = [" ".join(sentence.split()[:7]) for sentence in entry["sentences"]]
    assert begun == [
        "Le module « INCONNU » n’est pas",
        "Le module ne peut pas finir avant",
        "Un module qui n’est pas terminé ne",
    ]
