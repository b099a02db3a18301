"""D7: what members declare; D3142-32: when they must be called."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from rules.composition import Juror, check_may_sit_in
from rules.conflicts import LINKS, TIES, check_declaration, check_may_judge
from rules.convocations import is_late, last_day_to_call
from rules.errors import ConflictRefused, JuryRefused

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))


def refused(check, **facts):
    """Whether a check refuses; its sentences are complete."""
    sentences = ()
    try:
        check(**facts)
    except ConflictRefused as refusal:
        sentences = refusal.sentences
    assert all(sentence.endswith(".") for sentence in sentences)
    return bool(sentences)


@given(
    has_link=st.booleans(), kind=st.sampled_from(["", *LINKS, "autre"]), text=st.sampled_from(["", " ", "x"])
)
def test_a_link_is_declared_with_its_nature_and_its_words_or_not_at_all(has_link, kind, text):
    whole = kind in LINKS and bool(text.strip())
    bare = not kind and not text.strip()

    assert refused(check_declaration, has_link=has_link, kind=kind, text=text) is not (
        whole if has_link else bare
    )


@given(tie=st.sampled_from([None, *TIES.values()]), is_sitting=st.booleans(), has_declared=st.booleans())
def test_a_member_acts_when_they_sit_untied_and_declared_and_in_no_other_case(tie, is_sitting, has_declared):
    may = is_sitting and has_declared and tie is None

    assert refused(check_may_judge, tie=tie, is_sitting=is_sitting, has_declared=has_declared) is not may


@given(starts_on=DAYS, notice=st.integers(0, 90), ahead=st.integers(-10, 120))
def test_a_convocation_is_late_when_fewer_days_than_the_notice_are_left(starts_on, notice, ahead):
    sent_on = starts_on - dt.timedelta(days=ahead)

    assert is_late(sent_on=sent_on, starts_on=starts_on, notice_days=notice) is (ahead < notice)
    assert (starts_on - last_day_to_call(starts_on, notice_days=notice)).days == notice


@given(able=st.sets(st.integers(0, 4)), away=st.sets(st.integers(0, 4)), size=st.integers(1, 5))
def test_the_pool_names_each_member_who_may_not_sit_with_each_reason(able, away, size):
    jurors = [Juror(email=f"j{n}@x.example", name=f"J{n}", organisation=n) for n in range(size)]
    facts = {
        "certification": "CQP-MO",
        "habilitated": {f"j{n}@x.example" for n in able},
        "taken": {f"j{n}@x.example": "le 3 mars 2027" for n in away},
    }
    expected = [f"J{n}" for n in range(size) for why in (n not in able, n in away) if why]

    try:
        check_may_sit_in(jurors, **facts)
        found = []
    except JuryRefused as refusal:
        found = [sentence.split()[0] for sentence in refusal.sentences]

    assert found == expected
