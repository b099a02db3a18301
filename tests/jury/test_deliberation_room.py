"""The deliberation room: what differs first, the chair's text kept as it is written, followed by who sat."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jury.models import ClosingDraft, Stage
from jury.services import voting
from tests.acts import (
    assign,
    cast_all,
    chair_of,
    close_deliberation,
    close_reading,
    hold_interview,
    make_jury,
    submitted_dossier,
)
from tests.factories import eligible_candidate, juror, published_version

pytestmark = pytest.mark.django_db
NAMES = {"C1.1", "C1.2", "C1.3"}


@pytest.fixture
def examination():
    """Three competences open after the reading, one block proven by it; all three members sat."""
    version = published_version(blocks=(3, 1))
    found = assign(submitted_dossier(eligible_candidate(version=version)), make_jury(version, size=3))
    cast_all(found, missing=NAMES)
    return hold_interview(close_reading(found))


@pytest.fixture
def competences(examination):
    return list(examination.blocks.first().competences.all())


def deliberate(examination, *, missing=frozenset({"C1.2"})):
    cast_all(examination, stage=Stage.INTERVIEW, missing=missing)


def type_in(client, examination, name, text, *, base=0, seq=1, window="a"):
    path = reverse("jury:deliberation_close_field", args=[examination.pk, name])
    return client.post(path, {"text": text, "base": base, "client": window, "seq": seq})


def room(client, examination):
    return client.get(reverse("jury:deliberation_room", args=[examination.pk]))


def test_the_motives_of_the_chair_are_kept_as_they_are_written_and_found_again(
    sign_in, examination, competences
):
    deliberate(examination)
    client, name = sign_in(chair_of(examination)), f"motive_{competences[1].pk}"

    saved = type_in(client, examination, name, "Le plan n’est pas daté.")
    page = client.get(reverse("jury:deliberation_close", args=[examination.pk]))

    assert (saved.status_code, saved.json()["number"]) == (200, 1)
    assert page.context["form"][name].value() == "Le plan n’est pas daté."


def test_two_windows_of_the_chair_overwrite_nothing(sign_in, examination):
    deliberate(examination)
    client = sign_in(chair_of(examination))
    type_in(client, examination, "remarks", "Au bureau.")

    late = type_in(client, examination, "remarks", "Chez moi.", window="b")

    assert (late.status_code, late.json()["text"]) == (409, "Au bureau.")


def test_members_who_sat_follow_what_the_chair_writes(client, sign_in, examination, competences):
    deliberate(examination)
    chair, member = examination.seats.all()[:2]
    sign_in(chair.juror)
    type_in(client, examination, f"motive_{competences[1].pk}", "Le plan n’est pas daté.")
    type_in(client, examination, f"set_{competences[0].pk}", "not_acquired", seq=2)
    type_in(client, examination, f"reason_{competences[0].pk}", "Un fait d’un autre poste.", seq=3)

    page = room(sign_in(member.juror), examination).content.decode()

    assert "Le plan n’est pas daté." in page
    assert "Un fait d’un autre poste." in page
    # both blocks' worth of order: what is discussed stands before what is folded
    assert page.index(competences[1].code) < page.index("à l’unanimité")
    assert page.index(competences[0].code) < page.index("à l’unanimité") < page.index(competences[2].code)
    assert "Prouvées par le dossier" in page


def test_the_room_opens_to_who_sat_and_once_nobody_is_awaited(sign_in, examination):
    cast_all(examination, stage=Stage.INTERVIEW, missing=NAMES, send=False)
    chair, second, third = examination.seats.all()
    examination.interviews.get().present.remove(third)
    voting.send_votes(chair, stage=Stage.INTERVIEW, by=chair.juror, at=timezone.now())
    said = b"Il manque un fait"

    early = room(sign_in(chair.juror), examination)
    voting.send_votes(second, stage=Stage.INTERVIEW, by=second.juror, at=timezone.now())
    late = room(sign_in(second.juror), examination)
    others = [room(sign_in(person), examination).status_code for person in (third.juror, juror())]

    assert (said in early.content, said in late.content, others) == (False, True, [404, 404])


def test_only_the_chair_writes_and_only_what_the_form_has(sign_in, examination, competences):
    deliberate(examination)
    chair, member = examination.seats.all()[:2]

    by_member = type_in(sign_in(member.juror), examination, "remarks", "x").status_code
    by_chair = type_in(sign_in(chair.juror), examination, "motive_999999", "x").status_code

    assert (by_member, by_chair, ClosingDraft.objects.count()) == (403, 404, 0)


def test_nothing_is_written_after_the_closing_and_the_draft_is_gone(sign_in, examination):
    deliberate(examination)
    client = sign_in(chair_of(examination))
    type_in(client, examination, "remarks", "Un mot.")
    close_deliberation(examination)

    late = type_in(client, examination, "remarks", "Trop tard.", base=1, seq=2)

    assert (late.status_code, late.json()["closed"]) == (422, True)
    assert ClosingDraft.objects.count() == 0


def test_the_chair_reads_the_differences_before_what_nobody_finds_acquired(sign_in, examination, competences):
    cast_all(examination, stage=Stage.INTERVIEW, missing={competences[0].code}, send=False)
    last = examination.seats.last()
    last.votes.filter(stage=Stage.INTERVIEW, competence=competences[1]).update(
        is_acquired=False, comment="Aucun fait."
    )
    for seat in examination.seats.all():
        type(seat).objects.filter(pk=seat.pk).update(heard_at=seat.read_at)

    form = (
        sign_in(chair_of(examination))
        .get(reverse("jury:deliberation_close", args=[examination.pk]))
        .context["form"]
    )

    assert [row[0].competence.code for row in form.contested()] == [competences[1].code, competences[0].code]
    assert [row[0].competence.code for row in form.unanimous()] == [competences[2].code]
