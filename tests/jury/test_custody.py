"""What a candidate is told of who holds a dossier, since when, and how long it usually takes."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.delays import stays_in
from candidates.models import CompletionRequest, Dossier, DossierStay, Route
from candidates.services.outcome import move_dossier
from candidates.services.submission import withdraw_dossier
from candidates.states import DossierState
from jury.custody import custody_of
from jury.models import Attendance, Examination
from jury.services import interview
from rules.custody import Holder
from tests.acts import (
    assign,
    cast_all,
    chair_of,
    close_deliberation,
    close_reading,
    decided,
    hold_interview,
    submit,
    submitted_dossier,
    write_dossier,
)
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db
NOW = timezone.now


def told(dossier, at=None):
    view = custody_of(type(dossier).objects.get(pk=dossier.pk), at=at or NOW())
    return view.custody.holder, view.custody.deadline and view.custody.deadline.on


def to_the_interview(candidate):
    examination = assign(submitted_dossier(candidate))
    cast_all(examination, missing={"C1.1"})
    return close_reading(examination)


def stays(version, lengths, *, state=DossierState.UNDER_READING, ago=30):
    """Dossiers that stayed so many days in a state and left it `ago` days back."""
    left = NOW() - dt.timedelta(days=ago)
    block = version.blocks.first()
    for days in lengths:
        dossier = write_dossier(eligible_candidate(version=version), [block])
        DossierStay.objects.create(
            dossier=dossier, state=state, entered_at=left - dt.timedelta(days=days), left_at=left
        )


def stayed(version, days, *, becomes):
    """A dossier that was « déposé » so many days, then moved on."""
    at = NOW() - dt.timedelta(days=30)
    dossier = submitted_dossier(eligible_candidate(version=version))
    dossier.state_since = at - dt.timedelta(days=days)
    move_dossier(dossier, becomes, at=at)
    return dossier


def test_the_hand_passes_from_one_to_the_other_until_nobody_has_it():
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    dossier = write_dossier(candidate)
    met = [told(dossier)[0]]
    submit(dossier)
    met.append(told(dossier)[0])
    examination = assign(dossier)
    met.append(told(dossier)[0])
    cast_all(examination, missing={"C1.1"})
    close_reading(examination)
    met.append(told(dossier)[0])
    examination = Examination.objects.get(pk=examination.pk)
    examination = hold_interview(examination)
    met.append(told(dossier)[0])
    cast_all(examination, stage="interview", missing={"C1.1"})
    close_deliberation(examination)
    met.append(told(dossier)[0])

    assert met == [
        Holder.CANDIDATE,
        Holder.OFFICE,
        Holder.JURY,
        Holder.OFFICE,
        Holder.JURY,
        Holder.NOBODY,
    ]


def test_a_summons_gives_the_hand_and_the_date_to_the_candidate_since_it_was_sent():
    examination = to_the_interview(eligible_candidate(version=published_version(blocks=(1,))))
    now, starts = NOW(), NOW() + dt.timedelta(days=20)
    interview.summon_interview(
        examination, starts_at=starts, mode="on_site", place="Salle 1", by=chair_of(examination), at=now
    )

    view = custody_of(Dossier.objects.get(pk=examination.dossier_id), at=now)
    after = custody_of(Dossier.objects.get(pk=examination.dossier_id), at=starts + dt.timedelta(days=1))

    assert (view.custody.holder, view.since) == (Holder.CANDIDATE, now)
    assert view.custody.deadline.on == timezone.localdate(starts)
    assert view.interview.place == "Salle 1"
    assert after.custody.holder is Holder.JURY


def test_an_interview_put_off_gives_the_hand_back_to_the_office_since_that_day():
    examination = to_the_interview(eligible_candidate(version=published_version(blocks=(1,))))
    chair = chair_of(examination)
    interview.summon_interview(
        examination, starts_at=NOW() + dt.timedelta(days=9), mode="on_site", place="x", by=chair, at=NOW()
    )
    put_off = interview.postpone_interview(examination, reason="Grève", by=chair, at=NOW())

    view = custody_of(Dossier.objects.get(pk=examination.dossier_id), at=NOW())

    assert put_off.attendance == Attendance.MOVED
    assert (view.custody.holder, view.since, view.interview) == (Holder.OFFICE, put_off.held_at, None)


def test_the_vae_route_alone_has_a_last_day_for_the_session():
    version = published_version(blocks=(1,))
    filed = timezone.make_aware(dt.datetime(2026, 11, 3, 10))
    last_days = {}
    for route in Route.values:
        candidate = eligible_candidate(
            version=version,
            route=route,
            feasibility_requested_on=dt.date(2025, 1, 1),
            feasibility_is_accepted=True,
            feasibility_decided_on=dt.date(2025, 1, 15),
        )
        last_days[route] = told(submit(write_dossier(candidate), at=filed))[1]

    assert last_days == {Route.TRAINING: None, Route.VAE: dt.date(2027, 2, 28)}


def test_a_dossier_sent_back_is_in_the_candidates_hands_until_the_day_of_the_request():
    dossier = submitted_dossier(eligible_candidate(version=published_version(blocks=(1,))))
    day = timezone.localdate() + dt.timedelta(days=15)
    move_dossier(dossier, DossierState.RETURNED, at=NOW())
    old = {"dossier": dossier, "submission": dossier.submissions.get(), "requested_by": manager()}
    CompletionRequest.objects.create(**old, requested_at=NOW(), until=day.replace(year=2001), closed_at=NOW())
    CompletionRequest.objects.create(**old, requested_at=NOW(), until=day)

    assert told(dossier) == (Holder.CANDIDATE, day)


def test_a_dossier_withdrawn_is_in_nobodys_hands():
    dossier = submitted_dossier(eligible_candidate(version=published_version(blocks=(1,))))
    withdraw_dossier(dossier, by=dossier.candidate.user, at=NOW())

    assert told(dossier) == (Holder.NOBODY, None)


def test_the_usual_delay_is_the_median_of_the_last_twelve_months_of_that_state_and_certification():
    version, other = published_version(blocks=(1,)), published_version(blocks=(1,), code="CQP-U")
    stays(version, [1, 2, 3, 4, 10, 12, 40, 50, 60, 70])
    stays(version, [900] * 10, ago=370)
    stays(version, [500] * 10, state=DossierState.SUBMITTED)
    stays(other, [700] * 10)

    with CaptureQueriesContext(connection) as seen:
        found = stays_in(
            [DossierState.UNDER_READING, DossierState.INTERVIEW],
            certification=version.certification,
            at=NOW(),
        )

    assert len(seen) == 1
    assert {state: (one.median, one.dossiers) for state, one in found.items()} == {
        DossierState.UNDER_READING: (dt.timedelta(days=11), 10)
    }


def test_a_stay_that_ended_by_a_withdrawal_says_nothing_of_the_usual_delay():
    version = published_version(blocks=(1,))
    for days in (3, 5):
        stayed(version, days, becomes=DossierState.UNDER_READING)
    taken_back = stayed(version, 200, becomes=DossierState.WITHDRAWN)
    since = NOW() - dt.timedelta(days=300)
    DossierStay.objects.create(  # what happened to it before does count
        dossier=taken_back,
        state=DossierState.RETURNED,
        entered_at=since,
        left_at=since + dt.timedelta(days=9),
    )

    found = stays_in(
        [DossierState.SUBMITTED, DossierState.RETURNED], certification=version.certification, at=NOW()
    )

    assert {state: (one.median, one.dossiers) for state, one in found.items()} == {
        DossierState.SUBMITTED: (dt.timedelta(days=4), 2),
        DossierState.RETURNED: (dt.timedelta(days=9), 1),
    }


@pytest.mark.parametrize(("cases", "is_told"), [(9, False), (10, True)])
def test_the_page_tells_the_usual_delay_from_ten_dossiers_on(sign_in, cases, is_told):
    version = published_version(blocks=(1,))
    stays(version, [12] * cases)
    dossier = assign(submitted_dossier(eligible_candidate(version=version))).dossier
    client = sign_in(dossier.candidate.user)

    for path in (reverse("candidates:dossier", args=[dossier.pk]), reverse("course")):
        text = client.get(path).content.decode().replace("\u00a0", " ")
        assert ("12 jours (médiane des 12 derniers mois, 10 dossiers)" in text) == is_told
        assert ("médiane" in text) == is_told


def test_the_delays_are_read_through_their_index():
    version = published_version(blocks=(1,))
    dossier = write_dossier(eligible_candidate(version=version))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO candidates_dossierstay (dossier_id, state, entered_at, left_at) "
            "SELECT %s, 'draft', now() - n * interval '2 hours', now() - n * interval '1 hour' "
            "FROM generate_series(1, 60000) n",
            [dossier.pk],
        )
        cursor.execute("ANALYZE candidates_dossierstay")
    with CaptureQueriesContext(connection) as seen:
        stays_in([DossierState.UNDER_READING], certification=version.certification, at=NOW())
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + seen[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "stay_by_state" in plan


def test_the_candidates_page_tells_all_that_happened_and_nothing_sealed(sign_in):
    examination = to_the_interview(eligible_candidate(version=published_version(blocks=(1,))))
    client = sign_in(examination.dossier.candidate.user)

    text = client.get(reverse("candidates:dossier", args=[examination.dossier_id])).content.decode()

    said = ["Lecture close par le jury", "Dossier confié à un jury", "Dossier déposé", "Dossier commencé"]
    assert [text.count(sentence) for sentence in said] == [1, 1, 1, 1]
    assert [text.index(sentence) for sentence in said] == sorted(text.index(one) for one in said)
    assert "Avis envoyés" not in text
    assert "Le service des certifications" in text


@pytest.mark.parametrize("missing", [(), {"C1.1"}])
def test_a_dossier_wholly_validated_leaves_nothing_to_present_again(missing):
    examination = decided(eligible_candidate(version=published_version(blocks=(1,))), missing=missing)

    view = custody_of(Dossier.objects.get(pk=examination.dossier_id), at=timezone.now())

    assert ("présenté de nouveau" in view.follows) is bool(missing)
