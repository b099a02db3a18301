"""What a crash, a broker or a mail server leaves undone is found again, and done once."""

import pytest
from django.core import mail
from django.utils import timezone

from candidates.models import SubmissionDocument
from certificates.models import Document
from certificates.services import issue_certificate
from cqp import tasks
from cqp.tasks import catch_up
from jury.models import Minutes, ResultLetter
from notifications.models import MAX_ATTEMPTS, Message
from notifications.services import notify
from notifications.tasks import send_message
from tests.acts import validated_on_reading
from tests.factories import UserFactory, eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.mark.pdf
def test_documents_and_messages_that_no_task_made_are_made_by_catch_up_once():
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    validated_on_reading(candidate)  # inside a test's transaction nothing follows the commit: a perfect crash
    ccp = candidate.certificates.ccps().get()
    issue_certificate(ccp, issued_on=timezone.localdate(), at=timezone.now(), by=manager())
    waiting = Message.objects.count()

    catch_up()
    first = list(Document.objects.values_list("file", "file_sha256"))
    again = catch_up()

    assert all(file and digest for file, digest in first)
    assert not Minutes.objects.to_make().exists()
    assert not ResultLetter.objects.to_make().exists()
    assert sorted(SubmissionDocument.objects.exclude(file="").values_list("kind", flat=True)) == [
        "dossier",
        "receipt",
    ]
    assert len(mail.outbox) == waiting > 0
    assert (again, list(Document.objects.values_list("file", "file_sha256"))) == (0, first)


def test_catch_up_keeps_a_worker_a_while_only_and_goes_on_the_next_time(monkeypatch):
    monkeypatch.setattr(tasks, "SECONDS_EACH", 0)
    for key in ("first", "second"):
        notify(UserFactory(), key=key, subject="Objet", body="Texte", at=timezone.now())

    left = []
    for _ in range(3):
        catch_up()
        left.append(Message.objects.to_send().count())

    assert left == [1, 0, 0]


def test_a_task_delivered_twice_sends_one_message():
    message = notify(UserFactory(), key="k", subject="Objet", body="Texte", at=timezone.now())

    send_message(message.pk)
    send_message(message.pk)

    assert len(mail.outbox) == 1


def test_a_mail_server_that_refuses_leaves_the_message_to_send_until_five_attempts(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message = notify(UserFactory(), key="k", subject="Objet", body="Texte", at=timezone.now())

    for _ in range(MAX_ATTEMPTS + 2):
        catch_up()

    message.refresh_from_db()
    assert (message.sent_at, message.attempts) == (None, MAX_ATTEMPTS)
    assert list(Message.objects.given_up()) == [message]


def test_telling_the_same_thing_twice_writes_one_message():
    user = UserFactory()

    for _ in range(2):
        notify(user, key="k", subject="Objet", body="Texte", at=timezone.now())

    assert Message.objects.count() == 1
