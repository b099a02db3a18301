"""Mentions of persons in a dossier: found everywhere the jury reads, decided one by one, replaced safely."""

import pytest
from django.utils import timezone

from audit.models import AuditEntry
from candidates.models import (
    Attachment,
    CompletionPlace,
    Dossier,
    KeptMention,
    Passage,
    StoredFile,
    Submission,
)
from candidates.selectors import dossier_with_text
from candidates.services import anonymisation
from candidates.services.anonymisation import MentionGone, mentions_of
from rules.errors import DomainError, PersonsNamed, PlaceClosed
from tests.acts import TEXT, submit, write_dossier
from tests.factories import eligible_candidate, published_version
from tests.returns import send_back

pytestmark = pytest.mark.django_db
NIR = "1 84 12 76 451 089 46"


@pytest.fixture
def dossier():
    return write_dossier(eligible_candidate(version=published_version(blocks=(1,))))


def put(dossier, **texts):
    situation = dossier.situations.get()
    for name, text in texts.items():
        setattr(situation, name, text)
    situation.save()
    return situation


def mentions(dossier):
    return mentions_of(dossier_with_text(dossier.pk))


def replace(dossier, mention, instead="une collègue", **other):
    found = mention.finding
    act = {
        "place_key": mention.place.key,
        "text_digest": mention.place.digest,
        "start": found.start,
        "end": found.end,
        "instead": instead,
        "by": dossier.candidate.user,
        "at": timezone.now(),
    }
    anonymisation.replace_mention(dossier, **act | other)


def decide(act, dossier, kind, text):
    act(dossier, kind=kind, text=text, by=dossier.candidate.user, at=timezone.now())


def test_every_text_that_the_jury_reads_is_looked_at(dossier):
    situation = put(
        dossier,
        title="Avec Mme Aubry",
        context="Avec Mme Bernard.",
        presentation="Avec Mme Cohen.",
        analysis="Avec Mme Diallo.",
    )
    situation.illustrations.update(text="Avec Mme Evrard.")
    stored = StoredFile.objects.create(
        key="a", name="a.pdf", media_type="application/pdf", size=1, stored_at=timezone.now(),
        stored_by=dossier.candidate.user,
    )  # fmt: skip
    Attachment.objects.create(dossier=dossier, file=stored, position=1, label="Note de Mme Faure")

    assert [(m.place.label, m.finding.text) for m in mentions(dossier)] == [
        ("Situation 1, Titre", "Mme Aubry"),
        ("Situation 1, Contexte", "Mme Bernard"),
        ("Situation 1, Présentation", "Mme Cohen"),
        ("Situation 1, Analyse", "Mme Diallo"),
        ("Situation 1, illustration de C1.1", "Mme Evrard"),
        ("Annexe 1, intitulé", "Mme Faure"),
    ]


def test_a_dossier_is_not_submitted_while_a_mention_waits_and_is_once_each_is_decided(dossier):
    put(dossier, analysis=f"{TEXT} Mme Durand et M. Petit.")

    with pytest.raises(PersonsNamed, match="2\u00a0mentions"):
        submit(dossier)
    replace(dossier, mentions(dossier)[0])
    with pytest.raises(PersonsNamed, match="1\u00a0mention"):
        submit(dossier)
    decide(anonymisation.keep_mention, dossier, "person", "M. Petit")

    submit(dossier)

    analysis = Submission.objects.get().content["situations"][0]["analysis"]
    assert analysis == f"{TEXT} une collègue et M. Petit."
    assert [m.is_kept for m in mentions(dossier)] == [True]


def test_a_social_security_number_blocks_and_is_never_kept(dossier):
    put(dossier, analysis=f"{TEXT} Son numéro est {NIR}.")

    with pytest.raises(PersonsNamed, match="1\u00a0numéro"):
        submit(dossier)
    with pytest.raises(PersonsNamed, match="ne se garde pas"):
        decide(anonymisation.keep_mention, dossier, "nir", NIR)
    # even by a row that some other way had written
    KeptMention.objects.create(dossier=dossier, kind="nir", text=NIR, kept_at=timezone.now())
    with pytest.raises(PersonsNamed, match="1\u00a0numéro"):
        submit(dossier)


def test_a_choice_may_be_taken_back(dossier):
    put(dossier, analysis=f"{TEXT} Mme Durand.")
    decide(anonymisation.keep_mention, dossier, "person", "Mme Durand")
    decide(anonymisation.keep_mention, dossier, "person", "Mme Durand")

    decide(anonymisation.reconsider_mention, dossier, "person", "Mme Durand")

    assert [m.is_kept for m in mentions(dossier)] == [False]
    assert AuditEntry.objects.filter(action="mention.kept").count() == 1
    with pytest.raises(PersonsNamed):
        submit(dossier)


def test_what_is_no_longer_in_the_text_is_not_kept(dossier):
    with pytest.raises(MentionGone):
        decide(anonymisation.keep_mention, dossier, "person", "Mme Durand")


def test_a_text_that_changed_since_the_page_was_opened_is_not_written_over(dossier):
    put(dossier, analysis="Avec Mme Durand.")
    (mention,) = mentions(dossier)
    put(dossier, analysis="Hier, avec Mme Durand.")

    with pytest.raises(MentionGone, match="rien n’a été remplacé"):
        replace(dossier, mention)

    assert dossier.situations.get().analysis == "Hier, avec Mme Durand."


@pytest.mark.parametrize(
    "other",
    [
        {"place_key": "situation-0-analysis"},
        {"place_key": "user-1-password"},
        {"start": 9, "end": 9},
        {"start": 3, "end": 10_000},
    ],
)
def test_a_form_that_was_tampered_with_replaces_nothing(dossier, other):
    put(dossier, analysis="Avec Mme Durand.")
    (mention,) = mentions(dossier)

    with pytest.raises(MentionGone):
        replace(dossier, mention, **other)


def test_a_place_of_somebody_elses_dossier_is_not_reached(dossier):
    other = write_dossier(eligible_candidate(version=published_version(blocks=(1,), code="AUTRE")))
    put(other, analysis="Avec Mme Durand.")
    (mention,) = mentions(other)

    with pytest.raises(MentionGone):
        replace(dossier, mention)


def test_a_replacement_that_makes_the_text_too_long_is_refused_at_its_field(dossier):
    put(dossier, title="a" * 188 + " Mme Durand")
    (mention,) = mentions(dossier)

    with pytest.raises(DomainError) as refusal:
        replace(dossier, mention, "une collègue de longue date")

    assert refusal.value.field == "instead"


def test_linked_passages_keep_to_their_words_and_open_pages_are_told(dossier):
    situation = put(dossier, analysis="Avec Mme Durand, j’ai repris l’accueil.")
    competence = situation.illustrations.get().competence
    text = situation.analysis
    start = text.index("j’ai repris")
    Passage.objects.create(
        situation=situation, competence=competence, field="analysis", start=start, end=start + 11
    )

    replace(dossier, mentions(dossier)[0], "une collègue de l’équipe voisine")

    situation.refresh_from_db()
    assert situation.passages.get().quote == "j’ai repris"
    assert situation.analysis == "Avec une collègue de l’équipe voisine, j’ai repris l’accueil."
    assert situation.revisions["analysis"]["n"] == 2


def test_an_illustration_is_replaced_and_numbered_under_its_competence(dossier):
    situation = dossier.situations.get()
    situation.illustrations.update(text="Avec Mme Durand.")

    replace(dossier, mentions(dossier)[0], "Mme\u00a0D.")

    situation.refresh_from_db()
    illustration = situation.illustrations.get()
    assert illustration.text == "Avec Mme\u00a0D."
    assert situation.revisions[f"illustration_{illustration.competence_id}"]["n"] == 2


def test_the_trail_never_holds_the_words_themselves(dossier):
    put(dossier, analysis="Avec Mme Durand et M. Petit.")
    replace(dossier, mentions(dossier)[0])
    decide(anonymisation.keep_mention, dossier, "person", "M. Petit")

    facts = [str(entry.facts) for entry in AuditEntry.objects.filter(action__startswith="mention.")]

    assert len(facts) == 2
    assert not any("Durand" in fact or "Petit" in fact for fact in facts)


def test_nothing_is_replaced_or_kept_in_a_submitted_dossier(dossier):
    put(dossier, analysis=f"{TEXT} Mme Durand.")
    decide(anonymisation.keep_mention, dossier, "person", "Mme Durand")
    (mention,) = mentions(dossier)
    submit(dossier)

    with pytest.raises(DomainError, match="Déposé"):
        replace(dossier, mention)
    with pytest.raises(DomainError, match="Déposé"):
        decide(anonymisation.reconsider_mention, dossier, "person", "Mme Durand")


def test_in_a_returned_dossier_only_what_is_reopened_is_reviewed_and_replaced(dossier):
    put(dossier, analysis=f"{TEXT} Mme Durand.", context=f"{TEXT} Mme Durand.")
    decide(anonymisation.keep_mention, dossier, "person", "Mme Durand")
    dossier = send_back(submit(dossier), (CompletionPlace.ANALYSIS, dossier.situations.get()))
    closed = next(p for p in anonymisation.places_of(dossier_with_text(dossier.pk)) if p.field == "context")

    assert [m.place.field for m in mentions(dossier)] == ["analysis"]
    with pytest.raises(PlaceClosed):
        anonymisation.replace_mention(
            dossier, place_key=closed.key, text_digest=closed.digest, start=0, end=3, instead="x",
            by=dossier.candidate.user, at=timezone.now(),
        )  # fmt: skip
    replace(dossier, mentions(dossier)[0])
    assert Dossier.objects.get(pk=dossier.pk).situations.get().analysis.endswith("une collègue.")
