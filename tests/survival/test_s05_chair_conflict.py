"""S05: somebody of the office who is the candidate, or is tied to them, sees nothing of that procedure from
the other side: neither the jury, nor a vote, nor the minutes, nor that it is there."""

import pytest
from django.urls import reverse

from accounts.models import Role
from candidates.models import Candidate, Dossier
from candidates.services.submission import tell_managers
from certificates.models import Certificate
from jury.models import Examination
from notifications.models import Message
from tests.acts import assign, cast_all, close_reading, make_jury, submitted_dossier
from tests.factories import eligible_candidate, habilitated, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    version = published_version(blocks=(1, 1))
    first, second = version.blocks.all()
    candidate = eligible_candidate(version=version)
    decided = assign(submitted_dossier(candidate, [first]))
    cast_all(decided)
    close_reading(decided)
    reading = assign(submitted_dossier(candidate, [second]), make_jury(version, name="Second"))
    return candidate, Examination.objects.get(pk=decided.pk), reading


def tie(person, candidate, how):
    if how == "self":
        candidate.user.roles = [Role.CANDIDATE, Role.MANAGER, Role.JUROR]
        candidate.user.save()
        return habilitated(candidate.user)
    if how == "boss":
        Candidate.objects.filter(pk=candidate.pk).update(line_manager_email=person.email)
    elif how == "trainer":
        candidate.attendances.update(trainer_email=person.email)
    else:
        person.organisation, person.unit = candidate.user.organisation, candidate.user.unit
        person.save()
    return person


def offices_addresses(candidate, decided, reading):
    """Everything of the office that is about this one person."""
    seat = reading.seats.first().pk
    return [
        reverse("candidates:candidate", args=[candidate.pk]),
        reverse("candidates:candidate_correct", args=[candidate.pk]),
        reverse("dossier_timeline", args=[reading.dossier_id]),
        reverse("jury:panel", args=[reading.pk]),
        reverse("jury:member_remove", args=[reading.pk, seat]),
        reverse("jury:member_replace", args=[reading.pk, seat]),
        reverse("jury:chair_name", args=[reading.pk]),
        reverse("jury:jury_dissolve", args=[reading.pk]),
        reverse("jury:interview_summon", args=[reading.pk]),
        reverse("jury:interview_postpone", args=[reading.pk]),
        reverse("jury:minutes", args=[decided.minutes.get().pk]),
        reverse("jury:examination", args=[reading.pk]),
        reverse("certificates:certificate", args=[candidate.certificates.first().pk]),
        reverse("candidates:attendance_record", args=[candidate.pk, candidate.version.modules.first().pk]),
    ]


@pytest.mark.parametrize("how", ["self", "boss", "trainer", "same_unit"])
def test_s05_a_tied_manager_finds_nothing_of_the_procedure_anywhere(world, how, sign_in):
    candidate = world[0]
    person = tie(manager(), candidate, how)
    client = sign_in(person)

    met = {path: client.get(path).status_code for path in offices_addresses(*world)}
    lists = [
        reverse(name)
        for name in ("candidates:candidates", "candidates:queue", "jury:juries", "dashboard",
                     "certificates:to_issue", "certificates:register", "notifications:list")
    ]  # fmt: skip
    if how == "self":
        # their own inbox holds what they are told as a candidate, and nothing that leads to the office's side
        lists.remove(reverse("notifications:list"))
        assert not Message.objects.visible_to(person).filter(path__startswith="/gestion/").exists()
    else:
        lists.append(reverse("candidates:queue") + "?etat=under_reading")
    shown = [path for path in lists if candidate.birth_name in client.get(path).content.decode()]

    assert set(met.values()) == {404}, met
    assert shown == []
    for rows in (Examination, Certificate, Dossier):
        assert not rows.objects.managed_by(person).exists()


def test_s05_another_manager_handles_it(world, sign_in):
    client = sign_in(manager())
    closed = {reverse("jury:examination", args=[world[2].pk])}

    met = {p: client.get(p).status_code for p in offices_addresses(*world) if p not in closed}

    assert set(met.values()) <= {200, 302}


def test_s05_the_office_is_told_but_for_whoever_is_tied(world):
    candidate, _decided, reading = world
    free, tied = manager(), tie(manager(), candidate, "boss")

    tell_managers(reading.dossier, key="k", subject="s", body="b", path="/", at=reading.opened_at)

    told = set(Message.objects.filter(key="k").values_list("recipient", flat=True))
    assert free.pk in told
    assert tied.pk not in told


def test_s05_what_the_office_had_been_told_before_is_shown_no_more(world):
    candidate, _decided, reading = world
    person = manager()
    tell_managers(
        reading.dossier,
        key=f"examination:{reading.pk}:to-issue",
        subject="s",
        body="b",
        path="/",
        at=reading.opened_at,
    )
    before = Message.objects.visible_to(person).count()

    tie(person, candidate, "boss")

    assert (before, Message.objects.visible_to(person).count()) == (1, 0)
