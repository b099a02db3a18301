"""What a document states of its registration, on the day it is delivered."""

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from certificates.documents import sheet_html
from certificates.services import issue_certificate
from rules.errors import IssueRefused
from tests.acts import rectify, validated_on_reading
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


@pytest.mark.parametrize(
    ("identity", "told"),
    [
        ({"birth_place": "Fès فاس"}, "la commune de naissance du titulaire en lettres que le document peut"),
        ({"birth_name": "漢"}, "(il ne peut pas « 漢 » (U+6F22) : rectifiez l’identité, en lettres latines)"),
        (
            {"used_name": "Du\u2028pont"},
            "le nom d’usage du titulaire en lettres que le document peut imprimer",
        ),
        ({"used_name": "Du\u2028pont"}, "(il ne peut pas U+2028 : rectifiez l’identité, en lettres latines)"),
    ],
)
def test_letters_that_cannot_be_printed_are_told_before_the_delivery_and_refused_at_it(
    identity, told, sign_in
):
    candidate = eligible_candidate(version=published_version(blocks=(1,)), **identity)
    validated_on_reading(candidate)
    ccp, client = candidate.certificates.ccps().get(), sign_in(manager())

    pages = [
        client.get(reverse(name, args=args)).content.decode().replace("\u00a0", " ")
        for name, args in [("certificates:to_issue", []), ("certificates:preview", [ccp.pk])]
    ]
    document = client.get(reverse("certificates:preview_document", args=[ccp.pk]))
    with pytest.raises(IssueRefused) as refusal:
        issue(ccp)

    assert [told in page for page in pages] == [True, True]
    assert "Toutes les mentions obligatoires" not in pages[1]
    assert told in str(refusal.value).replace("\u00a0", " ")
    assert (document.status_code, document["Location"]) == (
        302,
        reverse("certificates:preview", args=[ccp.pk]),
    )


def test_a_rectified_identity_in_letters_that_can_be_printed_is_delivered():
    candidate = eligible_candidate(version=published_version(blocks=(1,)), birth_place="Fès فاس")
    validated_on_reading(candidate)

    issued = issue(rectify(candidate.certificates.ccps().get(), birth_place="Fès"))

    assert issued.is_issued
