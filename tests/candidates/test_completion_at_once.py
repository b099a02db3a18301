"""Two people at the same instant on a dossier to complete, on real connections: one order of things."""

import datetime as dt
import threading

import pytest
from django.db import connections
from django.utils import timezone

from audit.models import AuditEntry
from candidates.models import CompletionPlace, CompletionRequest, Dossier, Submission
from candidates.services import completion, returning, submission
from candidates.states import DossierState
from jury.services import constitution
from notifications.models import Message
from rules.errors import DomainError
from tests.acts import make_jury, submitted_dossier
from tests.factories import eligible_candidate, manager, published_version
from tests.returns import save

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def at_once(*acts):
    """Run acts in threads that start together; what each returned, or the refusal it met."""
    barrier, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(rank, act):
        try:
            barrier.wait()
            outcomes[rank] = act()
        except DomainError as refusal:
            outcomes[rank] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


@pytest.fixture
def dossier():
    return submitted_dossier(eligible_candidate(version=published_version(blocks=(1,))))


def send_back(dossier, by):
    return returning.return_dossier(
        Dossier.objects.get(pk=dossier.pk),
        points=[(CompletionPlace.ANALYSIS, dossier.situations.first(), "À étoffer.")],
        until=timezone.localdate() + dt.timedelta(days=7),
        opens_all=False,
        by=by,
        at=timezone.now(),
    )


def answered(dossier):
    """Sent back, with its answer given: ready to be submitted again."""
    send_back(dossier, manager())
    dossier = Dossier.objects.get(pk=dossier.pk)
    completion.save_answers(dossier, {1: "Fait."}, by=dossier.candidate.user, at=timezone.now())
    return dossier


def submit(dossier):
    return submission.submit_dossier(dossier, by=dossier.candidate.user, at=timezone.now())


def refused(outcomes):
    return [isinstance(outcome, DomainError) for outcome in outcomes]


def test_ten_managers_sending_one_dossier_back_make_one_request_and_one_message(dossier):
    offices = [manager() for _ in range(10)]

    outcomes = at_once(*[lambda office=office: send_back(dossier, office) for office in offices])

    assert sum(refused(outcomes)) == 9
    assert CompletionRequest.objects.count() == 1
    assert Message.objects.filter(key__startswith="completion:").count() == 1
    assert AuditEntry.objects.filter(action="dossier.returned").count() == 1


@pytest.mark.parametrize("_again", range(4))
def test_submitting_while_the_request_is_cancelled_leaves_one_of_the_two(dossier, _again):
    dossier, office = answered(dossier), manager()

    submitted, cancelled = refused(
        at_once(
            lambda: submit(dossier),
            lambda: returning.cancel_completion(dossier, by=office, at=timezone.now()),
        )
    )

    assert submitted != cancelled
    assert Submission.objects.count() == (1 if submitted else 2)
    assert CompletionRequest.objects.get().is_cancelled == submitted
    assert Dossier.objects.get().state == DossierState.SUBMITTED


@pytest.mark.parametrize("_again", range(4))
def test_submitting_while_the_date_is_extended_always_submits(dossier, _again):
    dossier, office = answered(dossier), manager()
    later = timezone.localdate() + dt.timedelta(days=30)

    submitted, extended = at_once(
        lambda: submit(dossier),
        lambda: returning.extend_completion(dossier, until=later, by=office, at=timezone.now()),
    )

    assert submitted.number == 2
    assert (CompletionRequest.objects.get().until == later) != isinstance(extended, DomainError)


def test_ten_submissions_of_one_completed_dossier_make_one_version(dossier):
    dossier = answered(dossier)

    outcomes = at_once(*[lambda: submit(dossier)] * 10)

    assert sum(refused(outcomes)) == 9
    assert sorted(s.number for s in Submission.objects.all()) == [1, 2]


@pytest.mark.parametrize("_again", range(4))
def test_a_dossier_given_to_a_jury_while_it_is_sent_back_is_one_or_the_other(dossier, _again):
    jury, office = make_jury(dossier.version), manager()

    outcomes = refused(
        at_once(
            lambda: send_back(dossier, office),
            lambda: constitution.assign_dossier(
                Dossier.objects.get(pk=dossier.pk), jury, by=office, at=timezone.now()
            ),
        )
    )

    state = Dossier.objects.get().state
    assert sorted(outcomes) == [False, True]
    assert state == (DossierState.UNDER_READING if outcomes[0] else DossierState.RETURNED)


@pytest.mark.parametrize("_again", range(4))
def test_a_text_saved_while_the_request_is_cancelled_is_kept_apart_or_refused_never_submitted(
    dossier, _again
):
    dossier, office = answered(dossier), manager()
    situation = dossier.situations.get()
    saved, _cancelled = at_once(
        lambda: save(dossier, situation, analysis="Repris."),
        lambda: returning.cancel_completion(dossier, by=office, at=timezone.now()),
    )

    asked = CompletionRequest.objects.get()
    situation.refresh_from_db()
    assert situation.analysis == asked.submission.content["situations"][0]["analysis"]
    if isinstance(saved, DomainError):
        assert asked.unsent is None
    else:
        assert asked.unsent["situations"][0]["analysis"] == "Repris."
