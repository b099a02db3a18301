"""« Qui a la main »: at every stage somebody does, or nobody has to; dates come from rules only."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.custody import (
    HANDS,
    Deadline,
    Holder,
    Stage,
    custody,
    result_deadline,
    session_deadline,
    usual_delay,
)

days = st.dates(dt.date(2020, 1, 1), dt.date(2080, 12, 31))
FILED, HEARD, DUE = dt.date(2026, 11, 30), dt.date(2027, 1, 12), dt.date(2026, 12, 20)


def hand(stage, *, vae=False, on=dt.date(2026, 12, 1), heard=HEARD):
    return custody(stage, on=on, vae=vae, filed_on=FILED, complete_by=DUE, interview_on=heard)


def test_who_holds_the_dossier_at_each_stage():
    assert {stage: hand(stage).holder for stage in Stage} == {
        Stage.DRAFT: Holder.CANDIDATE,
        Stage.SUBMITTED: Holder.OFFICE,
        Stage.RETURNED: Holder.CANDIDATE,
        Stage.READING: Holder.JURY,
        Stage.TO_SUMMON: Holder.OFFICE,
        Stage.TO_CHOOSE: Holder.CANDIDATE,
        Stage.SUMMONED: Holder.CANDIDATE,
        Stage.DELIBERATION: Holder.JURY,
        Stage.DECIDED: Holder.NOBODY,
        Stage.WITHDRAWN: Holder.NOBODY,
    }


def test_each_stage_says_what_is_to_be_done_and_what_follows_in_whole_sentences():
    unrecorded = hand(Stage.SUMMONED, on=HEARD + dt.timedelta(days=1))
    sentences = [text for one in [*HANDS.values(), unrecorded] for text in (one.task, one.follows)]

    assert set(HANDS) == set(Stage)
    assert [s for s in sentences if not (s and s[0].isupper() and s.endswith("."))] == []


def test_by_training_only_a_request_and_a_summons_have_a_date():
    dated = {stage: hand(stage).deadline.on for stage in Stage if hand(stage).deadline}

    assert dated == {Stage.RETURNED: DUE, Stage.SUMMONED: HEARD}


def test_by_vae_the_session_and_the_result_have_theirs_too():
    dated = {stage: hand(stage, vae=True).deadline.on for stage in Stage if hand(stage, vae=True).deadline}

    assert dated == {
        Stage.SUBMITTED: dt.date(2027, 2, 28),
        Stage.RETURNED: DUE,
        Stage.READING: dt.date(2027, 2, 28),
        Stage.TO_SUMMON: dt.date(2027, 2, 28),
        Stage.TO_CHOOSE: dt.date(2027, 2, 28),
        Stage.SUMMONED: HEARD,
        Stage.DELIBERATION: dt.date(2027, 1, 27),
    }


@given(stage=st.sampled_from(Stage), on=days, vae=st.booleans())
def test_no_date_is_invented_when_no_fact_gives_one(stage, on, vae):
    assert custody(stage, on=on, vae=vae).deadline is None


@given(stage=st.sampled_from(Stage), on=days, filed=days, due=days, heard=days, vae=st.booleans())
def test_nobody_is_waited_for_exactly_when_the_dossier_is_over(stage, on, filed, due, heard, vae):
    found = custody(stage, on=on, vae=vae, filed_on=filed, complete_by=due, interview_on=heard)

    assert (found.holder is Holder.NOBODY) == (stage in (Stage.DECIDED, Stage.WITHDRAWN))
    assert found.deadline is None or found.deadline.on in {
        due,
        heard,
        session_deadline(filed),
        result_deadline(heard),
    }


@pytest.mark.parametrize(
    ("on", "holder", "deadline"),
    [
        (HEARD, Holder.CANDIDATE, Deadline(HEARD, "la date de l’entretien")),
        (HEARD + dt.timedelta(days=1), Holder.JURY, None),
    ],
)
def test_the_day_after_the_interview_it_is_for_the_jury_to_record_it(on, holder, deadline):
    found = hand(Stage.SUMMONED, on=on)

    assert (found.holder, found.deadline) == (holder, deadline)


@pytest.mark.parametrize(
    ("filed", "last"),
    [
        (dt.date(2026, 1, 1), dt.date(2026, 4, 30)),
        (dt.date(2026, 1, 31), dt.date(2026, 4, 30)),
        (dt.date(2023, 11, 30), dt.date(2024, 2, 29)),
        (dt.date(2026, 9, 15), dt.date(2026, 12, 31)),
    ],
)
def test_the_jury_sits_before_the_end_of_the_third_month_after_the_filing(filed, last):
    assert session_deadline(filed) == last


@given(filed=days)
def test_the_session_has_three_whole_months_and_ends_with_a_month(filed):
    last = session_deadline(filed)

    assert (last + dt.timedelta(days=1)).day == 1
    assert (last.year - filed.year) * 12 + last.month - filed.month == 3


@pytest.mark.parametrize(
    ("median", "dossiers", "words"),
    [
        (dt.timedelta(days=12), 34, "12 jours (médiane des 12 derniers mois, 34 dossiers)"),
        (dt.timedelta(days=11, hours=15), 10, "12 jours (médiane des 12 derniers mois, 10 dossiers)"),
        (dt.timedelta(days=1), 10, "1 jour (médiane des 12 derniers mois, 10 dossiers)"),
        (dt.timedelta(hours=3), 10, "moins d’un jour (médiane des 12 derniers mois, 10 dossiers)"),
        (dt.timedelta(days=12), 9, ""),
    ],
)
def test_a_usual_delay_is_told_from_ten_dossiers_on_and_not_guessed_under(median, dossiers, words):
    assert usual_delay(median, dossiers).replace("\u00a0", " ") == words
