"""Revocation (D13): fraud or material error only, two managers, and the CQP that rested on a revoked CCP."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from candidates.models import DossierBlock
from certificates.integrity import first_fault
from certificates.models import Certificate, Document, RegisterEntry, Revocation
from certificates.services import issue_certificate, revoking
from notifications.models import Message
from rules.errors import BlocksRefused, IllegalTransition, IssueRefused, RevocationRefused
from tests.acts import issue_all, rectify, revoke, validated_on_reading, write_dossier
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


def holder(*, blocks=(1, 1), issued=True, **options):
    candidate = eligible_candidate(version=published_version(blocks=blocks, **options))
    validated_on_reading(candidate)
    if issued:
        issue_all(candidate)
    return candidate


def asked(certificate, *, by=None):
    return revoking.ask_revocation(
        certificate, ground="fraud", reason="Faux document.", by=by or manager(), at=timezone.now()
    )


def test_a_request_changes_nothing_until_somebody_else_confirms_it():
    ccp = holder().certificates.ccps().first()
    office = manager()
    request = asked(ccp, by=office)

    with pytest.raises(RevocationRefused):
        revoking.confirm_revocation(request, by=office, at=timezone.now())
    ccp.refresh_from_db()
    assert (ccp.state, list(Revocation.objects.to_confirm_by(office))) == ("issued", [])

    other = manager()
    assert list(Revocation.objects.to_confirm_by(other)) == [request]
    revoking.confirm_revocation(request, by=other, at=timezone.now())
    ccp.refresh_from_db()
    assert (ccp.state, list(Revocation.objects.waiting())) == ("revoked", [])


def test_a_revoked_ccp_revokes_the_cqp_that_rested_on_it_in_the_same_act():
    candidate = holder()
    last = RegisterEntry.objects.count()

    revoked = revoke(candidate.certificates.ccps().first())

    cqp = candidate.certificates.cqps().get()
    assert (revoked.state, cqp.state) == ("revoked", "revoked")
    assert candidate.certificates.ccps().standing().count() == 1
    entries = RegisterEntry.objects.filter(seq__gt=last).select_related("payload")
    assert [entry.kind for entry in entries] == ["ccp.revoked", "cqp.revoked"]
    assert entries[1].payload.content["rested_on"] == revoked.pk
    assert Message.objects.filter(recipient=candidate.user, key__endswith=":revoked").count() == 2
    assert first_fault() is None


def test_the_cqp_of_a_rectified_ccp_is_revoked_with_it():
    candidate = holder()
    right = rectify(candidate.certificates.ccps().first())
    assert candidate.certificates.cqps().standing().exists()

    revoke(right)

    assert not candidate.certificates.cqps().standing().exists()


def test_a_block_whose_ccp_is_revoked_may_be_earned_again_and_the_old_one_stays_revoked():
    candidate = holder()
    old = candidate.certificates.ccps().first()
    with pytest.raises(BlocksRefused):
        write_dossier(candidate, [old.block])

    revoke(old)
    validated_on_reading(candidate, [old.block])
    new = candidate.certificates.ccps().standing().get(block=old.block)
    issue_certificate(new, issued_on=timezone.localdate(), at=timezone.now(), by=manager())

    old.refresh_from_db()
    assert (old.state, new.pk != old.pk) == ("revoked", True)
    assert sorted(candidate.certificates.cqps().values_list("state", flat=True)) == ["awarded", "revoked"]
    outcomes = DossierBlock.objects.filter(candidate=candidate, block=old.block).order_by("pk")
    assert list(outcomes.values_list("outcome", flat=True)) == ["revoked", "validated"]


def test_what_was_revoked_is_never_kept_for_the_next_dossier():
    candidate = holder(blocks=(2,), keeps_acquired_competences_months=24)

    revoke(candidate.certificates.ccps().get())
    examination = validated_on_reading(candidate)

    assert list(examination.kept.all()) == []


def test_an_award_not_delivered_yet_may_be_revoked_and_is_then_never_delivered():
    ccp = holder(issued=False).certificates.ccps().first()

    revoked = revoke(ccp)

    assert (revoked.state, revoked.number) == ("revoked", None)
    with pytest.raises(IllegalTransition):
        issue_certificate(revoked, issued_on=timezone.localdate(), at=timezone.now(), by=manager())


def test_no_duplicata_is_delivered_while_a_revocation_waits_nor_of_a_cqp_that_rests_on_it(sign_in):
    candidate, office = holder(), manager()
    ccp, other = candidate.certificates.ccps().order_by("block__position")
    cqp = candidate.certificates.cqps().get()
    page = reverse("certificates:certificate", args=[ccp.pk])
    before = sign_in(office).get(page).content.decode()
    request = asked(ccp, by=office)

    def told(certificate):
        path = reverse("certificates:duplicate", args=[certificate.pk])
        return sign_in(office).post(path, {"reason": "Perdu."}).content.decode()

    after = sign_in(office).get(page).content.decode()
    assert "La révocation de ce certificat est demandée : aucun duplicata" in told(ccp).replace("\u00a0", " ")
    assert "sur lequel il repose, est demandée : aucun duplicata" in told(cqp).replace("\u00a0", " ")
    assert not Document.objects.filter(copy__gt=0).exists()
    assert ("Délivrer un duplicata" in before, "Délivrer un duplicata" in after) == (True, False)
    told(other)
    revoking.decline_revocation(request, answer="Non.", by=manager(), at=timezone.now())
    told(ccp)
    copies = Document.objects.filter(copy=1).order_by("pk").values_list("certificate", flat=True)
    assert list(copies) == [other.pk, ccp.pk]


def test_nothing_is_delivered_while_a_revocation_waits_nor_a_cqp_that_rests_on_it(sign_in):
    candidate, office = holder(issued=False), manager()
    ccp, other = candidate.certificates.ccps().order_by("block__position")
    cqp = candidate.certificates.cqps().get()
    request = asked(rectify(ccp), by=office)

    told = {one.pk: told_on(one) for one in [request.certificate, other, cqp]}
    queue = sign_in(office).get(reverse("certificates:to_issue")).content.decode().replace("\u00a0", " ")
    preview = sign_in(office).get(reverse("certificates:preview", args=[cqp.pk])).content.decode()

    assert "La révocation de ce certificat est demandée" in told[request.certificate_id]
    assert "La révocation du CCP du bloc 1, sur lequel il repose, est demandée" in told[cqp.pk]
    assert told[other.pk] == ""
    assert (queue.count(">Révocation demandée</a>"), queue.count("Révocation demandée : CCP, bloc 1")) == (
        1,
        1,
    )
    assert queue.count("✓ complètes") == 1
    assert "rien n’est délivré avant la réponse" in preview

    revoking.decline_revocation(request, answer="L’acte est le bon.", by=office, at=timezone.now())
    issue_all(candidate)
    cqp.refresh_from_db()
    assert cqp.is_issued


def told_on(certificate):
    """What the delivery says, which is then undone."""
    try:
        with transaction.atomic():
            issue_certificate(certificate, issued_on=timezone.localdate(), at=timezone.now(), by=manager())
            transaction.set_rollback(True)
    except IssueRefused as refusal:
        return str(refusal).replace("\u00a0", " ")
    return ""


def test_a_request_is_set_aside_with_an_answer_and_another_may_follow():
    ccp = holder().certificates.ccps().first()
    first = asked(ccp)
    with pytest.raises(RevocationRefused):
        asked(ccp)
    with pytest.raises(RevocationRefused):
        revoking.decline_revocation(first, answer=" ", by=manager(), at=timezone.now())

    revoking.decline_revocation(first, answer="Rien ne l’établit.", by=manager(), at=timezone.now())

    ccp.refresh_from_db()
    assert (ccp.state, asked(ccp).is_waiting) == ("issued", True)
    with pytest.raises(RevocationRefused):
        revoking.confirm_revocation(first, by=manager(), at=timezone.now())


def test_a_revocation_says_why_and_a_revoked_certificate_is_not_revoked_again():
    ccp = holder().certificates.ccps().first()
    with pytest.raises(RevocationRefused) as refusal:
        revoking.ask_revocation(ccp, ground="fraud", reason="", by=manager(), at=timezone.now())
    assert refusal.value.field == "reason"

    revoke(ccp)

    with pytest.raises(IllegalTransition):
        asked(ccp)


@pytest.mark.parametrize(
    ("sql", "guard"),
    [
        (
            "UPDATE certificates_revocation SET state='confirmed', decided_by_id=asked_by_id, "
            "decided_at=now()",
            "revoked_by_two_managers",
        ),
        ("UPDATE certificates_revocation SET state='declined'", "revocation_decided_has_its_author"),
        ("UPDATE certificates_revocation SET reason='autre'", "ne change plus"),
        ("DELETE FROM certificates_revocation", "Cannot delete"),
        (
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; "
            "UPDATE certificates_certificate SET state='revoked', ended_at=now() WHERE kind='ccp'; "
            "SET CONSTRAINTS ALL IMMEDIATE",
            "révoque le CQP",
        ),
        ("UPDATE certificates_certificate SET state='issued' WHERE state='awarded'", "issued_has_number"),
    ],
)
def test_the_database_refuses_what_the_regulation_does(sql, guard):
    asked(holder(issued=False).certificates.ccps().first())

    with (
        pytest.raises(DatabaseError, match=guard),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_a_revoked_or_replaced_certificate_never_comes_back():
    ccp = revoke(holder().certificates.ccps().first())

    for state in ("issued", "awarded", "replaced"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=ccp.pk).update(state=state)
