"""S06. Until one's own votes are sent, not a byte about the others' on any page: no counter, colour, order or
time. Every address of a juror is asked for, with and without the others' votes existing."""

import re

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.reauthentication import BACKEND
from jury.models import Stage
from jury.services import voting
from tests.acts import (
    assign,
    cast_all,
    close_reading,
    hold_interview,
    make_jury,
    submit,
    with_annexe,
    write_dossier,
)
from tests.factories import eligible_candidate, published_version

pytestmark = pytest.mark.django_db
# what changes at each answer, whoever voted
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+|("token": ")[^"]+')


@pytest.fixture
def examination():
    version = published_version(blocks=(2, 1))
    dossier = submit(with_annexe(write_dossier(eligible_candidate(version=version))))
    return assign(dossier, make_jury(version, size=3))


def juror_addresses():
    """{address: names of its parts} of the jury's app, the office's left out: a new one is compared."""
    [resolver] = [r for r in get_resolver().url_patterns if getattr(r, "namespace", None) == "jury"]
    return {
        pattern.name: list(pattern.pattern.converters)
        for pattern in reversed(resolver.url_patterns)  # of two of one name the first, without a competence
        if not str(pattern.pattern).startswith("gestion/")
    }


def pages_of(client, user, examination, *, post=()):
    """{address: (status, where it leads, bytes)} of all that this juror may ask for."""
    client.force_login(user, backend=BACKEND)
    competence = examination.blocks.first().competences.first().pk
    arguments = {
        "attachment": [examination.pk, examination.dossier.attachments.get().file_id],
        "attachment_shown": [examination.pk, examination.dossier.attachments.get().file_id],
        "minutes": [examination.minutes.values_list("pk", flat=True).first() or 0],
        **{name: [examination.pk, "remarks"] for name in ("reading_close_field", "deliberation_close_field")},
        **{name: [examination.pk, competence] for name in ("reading_change", "deliberation_change")},
        **{name: [examination.pk, competence, "note"] for name in ("reading_field", "deliberation_field")},
    }
    paths = [
        reverse(
            f"jury:{name}",
            args=arguments.get(name) or [examination.pk if part == "pk" else 1 for part in parts],
        )
        for name, parts in juror_addresses().items()
    ]
    for block in examination.blocks.all():
        for one in block.competences.all():
            paths += [
                reverse(f"jury:{room}", args=[examination.pk, one.pk]) for room in ("reading", "deliberation")
            ]
    paths += [
        reverse("home"),
        reverse("notifications:list"),
        reverse("candidates:dossier", args=[examination.dossier_id]),
    ]
    answers = {path: client.get(path) for path in sorted(paths)}
    answers |= {f"POST {path}": client.post(path) for path in post}
    return {
        path: (answer.status_code, answer.get("Location"), TOKEN.sub(b"", b"".join(answer)))
        for path, answer in answers.items()
    }


def vote_and_send(examination, seats, stage, *, is_acquired=False):
    cast_all(examination, stage=stage, missing=() if is_acquired else {"C1.1", "C1.2", "C2.1"}, send=False)
    for seat in seats:
        voting.send_votes(seat, stage=stage, by=seat.juror, at=timezone.now())


@pytest.mark.parametrize("blind", [0, 1], ids=["the chair", "a member"])
def test_s06_no_page_of_the_reading_tells_of_the_others_votes(client, examination, blind):
    own, *others = sorted(examination.seats.all(), key=lambda seat: seat.is_chair is bool(blind))
    closing = [reverse("jury:reading_close", args=[examination.pk])]
    before = pages_of(client, own.juror, examination, post=closing)

    vote_and_send(examination, others, Stage.READING)
    own.votes.all().delete()
    voting.change_vote(
        others[-1],
        examination.blocks.first().competences.first(),
        stage=Stage.READING,
        is_acquired=True,
        comment="",
        question="",
        why="Une annexe relue.",
        by=others[-1].juror,
        at=timezone.now(),
    )

    after = pages_of(client, own.juror, examination, post=closing)
    assert {path for path in before if before[path] != after[path]} == set()
    assert len(before) > 25  # the addresses were found


def test_s06_no_page_of_the_deliberation_tells_of_the_others_votes(client, examination):
    cast_all(examination, missing={"C1.1"})
    examination = hold_interview(close_reading(examination))
    own, *others = examination.seats.all()
    closing = [reverse("jury:deliberation_close", args=[examination.pk])]
    before = pages_of(client, own.juror, examination, post=closing)

    vote_and_send(examination, others, Stage.INTERVIEW)
    own.votes.filter(stage=Stage.INTERVIEW).delete()

    after = pages_of(client, own.juror, examination, post=closing)
    assert {path for path in before if before[path] != after[path]} == set()


def test_s06_the_comparison_opens_when_nobody_is_awaited_with_the_differences_first(client, examination):
    first, second, third = examination.seats.all()
    path = reverse("jury:comparison", args=[examination.pk])
    cast_all(examination, send=False)
    competence = examination.blocks.first().competences.last()
    voting.cast_vote(
        third,
        competence,
        stage=Stage.READING,
        is_acquired=False,
        comment="Aucun fait daté.",
        question="",
        by=third.juror,
        at=timezone.now(),
    )
    client.force_login(second.juror, backend=BACKEND)
    seen = []
    for seat in (second, third, first):
        voting.send_votes(seat, stage=Stage.READING, by=seat.juror, at=timezone.now())
        page = client.get(path).content.decode()
        seen.append(("Aucun fait daté." in page, third.juror.full_name in page))

    assert seen == [(False, True), (False, False), (True, True)]
    assert page.index(competence.code) < page.index("C1.1")


def test_s06_a_private_note_is_on_its_authors_pages_and_nowhere_else(client, examination):
    first, second, _third = examination.seats.all()
    cast_all(examination, send=False)
    note = "ma-note-a-moi"
    first.votes.update(note=note)
    mine = pages_of(client, first.juror, examination)
    for seat in examination.seats.all():
        voting.send_votes(seat, stage=Stage.READING, by=seat.juror, at=timezone.now())
    before = pages_of(client, second.juror, examination)
    examination = close_reading(examination)

    after = pages_of(client, second.juror, examination)
    said = b"".join(page for _s, _l, page in [*before.values(), *after.values()])
    assert any(note.encode() in page for _s, _l, page in mine.values())
    assert note.encode() not in said
    assert note not in str(examination.minutes.get().content)
