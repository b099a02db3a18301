"""The collective verdict equals an oracle written here from D7–D10, for random juries, votes, absences and
choices of the chair: by the rule, and by the services down to what is written."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from jury.models import Attendance, Examination, Mode, Stage, Verdict
from jury.services import closing, interview, voting
from rules.composition import JuryParameters, check_quorum
from rules.deliberation import collective_verdict
from rules.errors import QuorumMissing, VerdictRefused
from tests.acts import assign, make_jury, submitted_dossier
from tests.factories import eligible_candidate, published_version

PEOPLE = ["présidence", "deux", "trois", "quatre", "cinq"]
juries = st.integers(2, 5).map(lambda size: PEOPLE[:size])


def oracle(votes, chair, chosen, reason):
    """D8 word by word: the majority of those who sat; on a tie the chair's vote; another verdict only with a
    written reason. « refused » where the regulation lets nothing be written."""
    for_it = [member for member, vote in votes.items() if vote]
    against = [member for member, vote in votes.items() if not vote]
    if chair not in votes:
        return "refused"
    if len(for_it) > len(against):
        found = True
    elif len(against) > len(for_it):
        found = False
    else:
        found = votes[chair]
    if chosen is None or chosen == found:
        return found, len(for_it) == len(against), False
    return "refused" if not reason.strip() else (chosen, False, True)


def told(votes, chair, chosen, reason):
    try:
        verdict = collective_verdict(votes, chair=chair, set_by_chair=chosen, reason=reason)
    except VerdictRefused:
        return "refused"
    return verdict.is_acquired, verdict.by_casting_vote, verdict.against_majority


@given(
    members=juries,
    data=st.data(),
    chosen=st.sampled_from([None, True, False]),
    reason=st.sampled_from(["", "  ", "Un fait établi."]),
)
@settings(max_examples=300)
def test_the_rule_says_what_the_oracle_says(members, data, chosen, reason):
    sat = data.draw(st.sets(st.sampled_from(members), min_size=1))
    votes = {member: data.draw(st.booleans()) for member in sorted(sat)}

    assert told(votes, PEOPLE[0], chosen, reason) == oracle(votes, PEOPLE[0], chosen, reason)


@given(
    readers=st.sets(st.sampled_from(PEOPLE)), sat=st.sets(st.sampled_from(PEOPLE)), quorum=st.integers(2, 4)
)
def test_who_may_decide_after_an_interview_is_what_d9_says(readers, sat, quorum):
    """Only readers sit, at least the quorum of them, the chair included."""
    allowed = bool(sat) and sat <= readers and len(sat) >= quorum and PEOPLE[0] in sat

    assert _quorum_holds(readers, sat, quorum) == allowed


def _quorum_holds(readers, sat, quorum):
    parameters, names = JuryParameters(quorum=quorum), {person: person for person in PEOPLE}
    try:
        check_quorum(present=sat, readers=readers, chair=PEOPLE[0], parameters=parameters, names=names)
    except QuorumMissing:
        return False
    return True


@pytest.mark.django_db
@given(data=st.data())
@settings(max_examples=8)
def test_what_the_services_write_is_what_the_oracle_says(data):
    size = data.draw(st.integers(2, 4))
    version = published_version(blocks=(2,), code=f"CQP-{Examination.objects.count()}-{size}")
    examination = assign(
        submitted_dossier(eligible_candidate(version=version)), make_jury(version, size=size)
    )
    chair = examination.seats.get(is_chair=True)
    reading = vote_at_random(examination, examination.seats.all(), Stage.READING, data)
    close(closing.close_reading, examination, chair, {}, data)
    assert written(examination, Stage.READING) == expected(reading, chair, {})
    examination = Examination.objects.get(pk=examination.pk)
    if examination.is_closed:
        return

    sat = [
        chair,
        *data.draw(
            st.lists(st.sampled_from(list(examination.seats.filter(is_chair=False))), unique=True, min_size=1)
        ),
    ]
    came = data.draw(st.booleans())
    held(examination, chair, sat, came=came)
    lost = {
        competence
        for competence, (is_acquired, *_rest) in written(examination, Stage.READING).items()
        if not is_acquired
    }
    votes = vote_at_random(examination, sat, Stage.INTERVIEW, data, only=lost) if came else {}
    chosen = {c: data.draw(st.sampled_from([None, True, False])) for c in lost} if came else {}
    close(closing.close_deliberation, examination, chair, chosen, data)

    # D10: not excused, decided on the reading alone: what it left open stays missing
    absent = dict.fromkeys(lost, (False, False, False))
    assert written(examination, Stage.INTERVIEW) == (expected(votes, chair, chosen) if came else absent)


def vote_at_random(examination, seats, stage, data, *, only=None):
    """{competence: {seat: vote}}, sent."""
    found = {}
    competences = [c for block in examination.blocks.all() for c in block.competences.all()]
    for competence in competences:
        if only is not None and competence.pk not in only:
            continue
        for seat in seats:
            is_acquired = data.draw(st.booleans())
            found.setdefault(competence.pk, {})[seat.pk] = is_acquired
            words = {"comment": "" if is_acquired else "Il manque un fait.", "question": ""}
            voting.cast_vote(
                seat,
                competence,
                stage=stage,
                is_acquired=is_acquired,
                by=seat.juror,
                at=timezone.now(),
                **words,
            )
    for seat in seats:
        voting.send_votes(seat, stage=stage, by=seat.juror, at=timezone.now())
    return found


def close(act, examination, chair, chosen, data):
    overrides = {c: (choice, "Un fait établi.") for c, choice in chosen.items() if choice is not None}
    words = {}
    if act is closing.close_deliberation:
        motives = {c.pk: "Pas de fait." for b in examination.blocks.all() for c in b.competences.all()}
        words = {"motives": motives, "remarks": ""}
    act(examination, overrides=overrides, by=chair.juror, at=timezone.now(), **words)


def held(examination, chair, sat, *, came):
    now = timezone.now()
    interview.summon_interview(
        examination,
        starts_at=now + dt.timedelta(minutes=1),
        mode=Mode.ON_SITE,
        place="Salle 1",
        by=chair.juror,
        at=now,
    )
    interview.record_interview(
        examination,
        attendance=Attendance.PRESENT if came else Attendance.ABSENT,
        reason="" if came else "Sans nouvelles.",
        present=sat,
        by=chair.juror,
        at=now + dt.timedelta(minutes=2),
    )


def written(examination, stage):
    rows = Verdict.objects.filter(examination=examination, stage=stage)
    return {v.competence_id: (v.is_acquired, v.by_casting_vote, v.against_majority) for v in rows}


def expected(votes, chair, chosen):
    return {c: oracle(given, chair.pk, chosen.get(c), "Un fait établi.") for c, given in votes.items()}
