"""What every test stands on: strict fixtures, and PostgreSQL as it will be."""

import gc
import shutil

import pgtrigger
import pytest
from django.db import connection, connections, transaction
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from accounts.reauthentication import BACKEND
from tests.identity import prove_identity
from tests.template import template_database

hypothesis_settings.register_profile(
    "suite", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("suite")

_flush = TransactionTestCase._fixture_teardown


def _flush_append_only_tables(self):
    """Tables that nothing may empty are emptied between tests, and only there."""
    with pgtrigger.ignore():
        _flush(self)


TransactionTestCase._fixture_teardown = _flush_append_only_tables


def pytest_collection_finish():
    """What was imported stays for good: the collector need not go through it again thousands of times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(items):
    """What only the system can give is skipped with its reason when the machine lacks it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    lacking = {}
    from ui.printing import can_print

    if not can_print():
        lacking["pdf"] = (
            "Pango is missing: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        )
    if not chromium:
        lacking["browser"] = "Chromium is missing: apt-get install chromium"
    for item in items:
        for name, reason in lacking.items():
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker, django_db_modify_db_settings_parallel_suffix):
    """Each process of the suite copies a database that is already migrated."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, django_db_keepdb):
    """At the end the database goes, whoever is still in it or comes back: another connection of this very
    process (Django gives one more wherever an event loop runs, as playwright's does), a vacuum, a process."""
    yield
    if django_db_keepdb:
        return
    with django_db_blocker.unblock():
        connections.close_all()
        name = connection.settings_dict["NAME"]
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {connection.ops.quote_name(name)} ALLOW_CONNECTIONS false")
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = %s", [name]
            )


@pytest.fixture(autouse=True)
def _own_files(tmp_path, settings):
    """Each test has its own storage."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CHECKPOINT_KEY = str(tmp_path / "keys" / "checkpoint.pem")


@pytest.fixture(scope="module")
def for_the_file(django_db_setup, django_db_blocker, tmp_path_factory):
    """A world that is long to build, built once for the tests of its file: `for_the_file(build)` gives what
    `build(folder)` made and the folder of its files, in a transaction that none of the tests can commit."""
    folder, whole = tmp_path_factory.mktemp("world"), transaction.atomic()
    with django_db_blocker.unblock():
        whole.__enter__()

    def _built(build):
        with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder):
            return build(folder), folder

    yield _built
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture
def sign_in(client):
    """A client signed in as somebody, who said again who they are `ago` seconds ago."""

    def _sign_in(user, *, ago=0):
        client.force_login(user, backend=BACKEND)
        prove_identity(client, user, ago=ago)
        return client

    return _sign_in


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What follows a commit happens: `with committed(): …`."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
