"""What a page answers while what it stands on is away."""

import pytest
from django.db import connections
from django.test import Client, RequestFactory

from accounts.reauthentication import BACKEND
from cqp.errors import server_error
from tests.factories import manager
from tests.processes import free_port


@pytest.fixture
def browser():
    """It shows what the server answers, a failure included."""
    return Client(raise_request_exception=False)


@pytest.fixture
def nobody_listens():
    """The test's connection leads to a port where no database is."""
    here, there = connections["default"], connections.create_connection("default")
    there.settings_dict = here.settings_dict | {"HOST": "127.0.0.1", "PORT": str(free_port())}
    connections["default"] = there
    yield
    connections["default"] = here


class CutAt:
    """Ends its own connection, for real, before the first statement about this table."""

    def __init__(self, table):
        self.table = table

    def __call__(self, execute, sql, params, many, context):
        if self.table in sql:
            backend = context["connection"].connection.info.backend_pid
            execute("SELECT pg_terminate_backend(%s)", [backend], False, context)
        return execute(sql, params, many, context)


def says_to_try_again(answer):
    page = answer.content.decode()
    return (answer.status_code, answer["Retry-After"], "réessayez" in page) == (503, "30", True)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/gestion/", "/verifier/AAAA/"])
def test_without_a_database_every_page_says_to_try_again(browser, nobody_listens, path):
    browser.cookies["session"] = "a" * 32

    answer = browser.get(path)

    assert says_to_try_again(answer)
    assert "frame-ancestors" in answer["Content-Security-Policy"]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_leaves_in_mid_page_is_said_so_and_its_return_is_enough(browser):
    browser.force_login(manager(), backend=BACKEND)

    with connections["default"].execute_wrapper(CutAt("candidates_dossier")):
        answer = browser.get("/gestion/")

    assert says_to_try_again(answer)
    connections["default"].close()
    assert browser.get("/gestion/").status_code == 200


def test_a_failure_of_ours_is_not_put_on_the_database():
    request = RequestFactory().get("/")
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        answer = server_error(request)

    assert answer.status_code == 500
    assert "Une erreur est survenue de notre côté" in answer.content.decode()
