"""Interviews: dates offered and chosen, summons, reminders, the room on the day (A9, D9, D10)."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from audit.models import AuditEntry
from candidates.models import Measure
from candidates.services.accommodations import arrange, end_accommodation
from jury.models import InterviewSlot, Mode, Stage
from jury.services import interview, slots
from jury.states import ExaminationState
from jury.summons import notice_html
from jury.tasks import remind_interview
from notifications.models import Message
from rules.errors import DomainError, IllegalTransition, SlotRefused
from tests import acts
from tests.factories import eligible_candidate, juror, manager, published_version
from tests.jury.summoning import DAY, choose, offer, state_of, to_summon

pytestmark = pytest.mark.django_db


def test_the_date_that_the_candidate_chooses_becomes_the_summons_of_all():
    examination = to_summon()
    _first, second = offer(examination, 20, 21)

    held = choose(second)

    assert state_of(examination) == ExaminationState.SUMMONED
    assert (held.starts_at, held.place, held.minutes) == (second.starts_at, "Salle 1", 45)
    assert not InterviewSlot.objects.open().exists()
    people = {examination.dossier.candidate.user_id, *examination.seats.values_list("juror", flat=True)}
    assert set(held.notices.values_list("recipient", flat=True)) == people
    told = Message.objects.filter(key=f"interview:{held.pk}:summoned")
    assert set(told.values_list("recipient", flat=True)) == people
    assert AuditEntry.objects.filter(action="interview.summoned").count() == 1


def test_a_slot_is_chosen_once_and_a_withdrawn_or_past_one_never():
    examination = to_summon()
    first, second, third = offer(examination, 1, 21, 22)
    slots.withdraw_slot(second, by=acts.chair_of(examination), at=timezone.now())

    with pytest.raises(SlotRefused, match="plus proposé"):
        choose(second)
    with time_machine.travel(first.starts_at + dt.timedelta(minutes=1)), pytest.raises(SlotRefused):
        choose(first)
    choose(third)
    with pytest.raises(IllegalTransition):
        choose(third)


def test_whoever_chooses_an_hour_of_the_jury_first_has_it():
    version = published_version(blocks=(2,))
    jury = acts.make_jury(version)
    one, other = to_summon(version=version, jury=jury), to_summon(version=version, jury=jury)
    start = timezone.now() + 20 * DAY
    offered = [
        slots.propose_slots(
            examination,
            starts=[start, start + dt.timedelta(minutes=45)],
            mode=Mode.ON_SITE,
            place="Salle 1",
            by=acts.chair_of(examination),
            at=timezone.now(),
        )
        for examination in (one, other)
    ]

    choose(offered[0][0])

    with pytest.raises(SlotRefused, match="vient d’être pris"):
        choose(offered[1][0])
    assert choose(offered[1][1]).starts_at == start + dt.timedelta(minutes=45)


def test_the_office_is_told_who_is_already_taken_at_that_hour():
    version = published_version(blocks=(2,))
    jury = acts.make_jury(version)
    one, other = to_summon(version=version, jury=jury), to_summon(version=version, jury=jury)
    start = timezone.now() + 20 * DAY
    where = {"mode": Mode.ON_SITE, "place": "Salle 1", "at": timezone.now()}
    interview.summon_interview(one, starts_at=start, by=manager(), **where)

    with pytest.raises(SlotRefused, match=acts.chair_of(other).full_name):
        interview.summon_interview(other, starts_at=start + dt.timedelta(minutes=30), by=manager(), **where)

    assert state_of(other) == ExaminationState.TO_SUMMON


def test_when_no_date_suits_the_jury_is_asked_for_others():
    examination = to_summon()
    offer(examination, 20, 21)
    candidate = examination.dossier.candidate.user

    with pytest.raises(DomainError, match="quand vous êtes disponible"):
        slots.decline_slots(examination, reason=" ", by=candidate, at=timezone.now())
    slots.decline_slots(examination, reason="Les mardis seulement.", by=candidate, at=timezone.now())

    assert not InterviewSlot.objects.open().exists()
    told = Message.objects.get(recipient=acts.chair_of(examination), key__contains="slots-declined")
    assert "Les mardis seulement." in told.body


def event_of(text):
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def test_a_new_date_moves_the_same_event_and_a_cancelled_one_leaves_the_calendar(sign_in, committed):
    examination = to_summon()
    candidate = examination.dossier.candidate
    with committed():
        first = choose(offer(examination, 20)[0])
    with committed():
        interview.postpone_interview(
            examination, reason="Grève", by=acts.chair_of(examination), at=timezone.now()
        )
    with committed():
        second = choose(offer(examination, 30)[0])

    sent = [m for m in mail.outbox if m.to == [candidate.user.email] and m.attachments]
    methods, events = zip(*[event_of(m.attachments[0][1]) for m in sent], strict=True)
    assert methods == ("PUBLISH", "CANCEL", "PUBLISH")
    assert [int(event["SEQUENCE"]) for event in events] == [0, 1, 2]
    assert len({str(event["UID"]) for event in events}) == 1
    starts = [timezone.localtime(event["DTSTART"].dt) for event in events]
    assert starts == [i.starts_at.replace(microsecond=0) for i in (first, first, second)]
    page = sign_in(candidate.user).get(reverse("jury:interview_calendar", args=[examination.pk]))
    assert event_of(page.content)[1]["SEQUENCE"] == 2
    assert candidate.birth_name not in page.content.decode()


def test_calendar_and_summons_open_to_the_people_of_the_interview_and_to_nobody_else(client, sign_in):
    examination = to_summon()
    held = choose(offer(examination, 20)[0])
    held.notices.update(file="")
    people = {
        "candidate": examination.dossier.candidate.user,
        "member": examination.seats.last().juror,
        "office": manager(),
        "stranger": juror(),
        "other": eligible_candidate(version=examination.dossier.version).user,
    }
    names = ["jury:interview_calendar", "jury:interview_notice"]

    met = {
        who: [sign_in(user).get(reverse(name, args=[examination.pk])).status_code for name in names]
        for who, user in people.items()
    }

    assert met == {
        "candidate": [200, 302],
        "member": [200, 302],
        "office": [200, 404],
        "stranger": [404, 404],
        "other": [404, 404],
    }


def test_everybody_is_reminded_a_week_before_and_the_day_before_each_once():
    examination = to_summon()
    held = choose(offer(examination, 20)[0])

    def reminded(before):
        with time_machine.travel(held.starts_at - before, tick=False):
            remind_interview(held.pk)
            remind_interview(held.pk)
        return Message.objects.filter(key__contains=":reminder:").count()

    people = examination.seats.count() + 1
    found = [reminded(DAY * days) for days in (8, 6, 5, 1, 0)]

    assert found == [0, people, people, 2 * people, 2 * people]


def test_a_summons_for_tomorrow_is_its_own_reminder():
    examination = to_summon()
    held = choose(offer(examination, 1)[0])

    remind_interview(held.pk)

    assert not Message.objects.filter(key__contains=":reminder:").exists()


def test_extra_time_lengthens_the_interview_and_the_trail_does_not_say_which_measure():
    examination = to_summon()
    candidate = examination.dossier.candidate
    arrange(candidate, measure=Measure.EXTRA_TIME, detail="", by=manager(), at=timezone.now())

    held = choose(offer(examination, 20)[0])

    assert held.minutes == 60
    assert AuditEntry.objects.get(action="accommodation.decided").facts == {}


def test_the_room_shows_the_plan_made_of_the_members_notes_and_keeps_the_time(sign_in):
    examination = to_summon()
    arranged = arrange(
        examination.dossier.candidate, measure=Measure.BREAKS, detail="", by=manager(), at=timezone.now()
    )
    chair = acts.chair_of(examination)
    held = choose(offer(examination, 1)[0])
    room = reverse("jury:interview_room", args=[examination.pk])

    with time_machine.travel(held.starts_at):
        before = sign_in(chair).get(room).content.decode()
        seats = list(examination.seats.values_list("pk", flat=True))
        begun = sign_in(chair).post(room, {"present": seats}, follow=True).content.decode()
        member = examination.seats.get(is_chair=False).juror
        refused = sign_in(member).post(reverse("jury:interview_end", args=[examination.pk])).status_code
        acts.cast_all(examination, stage=Stage.INTERVIEW)
        with pytest.raises(DomainError, match="encore en cours"):
            acts.close_deliberation(examination)
        sign_in(chair).post(reverse("jury:interview_end", args=[examination.pk]))
        again = sign_in(chair).post(reverse("jury:interview_end", args=[examination.pk])).status_code

    held.refresh_from_db()
    assert "Il manque un fait précis." in before
    assert "Pauses" in before
    assert "Entretien en cours" in begun
    assert (refused, again) == (403, 302)
    assert state_of(examination) == ExaminationState.DELIBERATION
    assert held.started_at <= held.ended_at
    assert held.present.count() == 2
    end_accommodation(arranged, by=manager(), at=timezone.now())
    assert not examination.dossier.candidate.accommodations.in_force().exists()


@pytest.mark.parametrize("name", ["jury:slots_propose", "jury:interview_summon", "jury:interview_postpone"])
def test_pages_of_dates_lead_back_to_the_dossier_the_chair_s_and_the_office_s(sign_in, name):
    examination = to_summon()
    page = reverse(name, args=[examination.pk])
    own = reverse("jury:examination", args=[examination.pk])
    office = reverse("dossier_timeline", args=[examination.dossier_id])

    found = [
        set(re.findall(f'href="({own}|{office})"', sign_in(user).get(page).content.decode()))
        for user in (acts.chair_of(examination), manager())
    ]

    assert found == [{own}, {office}]


def test_each_hour_of_the_dates_to_offer_says_which_date_it_is_of(sign_in):
    examination = to_summon()

    form = sign_in(manager()).get(reverse("jury:slots_propose", args=[examination.pk])).context["form"]

    labels = [hour.label for _rank, _day, hour in form.rows()]
    assert labels == [f"Créneau {rank}\u00a0: heure" for rank in range(1, 7)]


def test_nothing_typed_is_lost_when_a_slot_is_refused(sign_in):
    examination = to_summon()
    page = sign_in(acts.chair_of(examination)).post(
        reverse("jury:slots_propose", args=[examination.pk]),
        {
            "day_1": "2020-01-01",
            "hour_1": "10:00",
            "day_2": "2027-02-30",
            "mode": "on_site",
            "place": "Salle des actes",
        },
    )
    text = page.content.decode()

    assert "Salle des actes" in text
    assert 'value="2020-01-01"' in text
    assert not InterviewSlot.objects.exists()


def test_the_letter_that_a_juror_hands_to_their_employer_names_no_candidate():
    examination = to_summon()
    candidate = examination.dossier.candidate
    arrange(candidate, measure=Measure.BREAKS, detail="", by=manager(), at=timezone.now())
    held = choose(offer(examination, 20)[0])

    own = notice_html(held.notices.get(recipient=candidate.user))
    theirs = [notice_html(notice) for notice in held.notices.exclude(recipient=candidate.user)]

    assert "Pauses" in own
    assert len(theirs) == 2
    assert not [text for text in theirs if candidate.birth_name in text or "Pauses" in text]
