"""S18. A task is sent after the commit that made its row, never before, and not at all when there is none.

That `wake` is the only way a task is sent, and which files call it, is held by tests/test_architecture.py.
"""

import pytest
from celery import signals
from django.db import transaction
from django.utils import timezone

from notifications.models import Message
from notifications.services import notify
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


class Undone(Exception):
    pass


@pytest.fixture
def ran():
    """The rows that tasks were run for, and whether each was there to be seen."""
    seen = []

    def look(args, **_):
        seen.append((args[0], Message.objects.filter(pk=args[0]).exists()))

    signals.task_prerun.connect(look)
    yield seen
    signals.task_prerun.disconnect(look)


def told(person):
    return notify(person, key="k", subject="Objet", body="Texte", at=timezone.now())


def test_an_act_that_is_undone_sends_no_task(ran):
    person = UserFactory()

    with pytest.raises(Undone), transaction.atomic():
        told(person)
        raise Undone

    assert (ran, Message.objects.count()) == ([], 0)


def test_a_task_is_sent_once_the_outermost_transaction_has_committed_and_finds_its_row(ran):
    person = UserFactory()

    with transaction.atomic():
        with transaction.atomic():
            message = told(person)
        before = list(ran)

    assert (before, ran) == ([], [(message.pk, True)])


def test_a_part_that_is_undone_inside_an_act_that_commits_sends_nothing_for_itself(ran):
    person = UserFactory()

    with transaction.atomic():
        kept = told(person)
        with pytest.raises(Undone), transaction.atomic():
            told(UserFactory())
            raise Undone

    assert ran == [(kept.pk, True)]
