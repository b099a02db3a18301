"""D11: award and issue are two acts, and the second has its own conditions."""

import datetime as dt
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.errors import IssueRefused
from rules.issuing import certificate_number, check_issue

DECIDED = dt.date(2026, 6, 1)

dates = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))
identities = st.tuples(
    st.sampled_from([None, 1, 2, 3, 6, 12]), st.integers(2020, 2099), st.integers(1, 20_000)
)


def refusal_of(**conditions):
    try:
        check_issue(**conditions)
    except IssueRefused as refusal:
        return refusal.sentences, refusal.field
    return None


@given(
    awarded_on=dates, days=st.integers(-500, 500), illustrative=st.booleans(), specimens_allowed=st.booleans()
)
@example(awarded_on=DECIDED, days=0, illustrative=False, specimens_allowed=False)
@example(awarded_on=DECIDED, days=-1, illustrative=False, specimens_allowed=False)
def test_a_document_is_delivered_from_the_day_of_the_decision(
    awarded_on, days, illustrative, specimens_allowed
):
    refusal = refusal_of(
        illustrative=illustrative,
        specimens_allowed=specimens_allowed,
        awarded_on=awarded_on,
        on=awarded_on + dt.timedelta(days=days),
    )

    assert (refusal is None) == (days in range(501) and (specimens_allowed or not illustrative))


def test_the_day_before_the_decision_is_refused_on_its_field():
    refusal = refusal_of(
        illustrative=False, specimens_allowed=False, awarded_on=DECIDED, on=dt.date(2026, 5, 31)
    )

    assert refusal == (
        ("La date de délivrance précède la décision du jury (1er juin 2026).",),
        "issued_on",
    )


def test_an_illustrative_referential_delivers_nothing_outside_the_demonstration():
    conditions = {"illustrative": True, "awarded_on": DECIDED, "on": DECIDED}

    assert refusal_of(**conditions, specimens_allowed=True) is None
    assert refusal_of(**conditions, specimens_allowed=False) == (
        (
            "Ce référentiel est illustratif : aucun certificat ne peut en être délivré. "
            "Chargez le référentiel enregistré.",
        ),
        None,
    )


@pytest.mark.parametrize(
    ("block", "rank", "number"),
    [
        (3, 118, "MO-B3-2026-0118"),
        (None, 31, "MO-2026-0031"),
        (1, 1, "MO-B1-2026-0001"),
        (6, 12345, "MO-B6-2026-12345"),
    ],
)
def test_a_ccp_names_its_block_and_a_cqp_none(block, rank, number):
    assert certificate_number(prefix="MO", block=block, year=2026, rank=rank) == number


@given(identity=identities)
def test_a_number_can_be_read_back(identity):
    block, year, rank = identity

    read = re.fullmatch(
        r"MO-(?:B(\d+)-)?(\d{4})-(\d{4,})", certificate_number(prefix="MO", block=block, year=year, rank=rank)
    )

    assert (read[1] and int(read[1]), int(read[2]), int(read[3])) == identity


@given(several=st.sets(identities, min_size=2, max_size=12))
def test_two_certificates_never_share_a_number(several):
    numbers = {
        certificate_number(prefix="MO", block=block, year=year, rank=rank) for block, year, rank in several
    }

    assert len(numbers) == len(several)
