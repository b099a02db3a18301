"""What a session decides stands from the closing, and is told when its results are published (D11)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from certificates.services import disclose_awards, issue_certificate
from notifications.models import Message
from rules.errors import IssueRefused
from tests.acts import assign, cast_all, close_reading, make_jury, make_session, submitted_dossier
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate():
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    jury = make_jury(candidate.version)
    examination = assign(submitted_dossier(candidate), jury, session=make_session(jury))
    cast_all(examination)
    close_reading(examination)
    return candidate


def test_the_award_stands_from_the_closing_and_its_holder_hears_nothing_of_it(candidate, sign_in):
    page = sign_in(candidate.user).get(reverse("certificates:mine"))

    assert [c.kind for c in candidate.certificates.order_by("kind")] == ["ccp", "cqp"]
    assert list(Certificate.objects.held_by(candidate.user)) == []
    assert list(page.context["certificates"]) == []
    assert not Message.objects.filter(key__startswith="certificate:").exists()


def test_nothing_is_issued_before_its_holder_may_know_of_it(candidate):
    office = manager()

    assert not Certificate.objects.managed_by(office).to_issue().exists()
    with pytest.raises(IssueRefused, match="ne sont pas publiés"):
        issue_certificate(
            candidate.certificates.ccps().get(), issued_on=timezone.localdate(), at=timezone.now(), by=office
        )


def test_once_told_the_ccp_and_the_cqp_that_rests_on_it_are_each_told_once(candidate):
    ccp = candidate.certificates.ccps().get()

    disclose_awards([ccp], at=timezone.now())
    disclose_awards([ccp], at=timezone.now())

    told = Message.objects.filter(recipient=candidate.user, key__startswith="certificate:")
    assert sorted(message.subject for message in told) == [
        "Un certificat vous est attribué",
        "Votre certification vous est attribuée",
    ]
    assert Certificate.objects.to_issue().count() == 2


def test_a_cqp_is_not_told_while_one_of_its_ccps_is_held():
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    first, second = candidate.version.blocks.all()
    jury = make_jury(candidate.version)
    held = assign(submitted_dossier(candidate, [first]), jury, session=make_session(jury))
    cast_all(held)
    close_reading(held)
    told = assign(submitted_dossier(candidate, [second]))
    cast_all(told)
    close_reading(told)

    assert [c.block for c in Certificate.objects.held_by(candidate.user)] == [second]

    disclose_awards([candidate.certificates.ccps().get(block=first)], at=timezone.now())

    assert sorted(c.kind for c in Certificate.objects.held_by(candidate.user)) == ["ccp", "ccp", "cqp"]
