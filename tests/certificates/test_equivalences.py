"""Dossiers stay on their version, and older CCPs count by written equivalence only (D14, S33)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from accounts.reauthentication import BACKEND
from candidates.services.writing import start_dossier
from certificates.models import Certificate
from certificates.services import open_awards, versions, withhold_awards
from notifications.models import Message
from referentials.models import BlockEquivalence
from rules.errors import BlocksRefused, VersionRefused
from tests.acts import (
    assign,
    cast_all,
    close_reading,
    issue_all,
    revoke,
    submitted_dossier,
    validated_on_reading,
)
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_versions():
    old = published_version(blocks=(1, 1), number="1")
    with travel(timezone.now() + timedelta(hours=1)):
        new = published_version(blocks=(1, 1, 1), number="2")
    return old, new


def equivalent(old, new, *, reason="Mêmes compétences, décision de la CPNEFP."):
    return versions.record_equivalence(
        old, new, reason=reason, decided_on=timezone.localdate(), by=manager(), at=timezone.now()
    )


def move(candidate, version):
    return versions.move_to_version(candidate, version, by=manager(), at=timezone.now())


def test_a_version_published_in_mid_procedure_changes_nothing_of_a_running_dossier():
    old = published_version(blocks=(1,), number="1")
    candidate = eligible_candidate(version=old)
    dossier = submitted_dossier(candidate)
    published_version(blocks=(1, 1), number="2")

    examination = assign(dossier)
    cast_all(examination)
    close_reading(examination)

    ccp = candidate.certificates.ccps().get()
    assert (ccp.version, candidate.certificates.cqps().get().version) == (old, old)


def test_older_ccps_count_for_the_newer_cqp_by_equivalence_and_not_otherwise(two_versions):
    old, new = two_versions
    candidate = eligible_candidate(version=old)
    first = old.blocks.first()
    validated_on_reading(candidate, [first])
    equivalent(first, new.blocks.get(position=2))

    candidate = move(candidate, new)
    with pytest.raises(BlocksRefused):
        start_dossier(candidate, [new.blocks.get(position=2)], by=candidate.user, at=timezone.now())
    validated_on_reading(candidate, list(new.blocks.filter(position__in=[1, 3])))

    cqp = candidate.certificates.cqps().get()
    assert cqp.version == new
    assert [ccp["position"] for ccp in cqp.snapshot["ccps"]] == [1, 2, 3]
    assert cqp.snapshot["ccps"][1]["by_equivalence"]["version"] == "1"
    numbers = {certificate.number for certificate in issue_all(candidate)}
    cqp.refresh_from_db()
    assert {ccp["number"] for ccp in cqp.issue["ccps"]} < numbers


def test_the_cqp_comes_with_the_move_when_equivalences_complete_it():
    old = published_version(blocks=(1, 1, 1), number="1")
    with travel(timezone.now() + timedelta(hours=1)):
        new = published_version(blocks=(1, 1), number="2")
    candidate = eligible_candidate(version=old)
    first, _second, third = old.blocks.all()
    validated_on_reading(candidate, [first, third])
    for before, after in [(first, 1), (third, 2)]:
        equivalent(before, new.blocks.get(position=after))

    move(candidate, new)

    assert candidate.certificates.cqps().get().version == new


def moved_with_its_cqp(*, known):
    """Somebody whose one CCP, told or held until its publication, is all that the newer version asks."""
    old = published_version(blocks=(1, 1), number="1")
    with travel(timezone.now() + timedelta(hours=1)):
        new = published_version(blocks=(1,), number="2")
    candidate = eligible_candidate(version=old)
    validated_on_reading(candidate, [old.blocks.first()])
    if not known:
        withhold_awards(list(candidate.certificates.ccps()))
    equivalent(old.blocks.first(), new.blocks.get())
    move(candidate, new)
    return candidate


def test_a_cqp_that_comes_with_a_move_is_told_and_can_be_delivered():
    candidate = moved_with_its_cqp(known=True)
    cqp = candidate.certificates.cqps().get()

    assert Message.objects.filter(recipient=candidate.user, key=f"certificate:{cqp.pk}:awarded").count() == 1
    assert cqp in Certificate.objects.to_issue()
    assert issue_all(candidate)[-1].kind == "cqp"


def test_a_cqp_that_comes_with_a_move_tells_nothing_of_a_ccp_not_published_yet():
    candidate = moved_with_its_cqp(known=False)
    ccp, cqp = candidate.certificates.ccps().get(), candidate.certificates.cqps().get()
    assert not candidate.certificates.disclosed().exists()

    open_awards([ccp], at=timezone.now())

    cqp.refresh_from_db()
    assert cqp.disclosed_at is not None


def test_a_revoked_older_ccp_revokes_the_newer_cqp_that_rested_on_it():
    old = published_version(blocks=(1,), number="1")
    with travel(timezone.now() + timedelta(hours=1)):
        new = published_version(blocks=(1,), number="2")
    candidate = eligible_candidate(version=old)
    validated_on_reading(candidate)
    old_cqp = candidate.certificates.cqps().get()
    revoke(old_cqp)
    equivalent(old.blocks.get(), new.blocks.get())
    move(candidate, new)
    assert candidate.certificates.cqps().standing().get().version == new

    revoke(candidate.certificates.ccps().get())

    assert not Certificate.objects.cqps().standing().exists()


def test_nothing_follows_from_two_equivalences_put_end_to_end():
    made = []
    for hour, number in enumerate(["1", "2", "3"]):
        with travel(timezone.now() + timedelta(hours=hour)):
            made.append(published_version(blocks=(1,), number=number))
    first, second, third = made
    candidate = eligible_candidate(version=first)
    validated_on_reading(candidate)
    revoke(candidate.certificates.cqps().get())
    equivalent(first.blocks.get(), second.blocks.get())
    equivalent(second.blocks.get(), third.blocks.get())

    move(candidate, third)

    assert not candidate.certificates.cqps().standing().exists()


def test_nobody_moves_with_a_dossier_under_way_nor_backwards(two_versions):
    old, new = two_versions
    candidate = eligible_candidate(version=old)
    dossier = submitted_dossier(candidate, [old.blocks.first()])

    with pytest.raises(VersionRefused):
        move(candidate, new)
    cast_all(examination := assign(dossier))
    close_reading(examination)
    moved = move(candidate, new)
    with pytest.raises(VersionRefused):
        move(moved, old)


def test_nobody_moves_to_a_version_without_blocks(two_versions, sign_in):
    old, _new = two_versions
    with travel(timezone.now() + timedelta(hours=2)):
        empty = published_version(blocks=(), number="3")
    candidate = eligible_candidate(version=old)

    answer = sign_in(manager()).post(
        reverse("certificates:candidate_move", args=[candidate.pk]), {"version": empty.pk}
    )

    candidate.refresh_from_db()
    assert candidate.version == old
    assert "aucun bloc" in answer.content.decode()
    with pytest.raises(VersionRefused, match="aucun bloc"):
        move(candidate, empty)


def test_an_equivalence_goes_forward_once_and_for_good(two_versions):
    old, new = two_versions
    before, after = old.blocks.first(), new.blocks.first()
    for one, other in [(after, before), (before, old.blocks.last())]:
        with pytest.raises(VersionRefused):
            equivalent(one, other)
    equivalent(before, after)
    with pytest.raises(VersionRefused):
        equivalent(before, after)

    for sql in (
        "UPDATE referentials_blockequivalence SET reason = 'x'",
        "DELETE FROM referentials_blockequivalence",
    ):
        with pytest.raises(Exception, match="Cannot"), transaction.atomic():
            connection.cursor().execute(sql)
    with pytest.raises(IntegrityError, match="plus récente"), transaction.atomic():
        BlockEquivalence.objects.create(
            old_block=after,
            new_block=before,
            reason="x",
            decided_on=timezone.localdate(),
            recorded_by=manager(),
            recorded_at=timezone.now(),
        )


def test_a_manager_writes_an_equivalence_and_moves_a_candidate_who_sees_what_counts(two_versions, sign_in):
    old, new = two_versions
    candidate = eligible_candidate(version=old)
    validated_on_reading(candidate, [old.blocks.first()])
    client = sign_in(manager())

    written = client.post(
        reverse("certificates:equivalences"),
        {
            "old_block": old.blocks.first().pk,
            "new_block": new.blocks.first().pk,
            "decided_on": timezone.localdate().isoformat(),
            "reason": "Mêmes compétences.",
        },
    )
    moved = client.post(reverse("certificates:candidate_move", args=[candidate.pk]), {"version": new.pk})

    assert (written.status_code, moved.status_code) == (302, 302)
    client.force_login(candidate.user, backend=BACKEND)
    page = client.get(reverse("course")).content.decode()
    assert "Validé par équivalence" in page
    start = client.get(reverse("candidates:dossier_start", args=[candidate.pk])).content.decode()
    assert "déjà validé" in start
