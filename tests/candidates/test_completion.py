"""A dossier sent back: what is asked, and what may change meanwhile."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import AuditEntry
from candidates.models import CompletionPlace, CompletionRequest, Dossier, DossierStay
from candidates.services import completion, keeping, returning, writing
from candidates.states import DossierState
from jury.services import constitution
from notifications.models import Message
from rules.errors import CompletionRefused, DomainError, PlaceClosed
from tests.acts import assign, submitted_dossier, write_dossier
from tests.factories import eligible_candidate, manager, published_version
from tests.returns import save, send_back

pytestmark = pytest.mark.django_db
P = CompletionPlace


def candidate():
    return eligible_candidate(version=published_version(blocks=(1, 1)))


# --- sending back -------------------------------------------------------------------------------------------


def test_a_return_says_what_where_and_until_when_and_the_candidate_is_told_once():
    dossier = submitted_dossier(candidate())
    situation, until = dossier.situations.first(), timezone.localdate()

    dossier = send_back(dossier, (P.CONTEXT, situation), (P.SITUATIONS, None), until=until)

    asked = dossier.completion
    assert (dossier.state, asked.until, asked.submission.number) == (DossierState.RETURNED, until, 1)
    assert [(p.position, p.place, p.situation) for p in asked.points.all()] == [
        (1, "context", situation),
        (2, "situations", None),
    ]
    told = Message.objects.get(recipient=dossier.candidate.user, key=f"completion:{asked.pk}:asked")
    assert "2\u00a0points" in told.body
    assert AuditEntry.objects.filter(action="dossier.returned").count() == 1
    assert [stay.state for stay in DossierStay.objects.filter(dossier=dossier)] == ["draft", "submitted"]


@pytest.mark.parametrize("days", [-1, -400])
def test_a_date_that_has_passed_is_refused_and_nothing_moves(days):
    dossier = submitted_dossier(candidate())

    with pytest.raises(CompletionRefused) as refusal:
        send_back(dossier, until=timezone.localdate() + dt.timedelta(days=days))

    assert refusal.value.field == "until"


def test_only_a_submitted_dossier_is_sent_back():
    draft = write_dossier(candidate())
    read = submitted_dossier(candidate())
    assign(read)

    for dossier in (draft, read):
        with pytest.raises(DomainError):
            send_back(dossier)
    assert not CompletionRequest.objects.exists()


def test_what_a_dissolved_jury_began_to_read_is_not_completed_any_more():
    dossier = submitted_dossier(candidate())
    examination = assign(dossier)
    constitution.dissolve_jury(examination, reason="Deux départs.", by=manager(), at=timezone.now())

    with pytest.raises(CompletionRefused, match="déjà commencé à lire"):
        send_back(Dossier.objects.get(pk=dossier.pk))


# --- what may change ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["title", "context", "presentation", "analysis"])
def test_only_the_text_that_was_reopened_changes(name):
    dossier = submitted_dossier(candidate())
    situation = dossier.situations.first()
    dossier = send_back(dossier, (P.CONTEXT, situation))

    if name == "context":
        save(dossier, situation, **{name: "Repris"})
        assert getattr(dossier.situations.first(), name) == "Repris"
        return
    with pytest.raises(PlaceClosed) as refusal:
        save(dossier, situation, **{name: "Repris"})
    assert refusal.value.field == name


def test_a_page_sent_whole_is_fine_as_long_as_the_rest_is_unchanged():
    dossier = submitted_dossier(candidate())
    dossier = send_back(dossier)

    for situation in dossier.situations.all():
        save(dossier, situation)


def test_the_same_text_of_another_situation_stays_closed():
    dossier = submitted_dossier(candidate())
    first, second = dossier.situations.all()
    dossier = send_back(dossier, (P.ANALYSIS, first))

    with pytest.raises(PlaceClosed):
        save(dossier, second, analysis="Repris")


def test_illustrations_reopen_with_the_blocks_they_attach_and_nothing_else():
    dossier = submitted_dossier(candidate())
    first, second = dossier.situations.all()
    (mine,) = first.illustrations.select_related("competence__block")
    other = second.blocks.get()
    dossier = send_back(dossier, (P.ILLUSTRATIONS, first))

    save(
        dossier,
        first,
        illustrations={mine.competence: "Un fait plus précis."},
        blocks=[*first.blocks.all(), other],
    )
    (its,) = second.illustrations.select_related("competence__block")
    with pytest.raises(PlaceClosed) as refusal:
        save(dossier, second, illustrations={its.competence: "Autre"})

    assert refusal.value.field == f"illustration_{its.competence_id}"
    assert first.illustrations.get().text == "Un fait plus précis."
    assert first.blocks.count() == 2


def test_a_situation_is_added_only_when_asked_for_and_then_is_written_freely_and_may_go():
    dossier = submitted_dossier(candidate())
    block = dossier.targets.first().block
    closed = send_back(dossier)
    texts = {"title": "Neuve", "context": "", "presentation": "P", "analysis": ""}
    act = {
        "texts": texts,
        "blocks": [block],
        "illustrations": {},
        "by": dossier.candidate.user,
        "at": timezone.now(),
    }

    with pytest.raises(PlaceClosed):
        keeping.write_situation(closed, **act)
    returning.cancel_completion(closed, by=manager(), at=timezone.now())
    opened = send_back(dossier, (P.SITUATIONS, None))
    new = keeping.write_situation(opened, **act)
    save(opened, new, title="Encore", analysis="Analyse")
    writing.remove_situation(new, by=dossier.candidate.user, at=timezone.now())

    with pytest.raises(PlaceClosed):
        writing.remove_situation(dossier.situations.first(), by=dossier.candidate.user, at=timezone.now())


def test_everything_changes_when_the_manager_opens_all():
    dossier = submitted_dossier(candidate())
    dossier = send_back(dossier, ("", None), opens_all=True)
    first, second = dossier.situations.all()

    save(dossier, second, title="Autre titre", context="Autre contexte")
    writing.remove_situation(first, by=dossier.candidate.user, at=timezone.now())

    assert [s.title for s in dossier.situations.all()] == ["Autre titre"]


def test_the_pages_are_told_what_is_closed_and_why():
    dossier = submitted_dossier(candidate())
    situation = dossier.situations.first()
    draft = completion.openings_of(write_dossier(candidate()))
    openings = completion.openings_of(send_back(dossier, (P.CONTEXT, situation)))

    assert draft.allow(situation, "title")
    assert draft.reason(situation, "title") == ""
    assert openings.reason(situation, "context") == ""
    assert "n’est pas rouverte" in openings.reason(situation, "analysis")
    assert "nouvelle situation" in openings.reason(None, "situations")
    assert "n’est pas rouverte" in openings.reason(None, "attachments")
