"""A closed decision is never edited: a material error is said in minutes that cite the first (D12)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from jury.models import BlockDecision, Minutes
from jury.services.rectifying import Correction, RectificationRefused, rectify_minutes
from rules.errors import VerdictRefused
from tests import acts
from tests.acts import chair_of, decided, make_jury, make_session, write_dossier
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db
WORDS = ("C1.2 est portée non acquise.", "Le jury l’avait trouvée acquise.", "Erreur de saisie à la clôture.")


@pytest.fixture
def examination():
    """Two blocks: the second validated, the first lacks C1.2."""
    return decided(eligible_candidate(version=published_version(blocks=(2, 1))), missing={"C1.2"})


def competence(examination, code):
    return next(c for b in examination.blocks.all() for c in b.competences.all() if c.code == code)


def rectify(examination, verdicts=None, *, by=None, words=WORDS):
    minutes = examination.minutes.filter(rectifies=None).last()
    by = by or chair_of(examination)
    return rectify_minutes(minutes, Correction(*words, verdicts or {}), by=by, at=timezone.now())


def test_a_result_written_by_error_is_rectified_and_the_award_follows_with_its_register_entry(examination):
    lacking = competence(examination, "C1.2")
    first = examination.minutes.filter(rectifies=None).last()
    before = (first.content, first.sha256)

    done = rectify(examination, {lacking.pk: (True, "")})

    candidate = examination.dossier.candidate
    assert [c.kind for c in candidate.certificates.order_by("kind")] == ["ccp", "ccp", "cqp"]
    ccp = candidate.certificates.ccps().get(block=lacking.block)
    assert ccp.snapshot["basis"]["minutes"] == done.pk
    assert done.content["rectifies"]["sha256"] == first.sha256
    first.refresh_from_db()
    assert (first.content, first.sha256) == before
    standing = BlockDecision.objects.standing().get(examination=examination, block=lacking.block)
    assert standing.is_validated
    assert not standing.rectifies.is_validated
    assert examination.dossier.targets.get(block=lacking.block).outcome == "validated"
    assert done.letter.content["blocks"][0]["is_validated"]


def test_words_are_rectified_by_the_office_and_nothing_else_moves(examination):
    done = rectify(examination, by=manager(), words=("Né à Brest.", "Né à Quimper.", "Erreur de saisie."))

    assert done.content["role"] == "office"
    assert done.signatures.count() == 0
    assert not examination.verdicts.filter(stage="rectified").exists()


def test_no_manager_sets_a_result_whatever_they_send(examination):
    lacking = competence(examination, "C1.2")

    with pytest.raises(RectificationRefused, match="Seule la présidence"):
        rectify(examination, {lacking.pk: (True, "")}, by=manager())
    member = examination.seats.get(is_chair=False).juror
    with pytest.raises(RectificationRefused, match="présidence"):
        rectify(examination, by=member)

    assert Minutes.objects.filter(rectifies__isnull=False).count() == 0


def test_what_rests_on_a_ccp_is_a_revocation_and_not_minutes(examination):
    proven = competence(examination, "C2.1")

    with pytest.raises(RectificationRefused, match="révocation"):
        rectify(examination, {proven.pk: (False, "Il manque un fait.")})

    assert Certificate.objects.ccps().count() == 1


def rectify_page(examination):
    return reverse("jury:minutes_rectify", args=[examination.minutes.filter(rectifies=None).last().pk])


def test_the_page_offers_no_result_of_a_validated_block_and_says_what_it_would_take(examination, sign_in):
    page = sign_in(chair_of(examination)).get(rectify_page(examination))

    offered = {name for name in page.context["form"].fields if name.startswith("verdict_")}
    assert offered == {f"verdict_{competence(examination, code).pk}" for code in ("C1.1", "C1.2")}
    text = page.content.decode().replace("\u00a0", " ")
    assert "Bloc 2. Un CCP attribué à tort ne se retire que par une révocation" in text


def test_when_every_block_is_validated_the_chair_may_still_rectify_words(sign_in):
    examination = decided(eligible_candidate(version=published_version(blocks=(1, 1))))

    text = sign_in(chair_of(examination)).get(rectify_page(examination)).content.decode()
    text = text.replace("\u00a0", " ")

    assert "Bloc 1, Bloc 2. Un CCP attribué à tort" in text
    assert "Résultats écrits par erreur" not in text
    assert "que par la présidence" not in text


def test_a_page_that_offered_a_result_of_a_block_validated_meanwhile_is_refused_whole(examination, sign_in):
    sent = {"error": "C2.1 est portée acquise.", "right": "Elle ne l’est pas.", "why": "Erreur de saisie."}

    page = sign_in(chair_of(examination)).post(
        rectify_page(examination), {**sent, f"verdict_{competence(examination, 'C2.1').pk}": "not_acquired"}
    )

    assert "ne se rectifie plus ici" in page.content.decode()
    assert not Minutes.objects.filter(rectifies__isnull=False).exists()


def test_an_acquired_written_by_error_in_a_refused_block_is_taken_back_with_its_motive(examination):
    held = competence(examination, "C1.1")
    with pytest.raises(VerdictRefused):
        rectify(examination, {held.pk: (False, " ")})

    done = rectify(examination, {held.pk: (False, "Aucun fait.")})

    assert done.letter.content["blocks"][0]["competences"][0]["motive"] == "Aucun fait."


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_minutes_that_do_not_say_what_why_and_how_are_refused(examination, missing):
    words = [" " if rank == missing else word for rank, word in enumerate(WORDS)]

    with pytest.raises(RectificationRefused, match="Écrivez"):
        rectify(examination, words=words)


def test_a_block_presented_again_meanwhile_is_not_validated_behind_its_back(examination):
    lacking = competence(examination, "C1.2")
    write_dossier(examination.dossier.candidate, [lacking.block])

    with pytest.raises(RectificationRefused, match="présenté de nouveau"):
        rectify(examination, {lacking.pk: (True, "")})

    assert not examination.verdicts.filter(stage="rectified").exists()


def test_in_a_held_session_a_rectification_tells_nobody():
    version = published_version(blocks=(1,))
    session = make_session(make_jury(version))
    examination = decided(eligible_candidate(version=version), missing={"C1.1"}, session=session)

    done = rectify(examination, {competence(examination, "C1.1").pk: (True, "")})

    ccp = examination.dossier.candidate.certificates.ccps().get()
    assert ccp.disclosed_at is None
    assert not hasattr(done, "letter")


def test_the_database_keeps_one_decision_a_block_and_one_rectification_of_it(examination):
    refused = examination.decisions.get(is_validated=False)
    copy = {"examination": examination, "block": refused.block, "is_validated": False}

    with pytest.raises(IntegrityError, match="one_decision_per_block"), transaction.atomic():
        BlockDecision.objects.create(decided_at=timezone.now(), **copy)
    BlockDecision.objects.create(decided_at=timezone.now(), rectifies=refused, **copy)
    with pytest.raises(IntegrityError), transaction.atomic():
        BlockDecision.objects.create(decided_at=timezone.now(), rectifies=refused, **copy)


def test_a_decision_says_what_was_revoked_since(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    examination = acts.validated_on_reading(candidate)
    first = acts.issue_all(candidate)[0]
    client, address = sign_in(candidate.user), reverse("jury:result", args=[examination.pk])
    assert client.get(address).content.decode().count("sans limitation dans le temps") == 2

    acts.revoke(first)

    page = client.get(address).content.decode()
    assert page.count("sans limitation dans le temps") == 1
    assert page.count("Il a été révoqué depuis") == 2  # the CCP, and the CQP that rested on it
    assert page.count("CCP révoqué depuis") == 1
