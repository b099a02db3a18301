"""What was wrong is replaced, what was lost is copied, and nothing that was delivered changes (D12)."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from certificates.integrity import first_fault
from certificates.models import Certificate, DocumentKind, RegisterEntry
from certificates.services import issue_certificate, rectifying, revoking
from notifications.models import Message
from rules.errors import IllegalTransition, RectificationRefused
from tests.acts import issue_all, rectify, revoke, validated_on_reading
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


def holder(*, blocks=(1,), issued=True):
    candidate = eligible_candidate(version=published_version(blocks=blocks))
    validated_on_reading(candidate)
    if issued:
        issue_all(candidate)
    return candidate


def kinds_after(seq):
    return list(RegisterEntry.objects.filter(seq__gt=seq).values_list("kind", flat=True))


def test_a_rectified_certificate_takes_the_place_of_the_wrong_one_under_a_new_number():
    wrong = holder().certificates.ccps().get()
    before, last = wrong.snapshot, RegisterEntry.objects.count()

    right = rectify(wrong, birth_place="Quimperlé")
    wrong = Certificate.objects.get(pk=wrong.pk)

    assert (wrong.state, wrong.snapshot, wrong.successor) == ("replaced", before, right)
    assert (right.state, right.replaces, right.awarded_on) == ("issued", wrong, wrong.awarded_on)
    assert right.number != wrong.number
    assert right.code != wrong.code
    assert right.snapshot["holder"] == before["holder"] | {"birth_place": "Quimperlé"}
    assert right.snapshot["rectifies"]["number"] == wrong.number
    assert [a.competence for a in right.acquired.all()] == [a.competence for a in wrong.acquired.all()]
    assert kinds_after(last) == ["ccp.replaced", "ccp.rectified", "ccp.issued"]
    assert first_fault() is None


def test_the_holder_is_told_and_has_a_document_on_its_way(committed):
    wrong = holder().certificates.ccps().get()

    with committed():
        right = rectify(wrong)

    told = Message.objects.get(key=f"certificate:{right.pk}:rectified")
    assert wrong.number in told.body
    assert right.number in told.body
    assert any("rectifié" in sent.subject for sent in mail.outbox)
    assert {document.kind for document in right.documents.all()} == set(DocumentKind)


def test_the_printed_name_follows_the_corrected_identity():
    right = rectify(holder().certificates.ccps().get(), first_names="Maël Zoé", used_name="Le Guen")

    assert right.snapshot["holder"]["name"] == "Maël Zoé Le Guen"
    assert list(Certificate.objects.matching("guen mael")) == [right]
    assert right.holder_name == "le guen mael zoe"


def test_an_award_that_was_not_delivered_is_corrected_before_its_delivery():
    wrong = holder(issued=False).certificates.ccps().get()

    right = rectify(wrong)

    assert (right.state, right.number, right.documents.count()) == ("awarded", None, 0)
    assert list(Certificate.objects.to_issue().ccps()) == [right]


def test_a_cqp_delivered_after_a_rectified_ccp_cites_the_one_that_stands():
    candidate = holder(blocks=(1, 1), issued=False)
    first = candidate.certificates.ccps().first()

    right = rectify(first)
    cqp = issue_certificate(
        candidate.certificates.cqps().get(), issued_on=timezone.localdate(), at=timezone.now(), by=manager()
    )

    right.refresh_from_db()
    assert right.number in [ccp["number"] for ccp in cqp.issue["ccps"]]
    assert len(cqp.issue["ccps"]) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [({"wrong": " "}, "wrong"), ({"reason": ""}, "reason"), ({"identity": {"birth_place": "Quimper"}}, None)],
)
def test_nothing_is_replaced_without_a_difference_a_fault_and_a_reason(change, field):
    wrong = holder().certificates.ccps().get()
    asked = {"identity": {"birth_place": "Brest"}, "wrong": "Le lieu.", "reason": "Saisie."} | change

    with pytest.raises(RectificationRefused) as refusal:
        rectifying.rectify_certificate(wrong, **asked, by=manager(), at=timezone.now())

    assert refusal.value.field == field
    assert Certificate.objects.count() == 2
    assert Certificate.objects.standing().count() == 2


def test_what_was_replaced_or_revoked_is_not_replaced_again():
    candidate = holder(blocks=(1, 1))
    first, second = candidate.certificates.ccps()
    rectify(first)
    revoke(second)

    for ended in (first, second):
        with pytest.raises(IllegalTransition):
            rectify(ended, birth_place="Brest")


def test_nothing_is_rectified_while_its_revocation_is_asked():
    wrong = holder().certificates.ccps().get()
    revoking.ask_revocation(wrong, ground="fraud", reason="Faux.", by=manager(), at=timezone.now())

    with pytest.raises(RectificationRefused):
        rectify(wrong)


def test_the_registration_of_a_rectified_document_is_the_one_of_the_document_it_replaces():
    wrong = holder().certificates.ccps().get()
    after_the_end = dt.datetime(2030, 6, 1, 12, tzinfo=dt.UTC)

    right = rectifying.rectify_certificate(
        wrong,
        identity={"birth_place": "Brest"},
        wrong="Lieu.",
        reason="Saisie.",
        by=manager(),
        at=after_the_end,
    )

    assert (right.issued_on.year, right.issue["registration"]) == (2030, "active")


def test_what_still_bears_the_rectified_mention_is_named_until_it_is_corrected(sign_in):
    candidate = holder(blocks=(1, 1))
    first, second = candidate.certificates.ccps().order_by("block__position")
    cqp, client = candidate.certificates.cqps().get(), sign_in(manager())

    def told(certificate):
        page = client.get(reverse("certificates:certificate", args=[certificate.pk])).content.decode()
        page = page.replace("\u00a0", " ")
        return "dit encore ce que disait" in page, page.count("porte la même mention")

    right = rectify(first, birth_place="Quimperlé")
    assert told(right) == (True, 2)

    rectify(second, birth_place="Quimperlé")
    rectify(cqp, birth_place="Quimperlé")
    candidate.birth_place = "Quimperlé"
    candidate.save()
    assert told(right) == (False, 0)
    assert told(Certificate.objects.get(pk=first.pk)) == (False, 0)


def test_duplicatas_are_counted_registered_and_told():
    ccp = holder().certificates.ccps().get()
    last = RegisterEntry.objects.count()

    copies = [
        rectifying.issue_duplicate(ccp, reason="Original perdu.", by=manager(), at=timezone.now())
        for _ in range(2)
    ]

    assert [document.copy for document in copies] == [1, 2]
    assert copies[0].file_name == f"{ccp.number}-duplicata-1.pdf"
    assert kinds_after(last) == ["ccp.duplicated", "ccp.duplicated"]
    assert Message.objects.filter(key__startswith=f"certificate:{ccp.pk}:duplicate:").count() == 2


def test_no_duplicata_of_what_is_not_in_force_nor_without_a_reason():
    candidate = holder(blocks=(1, 1))
    replaced, standing = candidate.certificates.ccps()
    rectify(replaced)

    for certificate, reason in [(replaced, "Perdu."), (standing, "  ")]:
        with pytest.raises(RectificationRefused):
            rectifying.issue_duplicate(certificate, reason=reason, by=manager(), at=timezone.now())


def test_the_database_refuses_two_successors_and_a_state_without_its_instant():
    wrong = holder().certificates.ccps().get()
    right = rectify(wrong)
    twin = Certificate.objects.get(pk=right.pk)
    twin.pk = twin.number = twin.code = twin.issued_on = twin.issued_at = None
    twin.state, twin.ended_at = "replaced", timezone.now()

    with pytest.raises(IntegrityError, match="replaces_id"), transaction.atomic():
        twin.save(force_insert=True)
    with pytest.raises(IntegrityError, match="ended_has_an_instant"), transaction.atomic():
        Certificate.objects.filter(pk=right.pk).update(state="revoked")
