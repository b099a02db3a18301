"""S49. Canaries in every field of a journey, a failure forced in each view and each task: no log line and no
report of a failure holds one. The full log, which exists on one's own machine only, does: the canaries are
there to be found."""

import io
import json
import logging
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.db import DataError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.reauthentication import BACKEND
from certificates.models import Certificate
from cqp.logs import PlainFormatter, PrivateFormatter
from cqp.reports import ReportHandler
from cqp.tasks import catch_up, work_left
from notifications.models import Message
from tests.journeys import path
from tests.journeys.people import Person, invitation_of
from tests.second_factor import with_application
from tests.survival.addresses import every_path

pytestmark = pytest.mark.django_db
CANARY = "zyxcanari"
OF_THE_SESSION = (
    "django_session",
    "usersessions_usersession",
    'FROM "accounts_user"',
    "mfa_authenticator",
    "SAVEPOINT",
)
FIELDS = {
    "first_names": f"Maëlys {CANARY}",
    "birth_name": CANARY.capitalize(),
    "used_name": "",
    "birth_place": f"{CANARY}ville",
    "email": f"{CANARY}@caisse.example",
    "unit": f"Unité {CANARY}",
    "function": f"Fonction {CANARY}",
    "line_manager_name": f"Chef {CANARY}",
    "line_manager_email": f"chef.{CANARY}@caisse.example",
}


@pytest.fixture
def monitor():
    """A monitor that listens: its address, and what it was told."""
    told = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            told.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", told
    server.shutdown()


class Heard:
    """The same records as production would write them, as one's own machine does, and as reports."""

    def __init__(self, url):
        self.private, self.plain = io.StringIO(), io.StringIO()
        self.reports = ReportHandler(url)
        handlers = [logging.StreamHandler(self.private), logging.StreamHandler(self.plain), self.reports]
        handlers[0].setFormatter(PrivateFormatter("json"))
        handlers[1].setFormatter(PlainFormatter("%(message)s"))
        self.reports.setLevel(logging.ERROR)
        self.handlers = handlers

    @property
    def lines(self):
        return [json.loads(line) for line in self.private.getvalue().splitlines()]


@pytest.fixture
def heard(monitor, caplog):
    caplog.set_level(logging.INFO, logger="cqp.tracing")  # quiet at a terminal, in production it is not
    root = logging.getLogger()
    listening = Heard(monitor[0])
    for handler in listening.handlers:
        root.addHandler(handler)
    yield listening
    for handler in listening.handlers:
        root.removeHandler(handler)


def _refuse(execute, sql, params, many, context):
    """A database that fails as PostgreSQL does: with the values of the row in its message. It knows who is
    signed in, so that it is the view that fails."""
    if any(table in sql for table in OF_THE_SESSION):
        return execute(sql, params, many, context)
    raise DataError(f"DETAIL: Key (email)=({CANARY}@caisse.example)")


def lived(world):
    """From the registration to a submission read by a jury, each text with its canary."""
    candidate = path.registered(world, **FIELDS)
    path.follow_modules(world, candidate)
    block = world.version.blocks.get()
    dossier = path.written(candidate, [block])
    candidate.send("candidates:dossier_submit", dossier, is_own_work="on")
    path.read_by_all(world, path.entrusted(world, dossier, path.constituted(world)))
    path.issued(world, candidate_certificates(candidate), day="09/03/2026")
    return candidate


def candidate_certificates(candidate):
    return list(Certificate.objects.filter(candidate__user=candidate.user))


def forgotten_password(person):
    """The key of the mail that lets somebody choose a new password."""
    visitor = Person(None, person._committed)
    visitor.post("account_reset_password", email=person.user.email)
    found = re.search(r"/mot-de-passe/\S+/", mail.outbox[-1].body)[0]
    visitor.ask("get", found)
    return found


def test_no_log_and_no_report_holds_what_people_wrote_nor_what_opens_an_account(make_world, heard, monitor):
    world = make_world(blocks=(1,))
    candidate = lived(world)
    invitation = invitation_of(candidate.user.email)
    secrets = [invitation.split("/")[2], forgotten_password(candidate).split("-", 3)[-1].strip("/")]
    certificate = candidate_certificates(candidate)[0]
    secrets.append(certificate.code)
    opened = [reverse("certificates:verify_code", args=[certificate.code]), invitation]

    candidate.user.roles = [role for role in Role.values if role != Role.TUTOR]
    candidate.user.save()
    with_application(candidate.user)
    failing = Client(raise_request_exception=False)
    failing.force_login(candidate.user, backend=BACKEND)
    Message.objects.update(sent_at=None)
    with connection.execute_wrapper(_refuse):
        # the admin is Django's own; the key to a new password is tried for real above
        tried = [
            url for name, url in every_path(text=CANARY) if not name.startswith(("admin:", "account_reset"))
        ]
        for url in [*opened, *tried]:
            failing.get(url, headers={"x-request-id": CANARY})
        for _what, task, _rows in work_left(at=timezone.now()):
            task.apply(args=[1], throw=False)
    heard.reports.wait()

    written = heard.private.getvalue() + "".join(monitor[1])
    failed = {line["route"] for line in heard.lines if line.get("status") == 500}
    assert len(failed) > 60
    assert CANARY in heard.plain.getvalue().lower()
    assert [secret for secret in secrets if secret in heard.plain.getvalue()] == [secrets[0], secrets[2]]
    assert CANARY not in written.lower()
    assert [secret for secret in secrets if secret in written] == []
    assert failed >= {"certificates:verify_code", "candidates:dossier", "jury:juries", "course"}


def test_a_report_says_what_failed_where_and_for_which_request(make_world, heard, monitor):
    with connection.execute_wrapper(_refuse):
        answer = Client(raise_request_exception=False).get(
            reverse("certificates:verify_code", args=["0" * 26])
        )
    heard.reports.wait()

    (report,) = [json.loads(text) for text in monitor[1]]
    (failure,) = report["exception"]
    assert set(report) == {"at", "logger", "exception", "request_id", "route", "task", "dropped"}
    assert (report["request_id"], report["route"]) == (answer["X-Request-ID"], "certificates:verify_code")
    assert failure["type"] == "django.db.utils.DataError"
    assert any("certificates/views/public.py" in place for place in failure["frames"])


def test_a_failure_of_a_task_is_reported_under_the_request_that_woke_it(heard, monitor):
    with connection.execute_wrapper(_refuse):
        catch_up.apply(throw=False)
    heard.reports.wait()

    (report,) = [json.loads(text) for text in monitor[1]]
    line = next(line for line in heard.lines if line.get("outcome") == "failure")
    assert (report["task"], line["task"]) == ("cqp.tasks.catch_up", "cqp.tasks.catch_up")
    assert report["request_id"] == line["request_id"]


def test_a_monitor_that_is_away_holds_nobody_up(heard):
    heard.reports.url = "http://127.0.0.1:9/"

    with connection.execute_wrapper(_refuse):
        Client(raise_request_exception=False).get("/verifier/" + "0" * 26 + "/")
    heard.reports.wait()

    assert heard.reports.dropped == 1
