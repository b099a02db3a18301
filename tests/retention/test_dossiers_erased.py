"""The text of a dossier goes in its time, its candidate being told; what proves a decision stays."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from time_machine import travel

from audit.models import AuditEntry
from candidates.models import Attachment, Dossier, FileToErase, Situation, StoredFile, Submission
from candidates.services.erasing import hold_erasure, lift_hold, tell_erasure
from cqp.retention.work import let_go
from cqp.stored import stored_files
from cqp.tasks import catch_up
from jury.models import Appeal, InterviewNotice, Minutes, ResultLetter, Verdict, Vote
from jury.services.appeals import assign_appeal, reject_appeal
from notifications.models import Message
from rules.errors import DomainError
from tests.acts import TEXT, issue_all
from tests.factories import manager
from tests.retention.world import (
    NEVER,
    decided_dossier,
    draft,
    told_then_let_go,
    withdrawn_dossier,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pdf]

TOLD, GONE = "effacement d’un dossier annoncé", "dossier effacé"


def everywhere():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            found[table] = cursor.fetchone()[0]
    return found


def files_in_storage():
    return {
        f"{folder}/{name}"
        for folder in default_storage.listdir("")[0]
        for name in default_storage.listdir(folder)[1]
    }


def test_the_text_the_grids_and_the_letters_go_the_minutes_and_the_verdicts_stay():
    dossier = decided_dossier(appeal=True)
    appeal = Appeal.objects.get()
    with travel("2019-06-03 10:00:00+02:00"):
        office = manager()
        assign_appeal(appeal, office, by=office, at=timezone.now())
        reject_appeal(Appeal.objects.get(), answer="Rejeté.", by=office, at=timezone.now())
        catch_up()
    minutes = list(Minutes.objects.order_by("pk").values("file", "file_sha256", "content", "sha256"))
    verdicts = Verdict.objects.count()
    assert NEVER in everywhere()["jury_appeal"]

    told, done = told_then_let_go()

    assert (told[TOLD], done[GONE]) == (1, 1)
    told_row = Message.objects.get(key__contains=":erasure:")
    assert told_row.recipient == dossier.candidate.user
    sentence = TEXT[:60]
    holding = {table for table, rows in everywhere().items() if sentence in rows or NEVER in rows}
    assert holding == set()
    for gone in (Situation, Attachment, StoredFile, Vote, ResultLetter, InterviewNotice):
        assert not gone.objects.exists(), gone
    assert list(Minutes.objects.order_by("pk").values("file", "file_sha256", "content", "sha256")) == minutes
    assert Verdict.objects.count() == verdicts
    # no byte without a row, no row without its bytes
    assert files_in_storage() == set(stored_files())
    assert not FileToErase.objects.exists()
    call_command("verify_submissions")
    call_command("verify_register")
    assert AuditEntry.objects.filter(action="dossier.erased").count() == 1
    after = Dossier.objects.get()
    assert after.erased_at is not None
    assert after.candidate.line_manager_name == after.candidate.line_manager_email == ""


def test_certificates_stand_when_the_dossier_that_earned_them_is_gone():
    dossier = decided_dossier(missing=())
    with travel("2019-05-02 10:00:00+02:00"):
        issue_all(dossier.candidate)
        catch_up()
    before = list(dossier.candidate.certificates.values("number", "snapshot", "state"))
    kept = {key for key in stored_files() if key.startswith("certificates/")}

    told_then_let_go()

    assert Dossier.objects.get().erased_at is not None
    assert list(dossier.candidate.certificates.values("number", "snapshot", "state")) == before
    assert kept <= files_in_storage()
    assert dossier.candidate.certificates.ccps().standing().count() == 1
    call_command("verify_register")


def test_a_second_round_changes_nothing():
    decided_dossier()
    told_then_let_go()
    let_go(at=timezone.now())  # hears that the candidacy itself has had its time
    before = everywhere()
    assert let_go(at=timezone.now()) == {}
    catch_up()
    assert everywhere() == before


def test_a_dossier_nobody_submitted_goes_whole_after_its_candidate_was_told():
    dossier = draft()
    told, done = told_then_let_go()
    assert (told[TOLD], done[GONE]) == (1, 1)
    after = Dossier.objects.get(pk=dossier.pk)
    assert after.state == "withdrawn"
    assert not Situation.objects.exists()


def test_writing_again_after_the_warning_keeps_the_draft():
    dossier = draft()
    with travel(timezone.now() - dt.timedelta(days=40)):
        let_go(at=timezone.now())
    Dossier.objects.filter(pk=dossier.pk).update(saved_at=timezone.now())
    assert GONE not in let_go(at=timezone.now())
    assert Situation.objects.exists()


def test_a_dossier_taken_back_goes_in_its_time():
    withdrawn_dossier()
    _told, done = told_then_let_go()
    assert done[GONE] == 1
    assert Submission.objects.get().content["situations"] == []
    call_command("verify_submissions")


def test_nothing_goes_the_day_it_is_told():
    decided_dossier()
    assert let_go(at=timezone.now())[TOLD] == 1
    assert let_go(at=timezone.now()) == {}
    assert Situation.objects.exists()


def test_a_hold_keeps_everything_until_it_is_lifted():
    dossier = decided_dossier()
    office = manager()
    hold_erasure(dossier.candidate, reason="Recours devant le tribunal.", by=office, at=timezone.now())
    told, done = told_then_let_go()
    assert not {TOLD, GONE} & {*told, *done}
    assert Situation.objects.exists()
    lift_hold(dossier.candidate, by=office, at=timezone.now())
    _told, done = told_then_let_go()
    assert done[GONE] == 1


def test_a_hold_says_why_and_is_placed_once():
    candidate = decided_dossier().candidate
    office, now = manager(), timezone.now()
    with pytest.raises(DomainError, match="Dites pourquoi"):
        hold_erasure(candidate, reason="  ", by=office, at=now)
    hold_erasure(candidate, reason="Archives.", by=office, at=now)
    with pytest.raises(DomainError, match="déjà suspendu"):
        hold_erasure(candidate, reason="Archives.", by=office, at=now)


def test_an_appeal_that_is_open_keeps_everything():
    decided_dossier(appeal=True)
    _told, done = told_then_let_go()
    assert GONE not in done
    assert Vote.objects.exists()


def ask(function, value):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [value])


@pytest.mark.parametrize("function", ["candidates_erase_text", "jury_erase_grids"])
def test_postgresql_refuses_to_erase_what_nobody_was_told_of_or_what_is_held(function):
    dossier = decided_dossier()
    with pytest.raises(DatabaseError, match="n’est pas venu"):
        ask(function, dossier.pk)
    with travel(timezone.now() - dt.timedelta(days=40)):
        tell_erasure(dossier, at=timezone.now())
    hold_erasure(dossier.candidate, reason="Archives.", by=manager(), at=timezone.now())
    with pytest.raises(DatabaseError, match="n’est pas venu"):
        ask(function, dossier.pk)


def test_postgresql_keeps_for_a_year_what_was_decided_whatever_the_settings_say(settings):
    dossier = withdrawn_dossier()
    settings.RETENTION_MONTHS = settings.RETENTION_MONTHS | {"dossier": 0}
    Dossier.objects.filter(pk=dossier.pk).update(
        closed_at=timezone.now() - dt.timedelta(days=300),
        erasure_told_at=timezone.now() - dt.timedelta(days=40),
    )
    assert GONE not in let_go(at=timezone.now())
    assert Situation.objects.exists()
