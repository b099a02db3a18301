"""The office's queue of declared modules, and the proofs that come with them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from candidates.models import StoredFile
from candidates.services import passport
from tests.candidates.declaring import DAY, TODAY, as_typed, declare, modules_of
from tests.factories import CandidateFactory, manager
from tests.files import a_picture

pytestmark = pytest.mark.django_db


def test_the_queue_shows_what_waits_oldest_first_and_never_ones_own(sign_in):
    office = manager()
    own = CandidateFactory(user=office)
    declare(own, modules_of(own)[0])
    people = [CandidateFactory() for _ in range(3)]
    for candidate in people:
        declare(candidate, modules_of(candidate)[0])
    done = people[1].attendances.get()
    passport.confirm_attendance(done, seen=done.declared_at, by=manager(), at=timezone.now())
    client = sign_in(office)

    page = client.get(reverse("candidates:declarations")).context["page"]
    desk = client.get(reverse("dashboard")).context["to_confirm"]

    assert [a.candidate for a in page] == [people[0], people[2]]
    assert desk["count"] == 2
    decide = reverse("candidates:declaration_decide", args=[own.attendances.get().pk])
    assert client.post(decide, {"decision": "confirm"}).status_code == 404


@pytest.mark.parametrize(("decision", "followed"), [("confirm", True), ("refuse", False)])
def test_a_manager_confirms_or_refuses_from_the_page(sign_in, decision, followed):
    candidate = CandidateFactory()
    attendance = declare(candidate, modules_of(candidate)[0])
    client = sign_in(manager())
    path = reverse("candidates:declaration_decide", args=[attendance.pk])
    seen = client.get(path).context["form"]["seen"].value()

    answer = client.post(path, {"seen": seen, "decision": decision, "reason": "Dates à revoir."})

    assert answer.status_code == 302
    attendance.refresh_from_db()
    assert (attendance.is_followed, attendance.is_refused) == (followed, not followed)


@pytest.mark.parametrize("seen", ["", "hier", "2026-01-01T00:00:00+00:00", "\0", "2026-01-01"])
def test_a_decision_on_another_declaration_than_the_one_shown_is_refused_on_the_page(sign_in, seen):
    candidate = CandidateFactory()
    attendance = declare(candidate, modules_of(candidate)[0])

    answer = sign_in(manager()).post(
        reverse("candidates:declaration_decide", args=[attendance.pk]), {"seen": seen, "decision": "confirm"}
    )

    assert answer.status_code == 200
    assert candidate.attendances.get().is_to_confirm


def attestation(color=(20, 90, 120), name="attestation.png"):
    return SimpleUploadedFile(name, a_picture(color=color))


def test_a_proof_is_sent_with_the_declaration_and_opened_by_its_candidate_and_the_office_only(sign_in):
    candidate, stranger = CandidateFactory(), CandidateFactory()
    module = modules_of(candidate)[0]
    typed = as_typed((TODAY() - DAY, TODAY() - DAY)) | {"proof": attestation()}

    sent = sign_in(candidate.user).post(
        reverse("candidates:module_declare", args=[candidate.pk, module.pk]), typed
    )

    assert sent.status_code == 302
    attendance = candidate.attendances.get()
    path = reverse("candidates:module_proof", args=[attendance.pk])
    met = [sign_in(person).get(path) for person in (candidate.user, manager(), stranger.user)]
    assert [answer.status_code for answer in met] == [200, 200, 404]
    assert met[0]["Content-Disposition"] == 'attachment; filename="attestation.png"'
    assert met[0]["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert (
        "attestation.png"
        in sign_in(manager())
        .get(reverse("candidates:declaration_decide", args=[attendance.pk]))
        .content.decode()
    )


def test_another_proof_replaces_the_first_which_nothing_uses_any_more():
    candidate = CandidateFactory()
    module = modules_of(candidate)[0]
    first = declare(candidate, module, proof=attestation()).proof
    assert not StoredFile.objects.to_erase().exists()

    second = declare(candidate, module, proof=attestation(color=(200, 9, 9)))
    kept = declare(candidate, module)

    assert kept.proof == second.proof != first
    assert list(StoredFile.objects.to_erase()) == [first]


@pytest.mark.parametrize("content", [b"%PDF-1.7 but no more", b"MZ" + b"0" * 200, b"<svg onload=alert(1)>"])
def test_a_proof_that_is_not_what_it_says_leaves_no_declaration_and_what_was_typed(sign_in, content):
    candidate = CandidateFactory()
    module = modules_of(candidate)[0]
    typed = as_typed((TODAY() - DAY, TODAY() - DAY)) | {"proof": SimpleUploadedFile("a.pdf", content)}

    answer = sign_in(candidate.user).post(
        reverse("candidates:module_declare", args=[candidate.pk, module.pk]), typed
    )

    assert answer.status_code == 200
    assert sum(map(len, answer.context["form"].errors.values())) == 1
    assert typed["started_on"] in answer.content.decode()
    assert (candidate.attendances.count(), StoredFile.objects.count()) == (0, 0)


def test_a_declaration_refused_for_its_dates_keeps_no_file():
    candidate = CandidateFactory()

    with pytest.raises(passport.ModuleRefused):
        declare(candidate, modules_of(candidate)[0], days_ago=-5, proof=attestation())

    assert (candidate.attendances.count(), StoredFile.objects.count()) == (0, 0)


def test_a_proof_too_heavy_is_refused_at_its_field_and_nothing_is_declared(sign_in, settings):
    settings.ATTACHMENT_MAX_BYTES = 1_000
    candidate = CandidateFactory()
    module = modules_of(candidate)[0]
    heavy = SimpleUploadedFile("a.pdf", b"%PDF-1.7\n" + b"0" * 2_000)

    answer = sign_in(candidate.user).post(
        reverse("candidates:module_declare", args=[candidate.pk, module.pk]),
        as_typed((TODAY() - DAY, TODAY() - DAY)) | {"proof": heavy},
    )

    assert "dépasse" in answer.context["form"].errors["proof"][0]
    assert candidate.attendances.count() == 0
