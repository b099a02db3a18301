"""Probes tell the truth about each part, to whoever asks by address, and to nobody more than needed."""

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from cqp import health
from notifications.services import notify
from tests.factories import UserFactory
from tests.processes import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    health._remembered.clear()
    yield
    health._remembered.clear()


def test_probes_answer_whatever_the_host_and_without_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    answers = [client.get(path, headers={"host": "10.0.0.7"}) for path in ("/livez", "/readyz")]

    assert [(a.status_code, a.content) for a in answers] == [(200, b"ok"), (200, b"ok")]


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_probes_are_for_the_inside_and_nothing_is_found_there_through_the_proxy(client, settings, path):
    settings.METRICS_TOKEN = "s3cret"
    headers = {"authorization": "Bearer s3cret"}
    outside = headers | {"x-forwarded-for": "192.0.2.7"}

    settings.BEHIND_PROXY = True
    from_inside, from_outside = client.get(path, headers=headers), client.get(path, headers=outside)
    settings.BEHIND_PROXY = False  # whoever asks may write that header: it says nothing

    assert (from_inside.status_code, from_outside.status_code) == (200, 404)
    assert client.get(path, headers=outside).status_code == 200


def test_readiness_is_told_part_by_part_to_who_asks_for_json(client):
    answer = client.get("/readyz", headers={"accept": "application/json"})

    assert answer.json() == {
        "status": "ok",
        "parts": {"database": "ok", "migrations": "ok", "storage": "ok"},
    }


def test_a_process_whose_migrations_are_not_applied_is_not_ready(client):
    MigrationRecorder(connection).record_unapplied("certificates", "0001_initial")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"failed\nmigrations: failed")


def _gone(*_):
    raise OperationalError("connection to server at 10.1.2.3 failed for user owner")


def test_a_database_that_does_not_answer_is_told_without_a_word_of_its_own(client):
    with connection.execute_wrapper(_gone):
        answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"failed\ndatabase: failed")


def test_a_broker_that_is_away_degrades_and_takes_nobody_out_of_the_balance(client, settings):
    settings.TASKS, settings.CELERY_BROKER_URL = "celery", f"redis://127.0.0.1:{free_port()}/0"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"degraded\nbroker: degraded")


def test_a_storage_that_cannot_be_written_degrades(client, settings):
    settings.MEDIA_ROOT.parent.joinpath("file").write_text("in the way")
    settings.MEDIA_ROOT = settings.MEDIA_ROOT.parent / "file" / "below"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"degraded\nstorage: degraded")


def test_the_probe_of_the_storage_leaves_nothing_there(client):
    client.get("/readyz")

    assert default_storage.listdir("health") == ([], [])


@pytest.mark.parametrize(
    ("token", "sent", "status"), [("", "Bearer ", 404), ("s3cret", "Bearer other", 401), ("s3cret", "", 401)]
)
def test_figures_are_for_the_bearer_of_the_token_and_nowhere_without_one(
    client, settings, token, sent, status
):
    settings.METRICS_TOKEN = token

    assert client.get("/metrics", headers={"authorization": sent}).status_code == status


def test_figures_count_answers_by_route_and_what_is_left_to_do(client, settings, django_user_model):
    settings.METRICS_TOKEN = "s3cret"
    for number in range(3):
        notify(UserFactory(), key=f"k{number}", subject="x", body="x", at=timezone.now())
    django_user_model.objects.first().messages.update(attempts=5)
    client.get("/verifier/")

    text = client.get("/metrics", headers={"authorization": "Bearer s3cret"}).content.decode()

    assert 'cqp_requests_total{method="GET",route="certificates:verify",status="200"} 1.0' in text
    assert 'cqp_request_seconds_count{route="certificates:verify"} 1.0' in text
    assert 'cqp_work_left{task="notifications.tasks.send_message"} 2.0' in text
    assert "cqp_messages_given_up 1.0" in text
