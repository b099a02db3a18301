"""Who applied and earned nothing is forgotten; who holds a certificate never is."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from time_machine import travel

from accounts.models import User
from audit.models import AuditEntry
from audit.services import record
from candidates.models import Accommodation, Candidate, ModuleAttendance, Tie
from cqp.retention.work import let_go
from jury.models import Convocation
from jury.services.sessions import summon_members
from notifications.models import Message
from notifications.services import notify
from tests.acts import make_jury, make_session, validated_on_reading
from tests.factories import juror, manager
from tests.retention.test_dossiers_erased import everywhere
from tests.retention.world import LONG_AGO, a_candidate, decided_dossier, told_then_let_go

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pdf]
TOLD, GONE = "effacement d’une candidature annoncé", "candidature effacée"


def a_forgotten_candidate():
    with travel(LONG_AGO):
        candidate = a_candidate(
            first_names="Apolline Désirée", birth_name="Quesnel-Vasseur", birth_place="Villedieu-les-Poêles"
        )
        User.objects.filter(pk=candidate.user_id).update(roles=["candidate"], email="apolline@caisse.test")
    return candidate


def test_a_candidacy_without_certificate_becomes_nobody_and_its_account_closes():
    candidate = a_forgotten_candidate()
    told, done = told_then_let_go()
    assert (told[TOLD], done[GONE]) == (1, 1)
    rows = everywhere()
    for personal in ("Apolline", "Quesnel", "Villedieu", "apolline@", "odile.vasseur", "Odile"):
        assert [table for table, text in rows.items() if personal in text] == [], personal
    assert not Tie.objects.filter(candidate=candidate).exists()
    assert not ModuleAttendance.objects.filter(candidate=candidate).exists()
    user = User.objects.get(pk=candidate.user_id)
    assert (user.is_active, user.has_usable_password(), str(user)) == (False, False, "Personne effacée")


def test_who_holds_a_certificate_is_never_forgotten():
    dossier = decided_dossier(missing=())
    for _ in range(3):
        told_then_let_go()
    candidate = Candidate.objects.get(pk=dossier.candidate_id)
    assert candidate.erased_at is None
    assert candidate.birth_name
    assert candidate.certificates.ccps().standing().exists()
    call_command("verify_register")


def test_who_has_a_dossier_under_way_is_not_forgotten():
    candidate = a_forgotten_candidate()
    validated_on_reading(candidate, [candidate.version.blocks.first()])
    told, done = told_then_let_go()
    assert not {TOLD, GONE} & {*told, *done}


def test_who_does_something_else_here_keeps_their_account():
    candidate = a_forgotten_candidate()
    User.objects.filter(pk=candidate.user_id).update(roles=["candidate", "juror"])
    told_then_let_go()
    user = User.objects.get(pk=candidate.user_id)
    assert (user.is_active, user.email) == (True, "apolline@caisse.test")


def test_measures_end_a_year_after_the_last_dossier():
    decided_dossier()
    assert let_go(at=timezone.now())["aménagement effacé"] == 1
    assert not Accommodation.objects.exists()


def test_convocations_go_with_their_time_and_not_before():
    with travel(LONG_AGO):
        old = session_with_convocations("Session de mars 2019")
    new = session_with_convocations("Session prochaine")
    assert let_go(at=timezone.now())["convocations d’une session effacées"] == 1
    assert set(Convocation.objects.values_list("session", flat=True)) == {new.pk}
    with pytest.raises(DatabaseError, match="n’est pas venu"), transaction.atomic():
        connection.cursor().execute("SELECT jury_erase_convocations(%s)", [new.pk])
    assert old.convocations.count() == 0


def session_with_convocations(name):
    candidate = a_candidate()
    jury = make_jury(candidate.version, name=f"Jury de {name}")
    session = make_session(jury, name=name)
    people = [member.user for member in jury.members.all()]
    summon_members(session, people, by=manager(), at=timezone.now())
    assert session.convocations.exists()
    return session


def test_messages_and_the_trail_go_by_age_and_the_recent_stays():
    person = juror()
    for days in (0, 1000, 3000):
        at = timezone.now() - dt.timedelta(days=days)
        notify(person, key=f"old:{days}", subject="Objet", body="Texte", at=at)
        record("candidate.corrected", actor=person, target=person, at=at)
    let_go(at=timezone.now())
    assert list(Message.objects.values_list("key", flat=True)) == ["old:0"]
    ages = AuditEntry.objects.filter(action="candidate.corrected").values_list("at", flat=True)
    assert sorted((timezone.now() - at).days for at in ages) == [0, 1000]


def test_postgresql_keeps_a_year_of_trail_whatever_is_asked():
    person = juror()
    record("candidate.corrected", actor=person, target=person, at=timezone.now() - dt.timedelta(days=300))
    with pytest.raises(DatabaseError, match="Un an"), transaction.atomic():
        connection.cursor().execute("SELECT audit_forget(now() - interval '200 days', 10)")
    assert AuditEntry.objects.exists()


def test_the_command_says_what_it_would_do_and_does_nothing(capsys):
    decided_dossier()
    before = everywhere()
    call_command("let_go", dry_run=True)
    assert "effacement d’un dossier annoncé : 1" in capsys.readouterr().out
    assert everywhere() == before
