"""« Mes dossiers à lire »: what is asked of a juror, and what is over, by pages."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from jury.models import Mode, Stage
from jury.services import interview
from jury.services.appeals import ask_rectification, assign_appeal, file_appeal
from jury.waiting import ME, OTHERS, to_sign, waiting_for_member
from tests.acts import (
    assign,
    cast_all,
    chair_of,
    close_reading,
    decided,
    make_jury,
    make_session,
    sign_all,
    submitted_dossier,
)
from tests.factories import eligible_candidate, manager, published_version
from tests.jury.test_sessions import create
from ui import paging

pytestmark = pytest.mark.django_db


def test_what_is_decided_comes_by_pages_the_latest_first(sign_in, monkeypatch):
    version = published_version(blocks=(1,))
    jury = make_jury(version)
    decided = []
    for _ in range(3):
        examination = assign(submitted_dossier(eligible_candidate(version=version)), jury)
        cast_all(examination)
        decided.append(close_reading(examination))
    waiting = assign(submitted_dossier(eligible_candidate(version=version)), jury)
    monkeypatch.setattr(paging.page_of, "__kwdefaults__", paging.page_of.__kwdefaults__ | {"size": 2})
    member = sign_in(jury.members.first().user)

    first = member.get(reverse("jury:examinations")).context
    second = member.get(reverse("jury:examinations"), {"apres": first["page"].after}).context

    assert (
        [line.examination for line in first["me"]] == [waiting] == [line.examination for line in second["me"]]
    )
    assert [line.examination for line in first["closed"]] == decided[:0:-1]
    assert [line.examination for line in second["closed"]] == decided[:1]


def said_to(person):
    return [(one.whose, one.words) for one in waiting_for_member(person, at=timezone.now())]


def test_an_appeal_that_asks_to_rectify_comes_back_to_the_chair_with_its_date_and_to_nobody_else(sign_in):
    examination = decided(eligible_candidate(version=published_version(blocks=(1,))), missing={"C1.1"})
    for minutes in examination.minutes.all():
        sign_all(minutes)
    candidate, office, now = examination.dossier.candidate.user, manager(), timezone.now()
    appeal = file_appeal(examination, grounds="material", text="Acquise.", uploads=[], by=candidate, at=now)
    assign_appeal(appeal, office, by=office, at=now)
    chair = chair_of(examination)
    member = examination.seats.get(is_chair=False).juror
    assert said_to(chair) == []

    ask_rectification(appeal, note="Vérifier C1.1.", by=office, at=now)

    (line,) = waiting_for_member(chair, at=now)
    assert (line.whose, line.words, line.until) == (ME, "Rectification demandée", appeal.answer_by)
    assert said_to(member) == []
    last = examination.minutes.latest("closed_at", "pk")
    page = sign_in(chair).get(reverse("jury:examination", args=[examination.pk])).content.decode()
    assert reverse("jury:minutes_rectify", args=[last.pk]) in page
    assert reverse("jury:minutes_sign", args=[last.pk]) in page
    assert "Vérifier C1.1." in page
    assert "ne vous demande plus rien" not in page
    theirs = sign_in(member).get(reverse("jury:examination", args=[examination.pk])).content.decode()
    assert "ne vous demande plus rien" in theirs
    assert "Vérifier C1.1." not in theirs


def test_votes_all_written_and_not_sent_are_said_to_be_sent():
    examination = assign(submitted_dossier(eligible_candidate(version=published_version(blocks=(1,)))))
    member = chair_of(examination)
    assert said_to(member) == [(ME, "Vos avis sont attendus")]

    cast_all(examination, send=False)

    assert said_to(member) == [(ME, "Vos avis sont à envoyer")]


def test_an_interview_is_to_be_recorded_from_its_hour_and_not_before():
    examination = assign(submitted_dossier(eligible_candidate(version=published_version(blocks=(1,)))))
    cast_all(examination, missing={"C1.1"})
    examination, now = close_reading(examination), timezone.now()
    starts_at = now + dt.timedelta(hours=2)
    chair = chair_of(examination)
    interview.summon_interview(
        examination, starts_at=starts_at, mode=Mode.ON_SITE, place="Salle 1", by=chair, at=now
    )

    before = waiting_for_member(chair, at=starts_at - dt.timedelta(minutes=1))
    after = waiting_for_member(chair, at=starts_at)

    assert [(one.whose, one.words) for one in before] == [(OTHERS, "Entretien convoqué")]
    assert [(one.whose, one.words) for one in after] == [(ME, "Entretien à consigner")]


def test_the_nearest_date_comes_first():
    version = published_version(blocks=(1,))
    jury = make_jury(version)
    undated = assign(submitted_dossier(eligible_candidate(version=version)), jury)
    dated = assign(submitted_dossier(eligible_candidate(version=version)), jury, session=make_session(jury))

    lines = waiting_for_member(chair_of(dated), at=timezone.now())

    assert [line.examination for line in lines] == [dated, undated]


def test_what_is_asked_counts_convocations_and_signatures_too(sign_in):
    version = published_version(blocks=(1,))
    examination = decided(eligible_candidate(version=version), missing={"C1.1"})
    chair = chair_of(examination)
    call = create(examination.jury).convocations.get(juror=chair)
    assign(submitted_dossier(eligible_candidate(version=version)), examination.jury)

    page = sign_in(chair).get(reverse("jury:examinations"))

    assert to_sign(chair) == []  # whoever closes has signed
    assert page.context["to_answer"] == [call]
    assert page.context["asked"] == 2
    assert reverse("jury:convocation_answer", args=[call.pk]) in page.content.decode()
    member = examination.seats.get(is_chair=False).juror
    theirs = sign_in(member).get(reverse("jury:examinations"))
    assert theirs.context["to_sign"] == list(examination.minutes.all())
    assert theirs.context["asked"] == 2 + len(theirs.context["to_sign"])
    assert {minutes.stage for minutes in theirs.context["to_sign"]} == {Stage.READING, Stage.INTERVIEW}
