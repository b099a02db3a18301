"""A candidate contests a decision: taken in time, looked into by somebody without a tie, never re-marked."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from audit.models import AuditEntry
from candidates.models import StoredFile
from candidates.states import DossierState
from jury.models import Appeal, Examination
from jury.services.annulment import annul_deliberation
from jury.services.appeals import (
    ask_rectification,
    assign_appeal,
    decline_rectification,
    file_appeal,
    reject_appeal,
)
from jury.states import AppealState, ExaminationState
from notifications.models import Message
from rules.appeals import appeal_until
from rules.completion import deadline
from rules.errors import AppealRefused, DomainError, IllegalTransition
from tests.acts import assign, chair_of, decided, make_jury, make_session, write_dossier
from tests.factories import eligible_candidate, manager, published_version
from tests.files import a_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def examination():
    """Two blocks: the second validated, the first lacks C1.2."""
    found = decided(eligible_candidate(version=published_version(blocks=(2, 1))), missing={"C1.2"})
    rows = Examination.objects.select_related("dossier__candidate__user", "dossier__version")
    return rows.get(pk=found.pk)


def file(examination, *, at=None, uploads=(), **fields):
    fields = {"grounds": "material", "text": "C1.2 avait été trouvée acquise.", **fields}
    by = examination.dossier.candidate.user
    return file_appeal(examination, uploads=list(uploads), by=by, at=at or timezone.now(), **fields)


def given_to(appeal, office=None):
    office = office or manager()
    return assign_appeal(appeal, office, by=office, at=timezone.now()), office


def test_an_appeal_is_acknowledged_at_once_with_its_date_and_digest(examination, sign_in):
    client = sign_in(examination.dossier.candidate.user)
    piece = SimpleUploadedFile("mail.png", a_picture(), content_type="image/png")

    page = client.post(
        reverse("jury:appeal_file", args=[examination.pk]),
        {"grounds": "procedure", "text": "Un membre manquait.", "files": [piece]},
        follow=True,
    ).content.decode()

    appeal = Appeal.objects.get()
    message = Message.objects.get(recipient=appeal.filed_by, key=f"appeal:{appeal.pk}:received")
    assert page.count("est reçu") == 1
    assert appeal.sha256 in message.body
    assert appeal.sha256 in page
    assert appeal.answer_by == timezone.localdate() + dt.timedelta(days=30)
    assert StoredFile.objects.get(appeal_file__appeal=appeal).frozen_at
    assert list(StoredFile.objects.to_erase()) == []


def test_a_file_that_is_refused_files_nothing_and_loses_no_word(examination, sign_in):
    bad = SimpleUploadedFile("virus.exe", b"MZ" + b"\0" * 200)

    page = sign_in(examination.dossier.candidate.user).post(
        reverse("jury:appeal_file", args=[examination.pk]),
        {"grounds": "other", "text": "Un long exposé des faits.", "files": [a_file(), bad]},
    )

    assert page.status_code == 422
    assert "Un long exposé des faits." in page.content.decode()
    assert "virus.exe" in page.content.decode()
    assert (Appeal.objects.count(), StoredFile.objects.count()) == (0, 0)


def a_file():
    return SimpleUploadedFile("ok.png", a_picture(color=(1, 2, 3)))


def test_the_last_second_is_in_time_and_the_next_is_refused(examination):
    told_at, days = examination.dossier.result_told_at, examination.dossier.version.appeal_days
    too_late = deadline(appeal_until(told_at, days))

    with pytest.raises(AppealRefused, match="délai"):
        file(examination, at=too_late)
    assert file(examination, at=too_late - dt.timedelta(seconds=1)).state == AppealState.FILED


def test_one_appeal_at_a_time_by_the_candidate_and_nobody_else(examination):
    file(examination)

    with pytest.raises(AppealRefused, match="déjà en cours"):
        file(examination)
    with pytest.raises(AppealRefused, match="Seule la personne candidate"):
        file_appeal(
            examination, grounds="other", text="x", uploads=[], by=chair_of(examination), at=timezone.now()
        )


def test_a_result_that_is_not_published_cannot_be_contested():
    version = published_version(blocks=(1,))
    held = decided(
        eligible_candidate(version=version), missing={"C1.1"}, session=make_session(make_jury(version))
    )

    with pytest.raises(AppealRefused, match="pas encore notifiée"):
        file(held)


@pytest.mark.parametrize("tie", ["sat", "line manager", "candidate", "not a manager"])
def test_it_is_given_to_nobody_who_judged_or_is_tied(examination, tie):
    appeal = file(examination)
    office = manager()
    candidate = examination.dossier.candidate
    if tie == "sat":
        office = chair_of(examination)
        office.roles = [Role.JUROR, Role.MANAGER]
        office.save()
    elif tie == "line manager":
        candidate.line_manager_email = office.email
        candidate.save()
    elif tie == "candidate":
        office = candidate.user
        office.roles = [Role.CANDIDATE, Role.MANAGER]
        office.save()
    else:
        office = eligible_candidate(version=candidate.version).user

    with pytest.raises(AppealRefused):
        assign_appeal(appeal, office, by=manager(), at=timezone.now())

    if tie in ("sat", "candidate"):
        with pytest.raises(IntegrityError, match="instruit pas"), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(manager=office, state="assigned")
        assert not Appeal.objects.managed_by(office).exists()


def test_only_who_it_was_given_to_answers_and_with_reasons(examination):
    appeal, office = given_to(file(examination))

    with pytest.raises(AppealRefused, match="autre personne"):
        reject_appeal(appeal, answer="Non.", by=manager(), at=timezone.now())
    with pytest.raises(AppealRefused, match="raisons"):
        reject_appeal(appeal, answer="  ", by=office, at=timezone.now())
    reject_appeal(appeal, answer="Rien ne le montre.", by=office, at=timezone.now())

    with pytest.raises(IllegalTransition):
        annul_deliberation(appeal, answer="Finalement si.", by=office, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(answer="Autre chose")
    assert Message.objects.filter(recipient=appeal.filed_by, key=f"appeal:{appeal.pk}:answered").exists()


def test_an_appeal_that_ends_in_rectifying_minutes(examination, client, sign_in):
    """Over HTTP, from the candidate to the chair."""
    person = examination.dossier.candidate.user
    lacking = examination.blocks.get(position=1).competences.get(code="C1.2")
    office = manager()
    sign_in(person).post(
        reverse("jury:appeal_file", args=[examination.pk]),
        {"grounds": "material", "text": "C1.2 est acquise."},
    )
    appeal = Appeal.objects.get()
    handle = reverse("jury:appeal_handle", args=[appeal.pk])
    sign_in(office).post(handle, {"manager": office.pk})
    sign_in(office).post(handle, {"outcome": "rectify", "answer": "Vérifier C1.2."})
    minutes = examination.minutes.last()

    page = sign_in(chair_of(examination)).post(
        reverse("jury:minutes_rectify", args=[minutes.pk]),
        {
            "error": "C1.2 portée non acquise.",
            "right": "C1.2 acquise.",
            "why": "Erreur de saisie.",
            f"verdict_{lacking.pk}": "acquired",
        },
        follow=True,
    )

    appeal.refresh_from_db()
    assert page.status_code == 200
    assert (appeal.state, appeal.rectification.rectifies) == ("rectified", minutes)
    assert examination.dossier.candidate.certificates.cqps().exists()
    result = sign_in(person).get(reverse("jury:result", args=[examination.pk])).content.decode()
    assert "Non validé" not in result.replace("\u00a0", " ")
    assert "procès-verbal rectificatif" in result
    answer = sign_in(person).get(reverse("jury:appeal", args=[appeal.pk])).content.decode()
    assert "C1.2 acquise." in answer


def test_an_appeal_that_nobody_gave_the_chair_is_nowhere_for_the_jury(examination, sign_in):
    appeal = file(examination)
    page = reverse("jury:rectification_decline", args=[appeal.pk])
    member = examination.seats.filter(is_chair=False).first().juror

    for person in (chair_of(examination), member):
        assert sign_in(person).get(page).status_code == 404
        assert sign_in(person).post(page, {"reason": "Non."}).status_code == 404
    with pytest.raises(AppealRefused, match="n’attend plus la présidence"):
        decline_rectification(appeal, reason="Non.", by=chair_of(examination), at=timezone.now())

    appeal.refresh_from_db()
    assert (appeal.state, appeal.note) == (AppealState.FILED, "")


def test_the_chair_may_find_no_error_and_the_office_answers(examination, sign_in):
    appeal, office = given_to(file(examination))
    ask_rectification(appeal, note="Vérifier C1.2.", by=office, at=timezone.now())

    sign_in(chair_of(examination)).post(
        reverse("jury:rectification_decline", args=[appeal.pk]), {"reason": "Le jury l’a bien dit."}
    )

    appeal.refresh_from_db()
    assert appeal.state == AppealState.ASSIGNED
    assert "Le jury l’a bien dit." in appeal.note
    reject_appeal(appeal, answer="Le jury confirme.", by=office, at=timezone.now())


def test_a_flaw_of_procedure_opens_a_new_jury_made_of_others_from_the_reading(examination, sign_in):
    appeal, office = given_to(file(examination, grounds="procedure"))
    candidate = examination.dossier.candidate
    ccps = set(candidate.certificates.values_list("pk", flat=True))

    sign_in(office).post(
        reverse("jury:appeal_handle", args=[appeal.pk]), {"outcome": "new_jury", "answer": "Quorum perdu."}
    )

    examination.refresh_from_db()
    dossier = type(examination.dossier).objects.get(pk=examination.dossier_id)
    assert examination.state == ExaminationState.ANNULLED
    assert (dossier.state, dossier.closed_at, dossier.result_told_at) == (DossierState.SUBMITTED, None, None)
    assert sorted(dossier.targets.values_list("outcome", flat=True)) == ["pending", "validated"]
    assert set(candidate.certificates.values_list("pk", flat=True)) == ccps
    traced = AuditEntry.objects.get(action="deliberation.annulled")
    assert traced.facts["certificates_kept"] == list(ccps)
    again = make_jury(dossier.version, name="Les mêmes")
    again.members.filter(is_chair=False).update(user=chair_of(examination))
    with pytest.raises(DomainError, match="siégeait déjà"):
        assign(dossier, again)

    second = assign(dossier, make_jury(dossier.version, name="D’autres"))

    assert [block.code for block in second.blocks.all()] == ["BC1"] or second.blocks.count() == 1
    assert second.is_reading
    assert not Examination.objects.visible_to(chair_of(examination)).filter(pk=examination.pk).exists()


def test_a_block_presented_again_meanwhile_is_withdrawn_first(examination):
    appeal, office = given_to(file(examination, grounds="procedure"))
    write_dossier(examination.dossier.candidate, [examination.blocks.get(position=1)])

    with pytest.raises(AppealRefused, match="présenté de nouveau"):
        annul_deliberation(appeal, answer="Quorum perdu.", by=office, at=timezone.now())


def test_where_everything_is_validated_a_new_jury_has_nothing_to_decide():
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    won = decided(candidate)
    appeal, office = given_to(file(won, grounds="procedure"))

    with pytest.raises(AppealRefused, match="rien à décider"):
        annul_deliberation(appeal, answer="Quorum perdu.", by=office, at=timezone.now())


@pytest.mark.parametrize(
    "forgery",
    [
        {"text": "x"},
        {"state": "rejected"},
        {"state": "rectified"},
        {"sha256": "0" * 64},
        {"state": "assigned"},
    ],
)
def test_the_database_holds_what_was_filed_and_every_step(examination, forgery):
    appeal = file(examination)

    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(**forgery)
    with pytest.raises(DatabaseError), transaction.atomic():
        appeal.delete()
