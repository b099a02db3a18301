"""Presenting a block again: from the former text, copied, beside what the jury said of it."""

import datetime as dt
import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from candidates.earlier import earlier_dossiers, earlier_reasons
from candidates.models import (
    Attachment,
    DecisionReason,
    Dossier,
    FileState,
    Passage,
    Situation,
    StoredFile,
)
from candidates.services import taking_up, writing
from candidates.services.taking_up import take_up_dossier
from jury.kept import kept_competences
from jury.models import Stage
from rules.errors import BlocksRefused, DomainError
from tests.acts import (
    TEXT,
    assign,
    cast_all,
    close_deliberation,
    close_reading,
    hold_interview,
    submit,
    submitted_dossier,
    validated_on_reading,
)
from tests.factories import eligible_candidate, published_version

pytestmark = pytest.mark.django_db
NOW = timezone.now


def refused(candidate, blocks, *, missing=("C1.2",), dossier=None):
    """A dossier whose blocks lack these competences, to the decision."""
    examination = assign(dossier or submitted_dossier(candidate, blocks))
    cast_all(examination, missing=missing)
    examination = hold_interview(close_reading(examination))
    cast_all(examination, stage=Stage.INTERVIEW, missing=missing)
    return Dossier.objects.get(pk=close_deliberation(examination).dossier_id)


def rich_draft(candidate):
    """Both blocks in one situation, one more for the second block; a passage and an annexe for each block,
    an annexe for none."""
    first, second = candidate.version.blocks.all()
    dossier = writing.start_dossier(candidate, [first, second], by=candidate.user, at=NOW())
    for title, blocks in (("Commune", [first, second]), ("Du second bloc", [second])):
        situation = writing.save_situation(
            dossier,
            None,
            texts={"title": title, "context": "", "presentation": TEXT, "analysis": TEXT},
            blocks=blocks,
            illustrations={c: TEXT for b in blocks for c in b.competences.select_related("block")},
            by=candidate.user,
            at=NOW(),
        )
        for block in blocks:
            Passage.objects.create(
                situation=situation, competence=block.competences.first(), field="analysis", start=3, end=20
            )
    for rank, competences in enumerate([first.competences.all(), second.competences.all(), []], 1):
        annex(dossier, rank, competences)
    return dossier


def annex(dossier, rank, competences, state=FileState.CLEAN):
    content = b"annexe %d" % rank
    file = StoredFile.objects.create(
        key=default_storage.save(f"attachments/{rank}.pdf", ContentFile(content)),
        name=f"annexe {rank}.pdf",
        media_type="application/pdf",
        size=len(content),
        sha256="0" * 64,
        state=state,
        stored_at=NOW(),
        stored_by=dossier.candidate.user,
    )
    one = Attachment.objects.create(dossier=dossier, file=file, position=rank, label=f"Annexe {rank}")
    one.competences.set(competences)


def text_of(dossier):
    return [
        (
            one.title,
            one.presentation,
            one.analysis,
            sorted(block.code for block in one.blocks.all()),
            [(i.competence.code, i.text) for i in one.illustrations.all()],
            [(p.competence.code, p.quote) for p in one.passages.all()],
        )
        for one in dossier.situations.all()
    ]


def test_a_dossier_taken_up_holds_the_text_of_the_chosen_block_and_only_that():
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    first, _second = candidate.version.blocks.all()
    earlier = refused(candidate, None, dossier=submit(rich_draft(candidate)))
    before = text_of(earlier)

    taken = take_up_dossier(candidate, [first], earlier=earlier, by=candidate.user, at=NOW())

    common = before[0]
    own = [one for one in common[4] if one[0].startswith("C1")]
    assert len(own) == 2
    passages = [("C1.1", TEXT[3:20])]
    assert text_of(taken) == [(common[0], common[1], common[2], ["B1"], own, passages)]
    assert [(a.label, a.file.name) for a in taken.attachments.all()] == [
        ("Annexe 1", "annexe 1.pdf"),
        ("Annexe 3", "annexe 3.pdf"),
    ]
    assert taken.taken_up_from == earlier


def test_what_is_taken_up_is_a_copy_the_earlier_dossier_does_not_change():
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    earlier = refused(candidate, None, dossier=submit(rich_draft(candidate)))
    before, keys = text_of(earlier), {a.file.key for a in earlier.attachments.all()}
    taken = take_up_dossier(
        candidate, [candidate.version.blocks.first()], earlier=earlier, by=candidate.user, at=NOW()
    )
    copies = {a.file.key: a.file for a in taken.attachments.all()}

    Situation.objects.filter(dossier=taken).update(analysis="Tout autre chose.")
    contents = {default_storage.open(key).read() for key in copies}
    for key in copies:
        default_storage.delete(key)

    assert text_of(Dossier.objects.get(pk=earlier.pk)) == before
    assert not keys & set(copies)
    assert contents == {b"annexe 1", b"annexe 3"}
    assert all(default_storage.exists(key) for key in keys)


def test_a_file_that_the_antivirus_refused_is_not_taken_up():
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    draft = rich_draft(candidate)
    annex(draft, 4, [], state=FileState.INFECTED)
    earlier = refused(candidate, None, dossier=submit(draft))

    taken = take_up_dossier(
        candidate, [candidate.version.blocks.first()], earlier=earlier, by=candidate.user, at=NOW()
    )

    assert [a.label for a in taken.attachments.all()] == ["Annexe 1", "Annexe 3"]


def test_a_failure_in_the_middle_leaves_neither_row_nor_file(settings):
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    earlier = refused(candidate, None, dossier=submit(rich_draft(candidate)))
    default_storage.delete(earlier.attachments.get(label="Annexe 3").file.key)
    folder = settings.MEDIA_ROOT / "attachments"
    before = {path.name for path in folder.iterdir()}
    block = candidate.version.blocks.first()

    with pytest.raises(FileNotFoundError):
        take_up_dossier(candidate, [block], earlier=earlier, by=candidate.user, at=NOW())

    assert Dossier.objects.count() == 1
    assert {path.name for path in folder.iterdir()} == before


def test_a_dossier_that_presented_none_of_the_blocks_chosen_is_not_taken_up():
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    first, second = candidate.version.blocks.all()
    earlier = refused(candidate, [first])

    with pytest.raises(BlocksRefused) as refusal, transaction.atomic():
        take_up_dossier(candidate, [second], earlier=earlier, by=candidate.user, at=NOW())

    assert refusal.value.field == "taken_up_from"
    assert "choisissez aussi B1" in str(refusal.value)
    assert Dossier.objects.count() == 1


def test_only_ones_own_dossiers_of_blocks_still_to_validate_are_offered():
    version = published_version(blocks=(2, 1))
    candidate, other = eligible_candidate(version=version), eligible_candidate(version=version)
    first, second = version.blocks.all()
    earlier = refused(candidate, [first])
    refused(other, [first])
    validated_on_reading(candidate, [second])

    offered = list(earlier_dossiers(candidate))
    validated_on_reading(candidate, [first])

    assert offered == [earlier]
    assert list(earlier_dossiers(candidate)) == []


def test_the_page_offers_the_former_text_and_takes_it_up(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    block = candidate.version.blocks.first()
    earlier = refused(candidate, [block])
    client, path = sign_in(candidate.user), reverse("candidates:dossier_start", args=[candidate.pk])

    page = client.get(path, {"bloc": block.pk, "reprendre": earlier.pk}).content.decode()
    answer = client.post(path, {"blocks": [block.pk], "taken_up_from": earlier.pk}, follow=True)

    assert f"Repartir du texte du dossier {earlier.reference}" in page
    assert f'value="{earlier.pk}" checked' in page
    taken = candidate.dossiers.get(state="draft")
    assert answer.redirect_chain == [(reverse("candidates:dossier", args=[taken.pk]), 302)]
    assert text_of(taken) == text_of(earlier)
    said = answer.content.decode()
    assert "Pas de fait précis." in said
    assert "Tout le bloc" in said.replace("\u00a0", " ")


def test_a_blank_page_is_a_choice_and_someone_elses_dossier_is_none(sign_in):
    version = published_version(blocks=(2, 1))
    candidate, other = eligible_candidate(version=version), eligible_candidate(version=version)
    block = version.blocks.first()
    refused(candidate, [block])
    foreign = refused(other, [block])
    client, path = sign_in(candidate.user), reverse("candidates:dossier_start", args=[candidate.pk])

    stolen = client.post(path, {"blocks": [block.pk], "taken_up_from": foreign.pk})
    blank = client.post(path, {"blocks": [block.pk], "taken_up_from": ""})

    assert stolen.context["form"].errors == {
        "taken_up_from": ["Ce dossier ne peut pas être repris : choisissez-en un autre."]
    }
    assert blank.status_code == 302
    assert candidate.dossiers.get(state="draft").situations.count() == 0


def test_the_reasons_of_the_latest_decision_stand_beside_the_new_dossier():
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    first, second = candidate.version.blocks.all()
    refused(candidate, [first], missing={"C1.1", "C1.2"})
    latest = refused(candidate, [first, second], missing={"C1.2"})
    dossier = writing.start_dossier(candidate, [first], by=candidate.user, at=NOW())

    found = earlier_reasons(dossier)

    assert [(one.block, one.dossier) for one in found] == [(first, latest)]
    assert [(c.code, text) for c, text in found[0].lines] == [("C1.2", "Pas de fait précis.")]


def test_a_reason_is_written_once_and_never_changes():
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    refused(candidate, [candidate.version.blocks.first()])

    reason = DecisionReason.objects.get()

    assert (reason.competence.code, reason.text) == ("C1.2", "Pas de fait précis.")
    for act in (lambda: DecisionReason.objects.update(text="x"), reason.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("months", "days", "is_kept"), [(0, 0, False), (24, 0, True), (24, 729, True), (24, 731, False)]
)
def test_what_stays_acquired_follows_the_version_for_the_page_and_for_the_jury(
    sign_in, months, days, is_kept
):
    version = published_version(blocks=(2, 1), keeps_acquired_competences_months=months)
    candidate = eligible_candidate(version=version)
    block = version.blocks.first()
    refused(candidate, [block])
    decided = NOW()

    with travel(decided + dt.timedelta(days=days), tick=False):
        dossier = writing.start_dossier(candidate, [block], by=candidate.user, at=NOW())
        page = sign_in(candidate.user).get(reverse("candidates:dossier", args=[dossier.pk]))
        said = page.content.decode().replace("\u00a0", " ")
        found = kept_competences(dossier, [block], on=timezone.localdate())

    assert [competence.code for competence in found] == (["C1.1"] if is_kept else [])
    assert ("C1.1 reste acquise si un jury est chargé de ce dossier avant le" in said) == is_kept
    assert ("sera jugé de nouveau, y compris" in said) != is_kept


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_ten_hands_taking_up_one_dossier_make_one_copy():
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    block = candidate.version.blocks.first()
    earlier = refused(candidate, [block])
    barrier, outcomes = threading.Barrier(10), []

    def run():
        try:
            barrier.wait()
            taking_up.take_up_dossier(candidate, [block], earlier=earlier, by=candidate.user, at=NOW())
            outcomes.append("taken")
        except DomainError as refusal:
            outcomes.append(refusal.field)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(outcomes) == ["blocks"] * 9 + ["taken"]
    assert Dossier.objects.filter(taken_up_from=earlier).count() == 1
    assert Situation.objects.count() == 2
