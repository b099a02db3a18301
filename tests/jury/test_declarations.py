"""Before a dossier opens, its members say whether a link ties them to the candidate (D7)."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from jury.conflicts import conflicts_of
from jury.models import Declaration, Seat, Vote
from jury.services import constitution
from notifications.models import Message
from rules.errors import ConflictRefused
from tests.acts import (
    cast_all,
    declare,
    make_jury,
    submit,
    submitted_dossier,
    with_annexe,
    write_dossier,
)
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def undeclared():
    """Given to its jury by the office; nobody has said anything yet."""
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    dossier = submit(with_annexe(write_dossier(candidate)))
    return constitution.assign_dossier(
        dossier, make_jury(dossier.version, size=3), by=manager(), at=timezone.now()
    )


def rooms(examination):
    """Every address of the jury about one dossier: whatever is added there is in it."""
    file = examination.dossier.attachments.get().file_id
    competence = examination.dossier.version.blocks.get().competences.get().pk
    jury = next(p for p in get_resolver().url_patterns if getattr(p, "app_name", "") == "jury")
    known = {"pk": examination.pk, "file_pk": file, "competence_pk": competence}
    for pattern in jury.url_patterns:
        if str(pattern.pattern).startswith("jury/examens/") and pattern.name != "declaration":
            wanted = {name: known.get(name, 1) for name in pattern.pattern.converters}
            yield reverse(f"jury:{pattern.name}", kwargs=wanted)


def test_nothing_of_a_dossier_is_shown_before_the_declaration_and_no_file(undeclared, sign_in):
    client = sign_in(undeclared.seats.first().juror)
    gate = reverse("jury:declaration", args=[undeclared.pk])

    met = {path: client.get(path) for path in rooms(undeclared)}

    files = {path for path, answer in met.items() if answer.status_code == 404}
    assert len(met) > 10
    assert {a.url for p, a in met.items() if p not in files} == {gate}
    assert {path.rpartition("/")[2] or path.split("/")[-3] for path in files} == {"dossier.pdf", "fichiers"}
    assert {client.post(path).status_code for path in met} <= {302, 404}


def test_the_declaration_page_says_who_applies_and_nothing_of_what_they_wrote(undeclared, sign_in):
    page = sign_in(undeclared.seats.first().juror).get(reverse("jury:declaration", args=[undeclared.pk]))
    text = page.content.decode()

    assert undeclared.dossier.candidate.civil_name in text
    assert "minutes d’attente" not in text
    assert "Situation" not in text
    assert "checked" not in text


def test_declaring_no_link_opens_the_dossier(undeclared, sign_in):
    client = sign_in(undeclared.seats.first().juror)

    answer = client.post(reverse("jury:declaration", args=[undeclared.pk]), {"has_link": "none"})

    assert answer.url == reverse("jury:examination", args=[undeclared.pk])
    assert client.get(answer.url).status_code == 200


def test_declaring_a_link_takes_the_member_away_at_once_and_tells_the_office(undeclared, sign_in):
    office = manager()
    seat = undeclared.seats.last()
    client = sign_in(seat.juror)
    typed = {"has_link": "some", "kind": "family", "text": "Ma belle-sœur"}

    client.post(reverse("jury:declaration", args=[undeclared.pk]), typed)

    seat.refresh_from_db()
    assert seat.removed_at is not None
    assert "belle-sœur" not in seat.removal_reason
    assert client.get(reverse("jury:declaration", args=[undeclared.pk])).status_code == 404
    assert list(client.get(reverse("jury:examinations")).context["me"]) == []
    inbox = client.get(reverse("notifications:list")).content.decode()
    assert undeclared.dossier.reference not in inbox
    assert "Vous ne siégez plus sur un dossier" in inbox
    assert Message.objects.filter(recipient=office, key=f"seat:{seat.pk}:removed").exists()
    panel = sign_in(office).get(reverse("jury:panel", args=[undeclared.pk])).content.decode()
    assert "Ma belle-sœur" in panel
    assert "belle-sœur" not in " ".join(line.words for line in conflicts_of(undeclared))


def test_a_link_found_while_reading_is_still_declared(undeclared):
    seat = undeclared.seats.last()
    declare(undeclared, seat.juror)

    declare(undeclared, seat.juror, kind="professional", text="Nous avons travaillé ensemble en 2019.")

    seat.refresh_from_db()
    assert seat.removed_at is not None
    assert [row.has_link for row in Declaration.objects.order_by("pk")] == [False, True]
    with pytest.raises(ConflictRefused):
        declare(undeclared, seat.juror)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"has_link": "some", "kind": "", "text": "x"},
        {"has_link": "some", "kind": "family", "text": " "},
        {"has_link": "none", "kind": "family", "text": "x"},
    ],
)
def test_a_declaration_that_says_nothing_or_two_things_is_refused(undeclared, sign_in, typed):
    client = sign_in(undeclared.seats.first().juror)

    answer = client.post(reverse("jury:declaration", args=[undeclared.pk]), typed)

    assert (answer.status_code, Declaration.objects.count()) == (200, 0)


def test_votes_of_somebody_who_declared_nothing_are_refused_by_the_service_and_by_postgresql(undeclared):
    seat = undeclared.seats.first()
    competence = undeclared.dossier.version.blocks.get().competences.get()

    with pytest.raises(ConflictRefused, match="Déclarez d’abord"):
        cast_all(undeclared, send=False)
    with pytest.raises(IntegrityError, match="n’a déclaré aucun lien"), transaction.atomic():
        Vote.objects.create(seat=seat, competence=competence, stage="reading", is_acquired=True)


def test_a_declaration_is_never_changed(undeclared):
    declare(undeclared, undeclared.seats.first().juror)

    with pytest.raises(InternalError), transaction.atomic():
        Declaration.objects.update(has_link=True, kind="family", text="x")


def test_two_members_declare_for_themselves_only(undeclared):
    one, other, _ = undeclared.seats.all()
    declare(undeclared, one.juror)

    assert list(Declaration.objects.values_list("juror", flat=True)) == [one.juror_id]
    assert Seat.objects.sitting().filter(pk=other.pk).exists()


def test_a_second_dossier_asks_again(undeclared, sign_in):
    seat = undeclared.seats.first()
    declare(undeclared, seat.juror)
    other = constitution.assign_dossier(
        submitted_dossier(eligible_candidate(version=undeclared.dossier.version)),
        undeclared.jury,
        by=manager(),
        at=timezone.now(),
    )

    answer = sign_in(seat.juror).get(reverse("jury:examination", args=[other.pk]))

    assert answer.url == reverse("jury:declaration", args=[other.pk])
