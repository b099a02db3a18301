"""A candidate's copy: everything they wrote and were told, and nothing that waits to be published."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Capacity, What
from candidates.models import Dossier, SubmissionDocument
from candidates.services.accesses import note_access
from candidates.services.files import file_received
from candidates.services.passport import attach_proof
from candidates.services.tutoring import comment, invite_tutor
from cqp.tasks import catch_up
from jury.models import Examination, ResultLetter, Stage
from jury.services.appeals import file_appeal
from jury.services.publication import publish_session
from tests.accounts.copies import copy_of
from tests.acts import (
    annexe,
    assign,
    cast_all,
    close_deliberation,
    close_reading,
    decided,
    hold_interview,
    issue_all,
    make_jury,
    make_session,
    submit,
    submitted_dossier,
    validated_on_reading,
    write_dossier,
)
from tests.factories import eligible_candidate, manager, published_version
from tests.files import a_picture
from tests.returns import completed

pytestmark = pytest.mark.django_db
MOTIVE, LACK = "Pas de fait précis.", "Il manque un fait précis."


@pytest.fixture
def candidate():
    return eligible_candidate(version=published_version(blocks=(2, 1)))


def held(candidate):
    """Decided at the interview, one block validated and the other not; not published."""
    session = make_session(make_jury(candidate.version))
    return decided(candidate, missing={"C1.2"}, session=session), session


def test_before_the_publication_a_copy_holds_no_result_and_after_it_the_whole_of_it(candidate):
    examination, session = held(candidate)
    before = copy_of(candidate.user)
    publish_session(session, by=manager(), at=timezone.now())
    after = copy_of(candidate.user)

    (was,), (now,) = before.rows("dossiers"), after.rows("dossiers")
    assert was["state"].replace("\u00a0", " ") == "Délibération en cours"
    assert {block["outcome"] for block in was["blocks"]} == {"En cours"}
    assert (was["closed_at"], was["reasons"]) == (None, [])
    assert (before.rows("decisions"), before.rows("certificats")) == ([], [])
    for word in (MOTIVE, LACK, "Non validé", "CCP attribué", "Décision rendue", "Décision du jury rendue"):
        assert word not in before.text.replace("\u00a0", " "), word

    assert now["state"] == "Décision rendue"
    assert {block["outcome"] for block in now["blocks"]} == {"Validé", "Non validé"}
    assert [reason["text"] for reason in now["reasons"]] == [MOTIVE]
    assert [letter["content"]["dossier"]["reference"] for letter in after.rows("decisions")] == [
        examination.dossier.reference
    ]
    assert [certificate["kind"] for certificate in after.rows("certificats")] == ["ccp"]
    assert LACK not in after.text  # what a member wrote is never the candidate's


def test_a_copy_says_the_same_whatever_the_jury_decided_and_holds(candidate, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    session = make_session(make_jury(candidate.version))
    examination = assign(submitted_dossier(candidate), session.jury, session=session)
    cast_all(examination, missing={"C1.2"})
    hold_interview(close_reading(examination))
    time_machine.move_to(timezone.now() + timedelta(hours=1), tick=False)
    said = []

    for missing in ((), {"C1.2"}):
        place = transaction.savepoint()
        cast_all(examination, stage=Stage.INTERVIEW, missing=missing)
        close_deliberation(Examination.objects.get(pk=examination.pk))
        copy = copy_of(candidate.user)
        said.append({name: document.get("rows") for name, document in copy.documents.items()})
        transaction.savepoint_rollback(place)

    for one in said:
        one["actes.json"].pop()  # the asking itself, under another number
    assert said[0] == said[1]


def test_a_told_result_that_was_copied_was_read(candidate):
    examination, session = held(candidate)
    publish_session(session, by=manager(), at=timezone.now())
    assert Dossier.objects.get(pk=examination.dossier_id).result_read_at is None

    copy_of(candidate.user)

    assert Dossier.objects.get(pk=examination.dossier_id).result_read_at is not None


def test_seeing_the_page_reads_no_result(candidate, sign_in):
    examination, session = held(candidate)
    publish_session(session, by=manager(), at=timezone.now())

    sign_in(candidate.user).get(reverse("accounts:personal_data"))

    assert Dossier.objects.get(pk=examination.dossier_id).result_read_at is None


@pytest.mark.pdf
def test_every_file_of_their_own_is_there_byte_for_byte_under_a_plain_name(candidate):
    first, second = candidate.version.blocks.all()
    now, by = timezone.now(), candidate.user
    with file_received(SimpleUploadedFile("Attestation d’été.png", a_picture()), by=by, at=now) as proof:
        attach_proof(candidate.attendances.first(), proof, by=by, at=now)
    draft = write_dossier(candidate, [first])
    annexe(draft, a_picture(color=(1, 2, 3)), name="../planning été.png")
    validated = validated_on_reading(candidate, [second])
    submit(draft)
    issue_all(candidate)
    file_appeal(
        validated,
        grounds="other",
        text="Un exposé.",
        uploads=[SimpleUploadedFile("piece.png", a_picture(color=(9, 9, 9)))],
        by=by,
        at=timezone.now(),
    )
    catch_up()

    copy = copy_of(by)

    index = copy.documents["fichiers.json"]["files"]
    assert {entry["state"] for entry in index} == {"included"}
    assert {entry["path"]: entry["sha256"] for entry in index} == {
        name: hashlib.sha256(content).hexdigest() for name, content in copy.files.items()
    }
    folder = f"fichiers/dossier-{draft.reference}"
    names = sorted(copy.files)
    assert f"{folder}/annexes/01-planning-ete.png" in names
    assert {f"{folder}/Dossier-{draft.reference}-v1.pdf", f"{folder}/Recu-{draft.reference}-v1.pdf"} <= set(
        names
    )
    assert [n.rpartition("/")[2] for n in names if "/modules-" in n] == [
        f"{candidate.attendances.first().module.code}-Attestation-d-ete.png"
    ]
    assert len([n for n in names if n.startswith("fichiers/certificats/")]) == 2
    assert len([n for n in names if n.startswith("fichiers/decisions/")]) == ResultLetter.objects.count() == 1
    assert len([n for n in names if n.startswith("fichiers/recours-")]) == 1
    assert SubmissionDocument.objects.filter(file="").count() == 0


def test_what_they_wrote_is_there_version_by_version(candidate):
    completed(submitted_dossier(candidate), "Une analyse reprise de bout en bout. " * 20)

    (dossier,) = copy_of(candidate.user).rows("dossiers")

    assert [one["version"] for one in dossier["submissions"]] == [1, 2]
    assert "bout en bout" in dossier["situations"][0]["analysis"]
    assert "bout en bout" not in str(dossier["submissions"][0])
    assert dossier["completion_requests"][0]["points"][0]["answer"].startswith("Fait au point")


def test_who_read_is_told_as_on_the_page_without_a_name(candidate):
    dossier, office = submitted_dossier(candidate), manager(last_name="Le Guichetier")
    note_access(dossier, What.TEXT, by=office, as_a=Capacity.OFFICE, at=timezone.now())
    note_access(dossier, What.TEXT, by=manager(), as_a=Capacity.JUROR, at=timezone.now())

    copy = copy_of(candidate.user)

    assert [one["who"] for one in copy.rows("dossiers")[0]["readings"]] == ["Le service des certifications"]
    assert "Guichetier" not in copy.text


def test_of_a_tutor_the_candidate_has_the_name_and_remarks_and_the_tutor_has_no_draft(candidate):
    draft, now = write_dossier(candidate), timezone.now()
    tutoring = invite_tutor(
        draft,
        email="tutrice@caisse.example",
        first_name="Ada",
        last_name="Lovelace",
        by=candidate.user,
        at=now,
    )
    competence = draft.blocks.first().competences.first()
    comment(tutoring, competence, text="Précisez la date.", by=tutoring.tutor, at=now)

    of_candidate, of_tutor = copy_of(candidate.user), copy_of(tutoring.tutor)

    (told,) = of_candidate.rows("dossiers")[0]["tutors"]
    assert (told["name"], told["remarks"][0]["text"]) == ("Ada Lovelace", "Précisez la date.")
    assert "tutrice@caisse.example" not in of_candidate.text
    assert of_tutor.rows("tutorats")[0]["remarks"][0]["text"] == "Précisez la date."
    assert of_tutor.rows("dossiers") == []
    assert "quarante minutes" in of_candidate.text
    assert "quarante minutes" not in of_tutor.text


def test_the_addresses_of_other_people_on_a_candidacy_are_left_out(candidate):
    candidate.companion_email = "accompagnement@organisme.example"
    candidate.save()

    copy = copy_of(candidate.user)

    assert copy.rows("candidatures")[0]["line_manager_name"] == "La direction"
    for address in (candidate.companion_email, candidate.line_manager_email):
        assert address not in copy.text


def test_somebody_who_also_manages_gets_their_own_procedure_and_nobody_else_s(candidate):
    other = eligible_candidate(version=candidate.version, birth_name="Tréguier-Unique")
    submitted_dossier(other)
    dossier = submitted_dossier(candidate)
    candidate.user.roles = ["candidate", "manager"]
    candidate.user.save()

    copy = copy_of(candidate.user)

    assert [row["reference"] for row in copy.rows("dossiers")] == [dossier.reference]
    assert "Tréguier" not in copy.text
