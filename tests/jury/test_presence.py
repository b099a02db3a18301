"""Who sits at the interview: said by the chair, with the quorum, and corrected until they know the votes."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from jury.models import Stage
from jury.services import voting
from jury.states import ExaminationState
from tests import acts
from tests.factories import published_version
from tests.jury.summoning import choose, offer, state_of, to_summon

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["jury:interview_room", "jury:interview_record"])
def test_nobody_sits_until_the_chair_says_so_and_a_missing_quorum_is_said_at_its_place(sign_in, name):
    examination = to_summon()
    chair = acts.chair_of(examination)
    held = choose(offer(examination, 1)[0])
    own, page = examination.seats.get(is_chair=True).pk, reverse(name, args=[examination.pk])

    with time_machine.travel(held.starts_at):
        before = sign_in(chair).get(page).context["form"]
        alone = {"attendance": "present", "present": [own]}
        refused = sign_in(chair).post(page, alone).context["form"]

    assert before["present"].value() == [own]
    assert set(refused.errors) == {"present"}
    assert refused.errors["present"][0].startswith("1 membre présent : le quorum est de 2.")
    assert state_of(examination) == ExaminationState.SUMMONED


def one_forgotten(sign_in):
    """An interview begun with two of the three who read: (its examination, its room, the chair's client, the
    seats, the forgotten one last)."""
    version = published_version(blocks=(2,))
    examination = to_summon(version=version, jury=acts.make_jury(version, size=3))
    seats = sorted(examination.seats.all(), key=lambda seat: not seat.is_chair)
    acts.hold_interview(examination, present=seats[:2])
    client, room = sign_in(acts.chair_of(examination)), reverse("jury:interview_room", args=[examination.pk])
    return examination, room, client, seats


def who_sat(examination):
    return set(examination.interviews.get().present.all())


def test_the_chair_corrects_who_sat_and_the_trail_says_so(sign_in):
    examination, room, client, (chair, wrong, forgotten) = one_forgotten(sign_in)
    sent = {"present": [chair.pk, forgotten.pk], "correct": "1"}

    first = client.post(room, sent).status_code
    again = client.post(room, sent).status_code

    assert (first, again) == (302, 302)
    assert who_sat(examination) == {chair, forgotten}
    entry = AuditEntry.objects.get(action="presence.corrected")
    assert entry.facts == {
        "before": sorted([chair.pk, wrong.pk]),
        "present": sorted([chair.pk, forgotten.pk]),
    }
    followed = reverse("jury:deliberation_room", args=[examination.pk])
    assert sign_in(wrong.juror).get(followed).status_code == 404


def test_who_sat_is_not_corrected_below_the_quorum_nor_by_another_page_nor_by_a_member(sign_in):
    examination, room, client, (chair, second, forgotten) = one_forgotten(sign_in)
    all_three = [chair.pk, second.pk, forgotten.pk]

    alone = client.post(room, {"present": [chair.pk], "correct": "1"}).context["form"]
    stale = client.post(room, {"present": all_three}).context["form"]
    member = sign_in(second.juror).post(room, {"present": all_three, "correct": "1"}).status_code

    assert set(alone.errors) == {"present"}
    assert stale.errors
    assert member == 403
    assert who_sat(examination) == {chair, second}


def test_whoever_began_to_vote_sat_and_nothing_is_corrected_once_the_chair_knows_the_votes(sign_in):
    examination, room, client, (chair, second, forgotten) = one_forgotten(sign_in)
    without_second = {"present": [chair.pk, forgotten.pk], "correct": "1"}
    acts.cast_all(examination, stage=Stage.INTERVIEW, send=False)

    before = client.get(room).content.decode()
    wrote = client.post(room, without_second).context["form"]
    voting.send_votes(second, stage=Stage.INTERVIEW, by=second.juror, at=timezone.now())
    unaware = client.get(room).content.decode()
    voting.send_votes(chair, stage=Stage.INTERVIEW, by=chair.juror, at=timezone.now())
    sent = client.post(room, {"present": [chair.pk, second.pk, forgotten.pk], "correct": "1"})

    assert "y siégeait donc" in wrote.errors["present"][0]
    assert "ne se corrige plus" in sent.context["form"].errors["present"][0]
    offered = "Corriger qui a siégé"
    assert offered in before
    assert (offered in unaware, offered in client.get(room).content.decode()) == (True, False)
    assert who_sat(examination) == {chair, second}
