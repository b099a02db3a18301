"""Every address of the jury about one dossier, met by those who once were near it: a juror of another jury,
one in conflict, a member removed, one of a dissolved round, a candidate who is also a juror. All answer 404,
whatever is added under `jury/examens/`; no list, counter, message or file of theirs tells of it."""

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import Role
from accounts.reauthentication import BACKEND
from candidates.models import Dossier
from jury.services import constitution, replacement
from tests.acts import (
    assign,
    cast_all,
    close_reading,
    declare,
    make_jury,
    submit,
    submitted_dossier,
    with_annexe,
    write_dossier,
)
from tests.factories import eligible_candidate, habilitated, juror, manager, published_version

pytestmark = pytest.mark.django_db
PERSONAS = ["another_jury", "in_conflict", "declared", "removed", "older_round", "older_dossier", "candidate"]
LISTS = ("me", "others", "closed")  # whom a dossier waits for


@pytest.fixture(scope="module")
def built(for_the_file):
    return for_the_file(build_world)


@pytest.fixture
def world(built, settings):
    found, settings.MEDIA_ROOT = built
    return found


def build_world(_folder):
    """A dossier before its second jury; its candidate is also a juror; each persona by name."""
    version = published_version(blocks=(1, 1))
    first_block, second_block = version.blocks.all()
    candidate = eligible_candidate(version=version)
    candidate.user.roles = [Role.CANDIDATE, Role.JUROR]
    candidate.user.save()
    habilitated(candidate.user)
    old_jury = make_jury(version, name="D’un dossier passé")
    past = assign(submitted_dossier(candidate, [first_block]), old_jury)
    cast_all(past)
    close_reading(past)

    dossier = submit(with_annexe(write_dossier(candidate, [second_block])))
    round_one = assign(dossier, make_jury(version, name="Dissous"))
    constitution.dissolve_jury(round_one, reason="Quorum perdu", by=manager(), at=timezone.now())
    examination = assign(Dossier.objects.get(pk=dossier.pk), make_jury(version, size=5, name="Actuel"))
    tied, declared, removed = [s.juror for s in examination.seats.filter(is_chair=False)[:3]]
    candidate.line_manager_email = tied.email
    candidate.save()
    declare(examination, declared, kind="other", text="Un voisin")
    seat = examination.seats.get(juror=removed)
    replacement.remove_member(seat, reason="Absence", by=manager(), at=timezone.now())
    another = assign(submitted_dossier(eligible_candidate(version=version)))
    people = {
        "another_jury": another.seats.first().juror,
        "in_conflict": tied,
        "declared": declared,
        "removed": removed,
        "older_round": round_one.seats.first().juror,
        "older_dossier": old_jury.members.first().user,
        "candidate": candidate.user,
    }
    return examination, people


def addresses(examination):
    file = examination.dossier.attachments.get().file_id
    competence = examination.blocks.get().competences.get().pk
    known = {"pk": examination.pk, "file_pk": file, "competence_pk": competence}
    jury = next(p for p in get_resolver().url_patterns if getattr(p, "app_name", "") == "jury")
    for pattern in jury.url_patterns:
        if str(pattern.pattern).startswith("jury/examens/"):
            wanted = {name: known.get(name, 1) for name in pattern.pattern.converters}
            yield reverse(f"jury:{pattern.name}", kwargs=wanted)


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_address_of_a_dossier_is_closed_to_whoever_does_not_judge_it_now(world, persona, client):
    examination, people = world
    client.force_login(people[persona], backend=BACKEND)

    met = {}
    for path in addresses(examination):
        met[path] = {client.get(path).status_code, client.post(path, {"has_link": "none"}).status_code}

    assert len(met) > 10
    assert {path: codes for path, codes in met.items() if codes - {404, 405}} == {}


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_list_counter_or_message_tells_of_it(world, persona, client):
    examination, people = world
    client.force_login(people[persona], backend=BACKEND)

    page = client.get(reverse("jury:examinations"))
    inbox = client.get(reverse("notifications:list"))

    listed = [line.examination.pk for name in LISTS for line in page.context[name]]
    assert examination.pk not in listed
    assert f"/jury/examens/{examination.pk}/" not in page.content.decode() + inbox.content.decode()
    if persona in ("in_conflict", "declared", "removed"):
        assert examination.dossier.reference not in inbox.content.decode()


def test_whoever_judges_it_finds_every_page_of_it(world, client):
    examination, _people = world
    client.force_login(examination.seats.get(is_chair=True).juror, backend=BACKEND)

    met = {path: client.get(path).status_code for path in addresses(examination)}

    # a vote is changed in the deliberation once all are sent: nobody has sent any
    early = [
        reverse(f"jury:{name}", args=[examination.pk, examination.blocks.get().competences.get().pk])
        for name in ("reading_change", "deliberation_change")
    ]
    assert sorted(p for p, code in met.items() if code == 404 and "fichiers" not in p) == sorted(early)


def test_a_newcomer_of_the_pool_has_nothing_to_read(world, client):
    client.force_login(juror(), backend=BACKEND)

    page = client.get(reverse("jury:examinations"))

    assert not any(page.context[name] for name in LISTS)
