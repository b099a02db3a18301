"""What a document states of its registration, on the day it is delivered."""

import pytest
from django.utils import timezone
from time_machine import travel

from certificates.documents import sheet_html
from certificates.services import issue_certificate
from rules.errors import IssueRefused
from tests.acts import validated_on_reading
from tests.factories import eligible_candidate, manager, published_version
from tests.referential_files import referential_document

pytestmark = pytest.mark.django_db
AFTER = "2029-06-01 12:00:00+02:00"


def ccp_of(**registration):
    rncp = referential_document()["rncp"] | registration
    candidate = eligible_candidate(version=published_version(blocks=(1,), rncp=rncp))
    validated_on_reading(candidate)
    return candidate.certificates.ccps().get()


def issue(ccp):
    return issue_certificate(ccp, issued_on=timezone.localdate(), at=timezone.now(), by=manager())


def test_an_active_registration_is_stated_with_its_level():
    ccp = issue(ccp_of())

    assert ccp.snapshot["certification"]["registration"] == ccp.issue["registration"] == "active"
    assert "RNCP12345" in sheet_html(ccp.sheet)


def test_a_lapsed_registration_is_not_stated_where_the_version_allows_it():
    ccp = ccp_of()

    with travel(AFTER):
        issued = issue(ccp)

    sheet = sheet_html(issued.sheet)
    assert issued.issue["registration"] == "lapsed"
    assert "RNCP12345" not in sheet
    assert "niveau" not in sheet.partition("<main>")[2].casefold().partition("<h1>")[0]


def test_nothing_is_delivered_under_a_lapsed_registration_where_the_version_refuses_it():
    ccp = ccp_of(when_lapsed="refused")

    with travel(AFTER), pytest.raises(IssueRefused, match="RNCP"):
        issue(ccp)

    ccp.refresh_from_db()
    assert (ccp.state, ccp.number) == ("awarded", None)


def test_the_last_day_to_deliver_counts_past_the_end_of_the_registration():
    ccp = ccp_of(when_lapsed="refused", last_award_on="2029-06-01")

    with travel(AFTER):
        assert issue(ccp).issue["registration"] == "active"


def test_a_mention_that_was_never_recorded_is_asked_for_by_name():
    ccp = ccp_of(nsf=[], eqf_level=None)

    with pytest.raises(IssueRefused) as refusal:
        issue(ccp)

    assert "niveau du cadre européen" in str(refusal.value)
    assert "codes NSF" in str(refusal.value)
