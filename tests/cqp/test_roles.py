"""Three database roles: the application does its whole work without owning anything, the reader only
reads."""

import os
from contextlib import contextmanager, nullcontext

import pgtrigger
import pytest
from django.apps import apps
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django.db import InternalError, ProgrammingError, connection, transaction
from django.urls import reverse

from audit.models import AuditEntry
from certificates.models import Certificate, RegisterEntry
from cqp.roles import columns_of_the_reader, rights_of_the_application
from tests.factories import PASSWORD, manager, published_version
from tests.journeys import path
from tests.journeys.conftest import clock
from tests.journeys.people import Person

__all__ = ["clock"]
pytestmark = pytest.mark.django_db(transaction=True)
APP, READER = f"cqp_app_{os.getpid()}", f"cqp_reader_{os.getpid()}"


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


@pytest.fixture
def roles():
    for name in (APP, READER):
        run(f"CREATE ROLE {name} LOGIN PASSWORD 'x'")
    call_command("grant_roles", app=APP, readonly=READER)
    yield
    for name in (APP, READER):
        run(f"DROP OWNED BY {name}")
        run(f"DROP ROLE {name}")


@contextmanager
def connected_as(role):
    own = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(USER=role, PASSWORD="x")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(own)


def walked():
    """A registration, a dossier, a jury, a decision, a certificate issued: by the pages, nothing else."""
    world = path.open_world(lambda user: Person(user, nullcontext), manager(), published_version(blocks=(1,)))
    candidate = path.registered(world)
    path.follow_modules(world, candidate)
    dossier = path.submitted(candidate, [world.version.blocks.get()])
    path.read_by_all(world, path.entrusted(world, dossier, path.constituted(world)))
    found = list(Certificate.objects.filter(candidate__user=candidate.user))
    path.issued(world, found, day="09/03/2026")


REFUSED_TO_THE_APPLICATION = [
    "CREATE TABLE mine (id int)",
    "CREATE TEMPORARY TABLE mine (id int)",
    "ALTER TABLE certificates_certificate ADD COLUMN mine int",
    "ALTER TABLE certificates_registerentry DISABLE TRIGGER ALL",
    "DROP TABLE notifications_message",
    "TRUNCATE certificates_registerentry CASCADE",
    "UPDATE certificates_registerentry SET hash = 'x'",
    "DELETE FROM certificates_registerentry",
    "UPDATE certificates_registerpayload SET content = '{}'",
    "UPDATE audit_auditentry SET action = 'x'",
    "DELETE FROM audit_auditentry",
    "UPDATE jury_verdict SET is_acquired = true",
    "DELETE FROM certificates_certificate",
    "DELETE FROM jury_minutes",
    "UPDATE django_migrations SET name = 'x'",
]


def test_the_application_walks_the_whole_path_and_changes_nothing_it_should_not(roles, clock):
    with connected_as(APP):
        walked()
        entries = list(RegisterEntry.objects.values_list("hash", flat=True))

        refused = []
        for sql in REFUSED_TO_THE_APPLICATION:
            with (
                pgtrigger.ignore(),
                pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
            ):
                run(sql)
            refused.append(sql)

        limits = [run(f"SHOW {name}")[0][0] for name in ("statement_timeout", "lock_timeout")]

    assert (refused, limits) == (REFUSED_TO_THE_APPLICATION, ["10s", "5s"])
    assert list(RegisterEntry.objects.values_list("hash", flat=True)) == entries != []


READ = {
    "SELECT email, roles FROM accounts_user": True,
    "SELECT * FROM certificates_registerentry": True,
    "SELECT password FROM accounts_user": False,
    "SELECT * FROM accounts_user": False,
    "SELECT session_key FROM django_session": False,
    "INSERT INTO accounts_organisation (name) VALUES ('x')": False,
    "UPDATE accounts_user SET email = 'x'": False,
}


def is_let_through(sql):
    try:
        run(sql)
    except (ProgrammingError, InternalError) as error:  # no right; a transaction that only reads
        return "permission denied" not in str(error) and "read-only" not in str(error)
    return True


def test_the_reader_reads_all_but_what_opens_an_account_and_writes_nothing(roles):
    with connected_as(READER):
        met = {sql: is_let_through(sql) for sql in READ}

    assert met == READ


def test_rights_follow_from_the_triggers_of_each_model():
    assert rights_of_the_application(AuditEntry) == ["SELECT", "INSERT"]
    assert rights_of_the_application(Certificate) == ["SELECT", "INSERT", "UPDATE"]
    append_only = {
        m._meta.db_table for m in apps.get_models() if rights_of_the_application(m) == ["SELECT", "INSERT"]
    }
    assert append_only >= {
        "audit_auditentry", "certificates_registerentry", "certificates_registerpayload",
        "candidates_submission", "jury_verdict", "jury_blockdecision",
    }  # fmt: skip


def test_no_column_that_opens_an_account_is_shown_to_the_reader():
    words = ("password", "secret", "token", "session", "key", "data")
    shown = {
        f"{model._meta.db_table}.{column}"
        for model in apps.get_models(include_auto_created=True)
        for column in columns_of_the_reader(model)
        if any(word in column for word in words) and column != "session_id"  # a session of juries
    }

    # the random names of files, of situations and of messages open nothing
    assert shown <= {
        "candidates_storedfile.key", "candidates_filetoerase.key", "candidates_situation.key",
        "notifications_message.key",
    }  # fmt: skip


def test_somebody_signs_in_by_the_page_while_the_application_has_its_rights_only(roles, client, settings):
    """Attempts are counted in a table that no model shows."""
    settings.ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
    person = manager()
    with connected_as(APP):
        wrong = client.post(reverse("account_login"), {"login": person.email, "password": "not that one"})
        right = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert (wrong.status_code, right.status_code) == (200, 302)


@pytest.mark.parametrize("name", ["nobody_of_that_name", "postgres"])
def test_rights_are_given_to_a_role_that_exists_and_owns_nothing(name):
    with pytest.raises(CommandError, match=r"n’existe pas|prenez-en un autre"):
        call_command("grant_roles", app=name, readonly=name)


def test_the_statements_may_be_read_before_they_are_run(capsys):
    call_command("grant_roles", "--print", app="app", readonly="reader")

    assert 'GRANT SELECT, INSERT ON "certificates_registerentry" TO "app";' in capsys.readouterr().out


def test_a_process_that_owns_the_tables_is_told_and_one_that_owns_nothing_is_not(roles):
    def told():
        found = run_checks(tags=[Tags.database], databases=["default"], include_deployment_checks=True)
        return [check.id for check in found if check.id == "cqp.W001"]

    as_owner = told()
    with connected_as(APP):
        as_application = told()

    assert (as_owner, as_application) == (["cqp.W001"], [])
