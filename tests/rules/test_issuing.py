"""D11: award and issue are two acts, and the second has its own conditions."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from rules.errors import IssueRefused, RectificationRefused, RevocationRefused
from rules.issuing import (
    HOLDER,
    Registration,
    Sheet,
    Standing,
    certificate_number,
    check_issue,
    check_rectification,
    check_registration,
    check_revocation,
    ends_soon,
    missing_mentions,
    names_no_series,
    number_prefix,
)

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


REGISTERED = Registration(
    number="RNCP12345",
    decision_on=dt.date(2024, 1, 15),
    level=5,
    eqf_level=5,
    nsf=["310"],
    valid_until=dt.date(2027, 1, 15),
    last_award_on=None,
    is_required=False,
)
COMPLETE = Sheet(
    title="Manager",
    registered_title="Manager",
    registration=REGISTERED,
    authorities=["Ucanss", "CPNEFP"],
    holder=dict.fromkeys(HOLDER, "connu"),
    place="Paris",
    signatory_title="La direction",
    signatory_name="Camille Delaunay",
)
LACKING = {
    "title": ({"title": "Manager opérationnel"}, "l’intitulé exact"),
    "authorities": ({"authorities": ["Ucanss", " "]}, "autorité certificatrice"),
    "no_authority": ({"authorities": []}, "autorité certificatrice"),
    "place": ({"place": " "}, "lieu de délivrance"),
    "signatory_title": ({"signatory_title": ""}, "qualité du signataire"),
    "signatory_name": ({"signatory_name": ""}, "nom du signataire"),
    **{key: ({"holder": COMPLETE.holder | {key: ""}}, words) for key, words in HOLDER.items()},
    **{
        key: ({"registration": replace(REGISTERED, **{key: empty})}, words)
        for key, empty, words in [
            ("decision_on", None, "décision d’enregistrement"),
            ("level", None, "niveau de qualification"),
            ("eqf_level", None, "cadre européen"),
            ("nsf", [], "codes NSF"),
        ]
    },
}


@pytest.mark.parametrize("lack", LACKING)
def test_each_mandatory_mention_that_is_not_known_is_named(lack):
    change, words = LACKING[lack]

    assert missing_mentions(COMPLETE, on=DECIDED) == []
    (said,) = missing_mentions(replace(COMPLETE, **change), on=DECIDED)
    assert words in said
    with pytest.raises(IssueRefused, match="Mentions obligatoires manquantes"):
        check_issue(
            illustrative=False, specimens_allowed=False, awarded_on=DECIDED, on=DECIDED, missing=[said]
        )


def test_a_lapsed_registration_asks_for_none_of_its_mentions():
    empty = replace(REGISTERED, level=None, eqf_level=None, nsf=[], decision_on=None)

    assert missing_mentions(replace(COMPLETE, registration=empty), on=dt.date(2027, 1, 16)) == []
    assert len(missing_mentions(replace(COMPLETE, registration=empty), on=dt.date(2027, 1, 15))) == 4


@pytest.mark.parametrize(
    ("change", "on", "standing"),
    [
        ({}, dt.date(2024, 1, 14), Standing.ABSENT),
        ({}, dt.date(2024, 1, 15), Standing.ACTIVE),
        ({}, dt.date(2027, 1, 15), Standing.ACTIVE),
        ({}, dt.date(2027, 1, 16), Standing.LAPSED),
        ({"last_award_on": dt.date(2028, 1, 15)}, dt.date(2028, 1, 15), Standing.ACTIVE),
        ({"last_award_on": dt.date(2028, 1, 15)}, dt.date(2028, 1, 16), Standing.LAPSED),
        ({"valid_until": None}, dt.date(2076, 1, 1), Standing.ACTIVE),
        ({"number": ""}, dt.date(2025, 1, 1), Standing.ABSENT),
    ],
)
def test_a_lapsed_registration_is_silent_or_refuses_as_its_version_says(change, on, standing):
    registration = replace(REGISTERED, **change)

    assert check_registration(registration, on=on) is standing
    strict = replace(registration, is_required=True)
    if standing is Standing.ACTIVE:
        assert check_registration(strict, on=on) is standing
    else:
        with pytest.raises(IssueRefused, match="RNCP"):
            check_registration(strict, on=on)


@pytest.mark.parametrize(
    ("change", "on", "is_warned"),
    [
        ({}, dt.date(2026, 7, 14), False),
        ({}, dt.date(2026, 7, 15), True),
        ({}, dt.date(2030, 1, 1), True),
        ({"valid_until": None}, dt.date(2030, 1, 1), False),
        ({"number": ""}, dt.date(2030, 1, 1), False),
    ],
)
def test_managers_are_warned_six_months_before_a_registration_ends(change, on, is_warned):
    assert ends_soon(replace(REGISTERED, **change), on=on) is is_warned


@given(
    before=st.dictionaries(st.sampled_from(list(HOLDER)), st.text(max_size=3)),
    after=st.dictionaries(st.sampled_from(list(HOLDER)), st.text(max_size=3), min_size=1),
    wrong=st.sampled_from(["", " ", "Le lieu."]),
    reason=st.sampled_from(["", " ", "Saisie."]),
)
def test_a_rectification_says_what_differs_what_was_wrong_and_why(before, after, wrong, reason):
    differs = {key for key in after if before.get(key, "") != after[key]}
    try:
        changes = check_rectification(before=before, after=after, wrong=wrong, reason=reason)
    except RectificationRefused:
        assert not (differs and wrong.strip() and reason.strip())
    else:
        assert changes.keys() == differs != set()
        assert wrong.strip()
        assert reason.strip()


def test_nobody_confirms_the_revocation_they_asked_for():
    check_revocation(asked_by=1, confirmed_by=2)
    with pytest.raises(RevocationRefused):
        check_revocation(asked_by=1, confirmed_by=1)


codes = st.from_regex(r"(CQP-)?(MO|A)?(-B[0-9]{1,2})?(-20[0-9]{2})?", fullmatch=True)


@given(codes=st.tuples(codes, codes), identities=st.tuples(identities, identities))
@example(codes=("CQP-MO", "MO-B1"), identities=((1, 2026, 1), (None, 2026, 1)))
@example(codes=("CQP-", "B1"), identities=((1, 2026, 1), (None, 2026, 1)))
def test_two_certifications_of_different_prefixes_never_give_one_number(codes, identities):
    assume(not any(names_no_series(code) for code in codes))
    prefixes = [number_prefix(code) for code in codes]
    assume(prefixes[0] != prefixes[1])

    numbers = [
        certificate_number(prefix=prefix, block=block, year=year, rank=rank)
        for prefix, (block, year, rank) in zip(prefixes, identities, strict=True)
    ]

    assert numbers[0] != numbers[1]
