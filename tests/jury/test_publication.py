"""The results of a session are told together, and taken back only while nobody has read them (D11)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from certificates.services import issue_certificate
from jury.models import ResultLetter
from jury.publishing import preview_of
from jury.services.appeals import file_appeal
from jury.services.publication import PublicationRefused, publish_session, undo_publication
from notifications.models import Message
from rules.errors import IssueRefused
from tests.acts import assign, cast_all, decided, make_jury, make_session, submitted_dossier
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(for_the_file):
    return for_the_file(build_world)


@pytest.fixture
def world(built, settings):
    """Fetched again: no test holds what another did."""
    found, settings.MEDIA_ROOT = built
    return [type(row).objects.get(pk=row.pk) for row in found]


def build_world(_folder):
    """A session with a dossier validated on reading and one refused after its interview."""
    office, version = manager(), published_version(blocks=(2,))
    session = make_session(make_jury(version))
    won = decided(eligible_candidate(version=version), session=session)
    lost = decided(eligible_candidate(version=version), missing={"C1.2"}, session=session)
    return session, won, lost, office


def publish(session, office):
    return publish_session(session, by=office, at=timezone.now())


def undo(session, office):
    return undo_publication(session, by=office, at=timezone.now())


def told_to(examination):
    user = examination.dossier.candidate.user
    return list(
        Message.objects.filter(recipient=user, key__contains="published").values_list("subject", flat=True)
    )


def test_publishing_tells_everybody_at_once_and_twice_is_once(world):
    session, won, lost, office = world

    publish(session, office)
    publish(session, office)

    for examination in (won, lost):
        examination.dossier.refresh_from_db()
        assert (examination.dossier.result_held, examination.dossier.result_read_at) == (False, None)
        assert told_to(examination) == ["Le résultat de votre dossier est publié"]
    assert ResultLetter.objects.count() == 2
    assert Certificate.objects.to_issue().count() == 2


def test_no_message_of_the_publication_says_which_result(world):
    session, won, lost, office = world

    publish(session, office)

    bodies = [
        message.body.replace(examination.dossier.reference, "…")
        for examination in (won, lost)
        for message in Message.objects.filter(
            recipient=examination.dossier.candidate.user, key__contains="published"
        )
    ]
    assert len(set(bodies)) == 1
    assert not Message.objects.filter(key__startswith="certificate:").exists()


def test_a_publication_nobody_read_is_undone_and_done_again(world, sign_in):
    session, won, lost, office = world
    publish(session, office)

    undo(session, office)

    pages = [
        sign_in(examination.dossier.candidate.user).get(
            reverse("jury:result", args=[examination.pk]), follow=True
        )
        for examination in (won, lost)
    ]
    assert ["Délibération en cours" in page.content.decode() for page in pages] == [False, True]
    assert 'aria-current="step">Lecture par le jury' in pages[0].content.decode()
    assert list(Certificate.objects.disclosed()) == []
    assert not ResultLetter.objects.exists()
    publish(session, office)
    assert len(told_to(lost)) == 2
    assert Certificate.objects.disclosed().count() == 2


@pytest.mark.parametrize(
    "page",
    ["home", "course", "candidates:dossiers", "candidates:dossier", "jury:result", "certificates:mine"],
)
def test_once_somebody_has_opened_a_page_that_tells_it_is_never_undone(world, sign_in, page):
    session, _won, lost, office = world
    publish(session, office)
    args = {"candidates:dossier": [lost.dossier_id], "jury:result": [lost.pk]}.get(page, [])

    sign_in(lost.dossier.candidate.user).get(reverse(page, args=args), follow=True)

    with pytest.raises(PublicationRefused, match="1\u00a0personne a déjà ouvert"):
        undo(session, office)
    lost.dossier.refresh_from_db()
    assert not lost.dossier.result_held


def test_what_was_issued_or_contested_is_not_taken_back(world):
    session, won, lost, office = world
    publish(session, office)
    ccp = won.dossier.candidate.certificates.ccps().get()
    issue_certificate(ccp, issued_on=timezone.localdate(), at=timezone.now(), by=office)

    with pytest.raises(IssueRefused, match="ne s’annule plus"):
        undo(session, office)

    lost = type(lost).objects.select_related("dossier__candidate__user").get(pk=lost.pk)
    file_appeal(
        lost, grounds="other", text="x", uploads=[], by=lost.dossier.candidate.user, at=timezone.now()
    )
    with pytest.raises(PublicationRefused, match="recours"):
        undo(session, office)
    session.refresh_from_db()
    assert session.is_published


def test_a_session_waits_for_its_last_dossier_and_an_empty_one_has_nothing_to_tell(world, sign_in):
    session, won, _lost, office = world
    late = assign(
        submitted_dossier(eligible_candidate(version=won.dossier.version)), session.jury, session=session
    )

    with pytest.raises(PublicationRefused, match="1\u00a0dossier de cette session n’est pas"):
        publish(session, office)
    page = sign_in(office).post(reverse("jury:publish", args=[session.pk]))

    assert "pas encore décidé" in page.content.decode()
    assert late.dossier.reference in page.content.decode()
    empty = make_session(session.jury, name="Session vide")
    with pytest.raises(PublicationRefused, match="rien à publier"):
        publish(empty, office)


def test_the_last_dossier_decided_tells_the_office_that_results_wait(world):
    session, _won, _lost, office = world

    told = Message.objects.filter(key=f"session:{session.pk}:to-publish")

    assert {message.recipient for message in told} >= {office}
    assert not told.filter(recipient__roles__contains=["candidate"]).exists()


def test_the_preview_shows_who_will_be_told_what_and_the_letter_and_changes_nothing(world, sign_in):
    session, won, lost, office = world
    client = sign_in(office)

    page = client.get(reverse("jury:publish", args=[session.pk])).content.decode()
    letter = client.get(reverse("jury:letter_preview", args=[lost.pk])).content.decode()

    assert page.count("✓\u00a0Validé") + page.count("✓ Validé") == 1
    assert page.count("✗ Non validé") + page.count("✗\u00a0Non validé") == 1
    assert "ne sont pas signés par tous" in page
    assert "Pas de fait précis." in letter
    won.dossier.refresh_from_db()
    assert won.dossier.result_held


def test_a_manager_who_is_a_candidate_of_the_session_reads_their_own_result_nowhere(world, sign_in):
    session, won, _lost, _office = world
    person = won.dossier.candidate.user
    person.roles = ["candidate", "manager"]
    person.save()
    client = sign_in(person)

    page = client.get(reverse("jury:publish", args=[session.pk])).content.decode()

    assert "Votre procédure" in page
    assert "Validé</span>" not in page.replace("Non validé</span>", "")
    assert client.get(reverse("jury:letter_preview", args=[won.pk])).status_code == 404


def test_a_manager_tied_to_a_candidate_of_the_session_reads_their_result_nowhere(world, sign_in):
    session, won, _lost, office = world
    won.dossier.candidate.line_manager_email = office.email
    won.dossier.candidate.save()

    page = sign_in(office).get(reverse("jury:publish", args=[session.pk]))

    shut = {line.dossier.pk: (line.is_shut, line.blocks) for line in page.context["preview"].lines}
    assert shut.pop(won.dossier_id) == (True, [])
    assert all(blocks and not is_shut for is_shut, blocks in shut.values())
    assert reverse("jury:letter_preview", args=[won.pk]) not in page.content.decode()


def test_the_dashboard_counts_the_days_left_to_tell(world, sign_in):
    _session, _won, _lost, office = world

    page = sign_in(office).get(reverse("dashboard")).content.decode()

    assert "Session de décembre" in page
    assert "à annoncer avant le" in page


def test_the_preview_asks_as_many_queries_for_six_dossiers_as_for_two(
    world, sign_in, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    session, won, _lost, office = world
    client, path = sign_in(office), reverse("jury:publish", args=[session.pk])
    client.get(path)
    with CaptureQueriesContext(connection) as two:
        client.get(path)
    for _ in range(2):
        examination = assign(
            submitted_dossier(eligible_candidate(version=won.dossier.version)), session.jury, session=session
        )
        cast_all(examination)
    with django_assert_num_queries(len(two)):
        client.get(path)


def test_the_office_publishes_undoes_and_publishes_again_from_the_pages(world, sign_in):
    session, won, lost, office = world
    publishing = reverse("jury:publish", args=[session.pk])
    undoing = reverse("jury:unpublish", args=[session.pk])
    waiting = sign_in(office).get(reverse("jury:results_to_publish")).content.decode()
    assert publishing in waiting

    told = sign_in(office).post(publishing, follow=True).content.decode()
    assert "pas encore lu" in told
    assert undoing in told
    undone = sign_in(office).post(undoing, follow=True).content.decode()
    assert "Publier les résultats</button>" in undone
    sign_in(office).post(publishing)

    mine = sign_in(lost.dossier.candidate.user).get(reverse("jury:result", args=[lost.pk])).content.decode()
    assert "Pas de fait précis." in mine
    assert "Déposer un recours" in mine
    seen = sign_in(office).get(publishing).content.decode()
    assert undoing not in seen
    refused = sign_in(office).post(undoing).content.decode()
    assert "ne s’annule plus" in refused
    won.dossier.refresh_from_db()
    assert won.dossier.result_told_at is not None


def test_whoever_signed_neither_minutes_is_named_once(world):
    session, _won, lost, office = world
    assert lost.minutes.count() == 2

    found = next(line for line in preview_of(session, by=office).lines if line.examination == lost)

    member = lost.seats.get(is_chair=False).juror
    assert found.unsigned == [member]
