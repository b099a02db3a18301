"""A return for completion that ends: submitted again, past its day, cancelled, withdrawn."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import AuditEntry
from candidates.models import CompletionPlace, CompletionRequest, Dossier, Passage, Submission
from candidates.services import completion, keeping, returning, submission, writing
from candidates.states import DossierState
from jury.services import constitution
from notifications.models import Message
from rules.completion import deadline
from rules.errors import CompletionRefused, DomainError, IllegalTransition
from tests.acts import assign, cast_all, close_reading, make_jury, submit, submitted_dossier, write_dossier
from tests.factories import eligible_candidate, manager, published_version
from tests.returns import answer_all, rewrite, save, send_back

pytestmark = pytest.mark.django_db
P = CompletionPlace


def candidate():
    return eligible_candidate(version=published_version(blocks=(1, 1)))


# --- submitting again ---------------------------------------------------------------------------------------


def test_a_completed_dossier_is_a_new_version_and_the_request_ends():
    dossier = send_back(submitted_dossier(candidate()))
    rewrite(dossier)
    answer_all(dossier)

    dossier = submit(dossier)

    first, second = dossier.submissions.all()
    assert (dossier.state, first.number, second.number) == (DossierState.SUBMITTED, 1, 2)
    assert first.sha256 != second.sha256
    assert first.content["situations"][0]["analysis"] != second.content["situations"][0]["analysis"]
    assert dossier.completion is None
    assert not CompletionRequest.objects.get().is_cancelled


def test_every_point_waits_for_an_answer_and_answers_are_kept():
    dossier = submitted_dossier(candidate())
    dossier = send_back(dossier, (P.CONTEXT, dossier.situations.first()), (P.ATTACHMENTS, None))
    completion.save_answers(dossier, {1: "Fait."}, by=dossier.candidate.user, at=timezone.now())

    with pytest.raises(CompletionRefused) as refusal:
        submit(dossier)

    assert refusal.value.sentences == (
        "Le point 2, «\u00a0À compléter : attachments\u00a0», attend votre réponse.",
    )
    assert [p.answer for p in dossier.completion.points.all()] == ["Fait.", ""]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(("seconds", "is_taken"), [(-1, True), (0, False), (1, False)])
def test_the_day_ends_at_midnight_in_paris(seconds, is_taken):
    until = timezone.localdate()
    dossier = send_back(submitted_dossier(candidate()), until=until)
    answer_all(dossier)
    at = deadline(until) + dt.timedelta(seconds=seconds)

    if is_taken:
        assert submit(dossier, at=at).submissions.count() == 2
        return
    with pytest.raises(CompletionRefused, match="demandez aux gestionnaires de prolonger"):
        submit(dossier, at=at)


def test_a_date_that_passed_may_be_extended_and_the_dossier_submitted_then():
    until = timezone.localdate()
    dossier = send_back(submitted_dossier(candidate()), until=until)
    answer_all(dossier)
    late = deadline(until) + dt.timedelta(hours=3)

    for same in (until, until - dt.timedelta(days=1)):
        with pytest.raises(CompletionRefused):
            returning.extend_completion(dossier, until=same, by=manager(), at=late)
    returning.extend_completion(dossier, until=timezone.localdate(late), by=manager(), at=late)

    assert submit(dossier, at=late).is_submitted
    assert AuditEntry.objects.filter(action="completion.extended").count() == 1


def test_the_jury_reads_the_last_version_and_its_minutes_name_it():
    dossier = send_back(submitted_dossier(candidate()))
    rewrite(dossier)
    answer_all(dossier)
    examination = assign(submit(dossier))
    cast_all(examination)

    minutes = close_reading(examination).minutes.get().content["dossier"]

    second = dossier.submissions.get(number=2)
    assert examination.submission == second
    assert (minutes["version"], minutes["sha256"]) == (2, second.sha256)


def test_a_second_return_compares_with_the_second_version():
    dossier = send_back(submitted_dossier(candidate()))
    rewrite(dossier)
    answer_all(dossier)

    dossier = send_back(submit(dossier))

    assert dossier.completion.submission.number == 2
    assert dossier.completion_requests.count() == 2


# --- withdrawing and cancelling -----------------------------------------------------------------------------


def test_a_returned_dossier_may_be_withdrawn_and_its_request_ends_with_it():
    dossier = send_back(submitted_dossier(candidate()))
    office = manager()

    submission.withdraw_dossier(dossier, by=dossier.candidate.user, at=timezone.now())

    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.state, dossier.completion) == (DossierState.WITHDRAWN, None)
    assert Message.objects.filter(recipient=office, key=f"dossier:{dossier.pk}:withdrawn").count() == 1
    with pytest.raises(DomainError):
        returning.extend_completion(dossier, until=dt.date(2100, 1, 1), by=manager(), at=timezone.now())


def rows_of(dossier):
    """Everything the candidate wrote, keys included."""
    return [
        (
            (s.pk, s.position, s.title, s.context, s.presentation, s.analysis),
            [(i.pk, i.competence_id, i.text) for i in s.illustrations.all()],
            [(p.pk, p.field, p.start, p.end) for p in s.passages.all()],
            sorted(b.pk for b in s.blocks.all()),
        )
        for s in Dossier.objects.get(pk=dossier.pk).situations.all()
    ]


def test_cancelling_gives_back_the_text_as_it_was_submitted_and_loses_nothing_written_since():
    draft = write_dossier(candidate())
    first, second = draft.situations.all()
    Passage.objects.create(
        situation=first, competence=first.illustrations.get().competence, field="analysis", start=2, end=9
    )
    dossier = submit(draft)
    before = rows_of(dossier)
    dossier = send_back(dossier, (P.ANALYSIS, first), (P.SITUATIONS, None), opens_all=True)
    point = dossier.completion.points.first()
    save(dossier, second, analysis="Ce que j’avais commencé.")
    writing.remove_situation(first, by=dossier.candidate.user, at=timezone.now())
    keeping.write_situation(
        dossier,
        texts={"title": "Neuve", "context": "", "presentation": "", "analysis": ""},
        blocks=[],
        illustrations={},
        by=dossier.candidate.user,
        at=timezone.now(),
    )
    assert rows_of(dossier) != before

    returning.cancel_completion(dossier, by=manager(), at=timezone.now())

    asked = CompletionRequest.objects.get()
    point.refresh_from_db()
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.SUBMITTED
    assert rows_of(dossier) == before
    assert (asked.is_cancelled, point.situation_id) == (True, None)
    assert [s["analysis"] for s in asked.unsent["situations"]] == ["Ce que j’avais commencé.", ""]
    assert Submission.objects.count() == 1


def test_a_cancelled_return_without_a_word_written_keeps_nothing_apart():
    dossier = send_back(submitted_dossier(candidate()))

    returning.cancel_completion(dossier, by=manager(), at=timezone.now())

    assert CompletionRequest.objects.get().unsent is None


def test_what_was_written_under_a_cancelled_return_does_not_slip_into_the_next_version():
    dossier = submitted_dossier(candidate())
    first, second = dossier.situations.all()
    dossier = send_back(dossier, (P.ANALYSIS, first))
    save(dossier, first, analysis="Écrit sous la première demande.")
    returning.cancel_completion(dossier, by=manager(), at=timezone.now())
    dossier = send_back(Dossier.objects.get(pk=dossier.pk), (P.ANALYSIS, second))
    answer_all(dossier)

    dossier = submit(dossier)

    one, two = dossier.submissions.all()
    assert one.content["situations"] == two.content["situations"]


def test_version_numbers_of_the_texts_never_go_back_when_a_return_is_cancelled():
    dossier = submitted_dossier(candidate())
    situation = dossier.situations.first()
    dossier = send_back(dossier)
    type(situation).objects.filter(pk=situation.pk).update(revisions={"analysis": {"n": 5, "seq": 2}})

    returning.cancel_completion(dossier, by=manager(), at=timezone.now())

    situation.refresh_from_db()
    assert situation.revisions["analysis"]["n"] == 6


def test_nothing_is_answered_extended_or_cancelled_on_a_dossier_that_is_not_to_complete():
    dossier = submitted_dossier(candidate())
    now, user = timezone.now(), dossier.candidate.user

    for act in (
        lambda: completion.save_answers(dossier, {1: "x"}, by=user, at=now),
        lambda: returning.extend_completion(dossier, until=dt.date(2100, 1, 1), by=user, at=now),
        lambda: returning.cancel_completion(dossier, by=user, at=now),
    ):
        with pytest.raises(CompletionRefused, match="Déposé"):
            act()


def test_a_returned_dossier_is_given_to_no_jury():
    dossier = send_back(submitted_dossier(candidate()))

    with pytest.raises(IllegalTransition):
        constitution.assign_dossier(dossier, make_jury(dossier.version), by=manager(), at=timezone.now())
