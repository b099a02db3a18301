"""Until the publication, nothing that a candidate can open says what was decided (D11).

The same dossier is decided in two ways; every page its candidate can reach from home, every message and file
included, is the same to the byte.
"""

import re

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from candidates.services.writing import start_dossier
from jury.models import Stage
from jury.services.publication import publish_session
from notifications.models import Message
from rules.errors import BlocksRefused
from tests.acts import (
    assign,
    cast_all,
    close_deliberation,
    close_reading,
    hold_interview,
    make_jury,
    make_session,
    submitted_dossier,
)
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db
TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|content="[A-Za-z0-9]{64}"')
LINKS = re.compile(rb'(?:href|src|action)="(/[^"#]*)')
MOTIVE = "Pas de fait précis."


def everything_reached_from_home(client, *, extra=()):
    """{address: bytes} of every page, file and JSON that links lead to, GET only."""
    # these draw a secret of the person anew each time they are seen, and know of no dossier
    drawn = {reverse("mfa_add_webauthn"), reverse("mfa_activate_totp")}
    found, waiting = {}, [reverse("home"), *extra]
    while waiting:
        path = waiting.pop()
        if (
            path in found
            or path.partition("?")[0] in drawn
            or path.startswith(("/static/", "/compte/deconnexion"))
        ):
            continue
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        body = TOKENS.sub(b"", body)
        found[path] = (answer.status_code, body)
        if answer.status_code in (301, 302):
            waiting.append(answer.url)
        elif "html" in answer.get("Content-Type", ""):
            waiting.extend(link.decode().replace("&amp;", "&") for link in LINKS.findall(body))
    return found


class _Undo(Exception):
    pass


@pytest.fixture
def deliberating():
    """Two blocks: the first lacks C1.2 on reading, the second is proven whole; the interview is held."""
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    session = make_session(make_jury(candidate.version))
    examination = assign(submitted_dossier(candidate), session.jury, session=session)
    cast_all(examination, missing={"C1.2"})
    return hold_interview(close_reading(examination))


def decide(examination, *, missing):
    cast_all(examination, stage=Stage.INTERVIEW, missing=missing)
    return close_deliberation(examination)


def test_every_page_is_the_same_whatever_was_decided(deliberating, sign_in, time_machine):
    candidate = deliberating.dossier.candidate
    time_machine.move_to(timezone.now() + timezone.timedelta(hours=1), tick=False)
    extra = [
        reverse("jury:result", args=[deliberating.pk]),
        reverse("candidates:dossier_start", args=[candidate.pk]),
    ]
    seen = []
    for missing in ((), {"C1.2"}):
        try:
            with transaction.atomic():
                decide(deliberating, missing=missing)
                client = sign_in(candidate.user)
                seen.append(everything_reached_from_home(client, extra=extra))
                assert client.get(reverse("jury:appeal_file", args=[deliberating.pk])).status_code == 404
                raise _Undo
        except _Undo:
            pass

    won, lost = seen
    assert len(won) > 12
    assert sorted(won) == sorted(lost)
    assert [path for path in won if won[path] != lost[path]] == []
    whole = b"\n".join(body for _status, body in lost.values()).decode(errors="replace")
    for word in (MOTIVE, "Non validé", "✓ Validé", "Lire la décision", "CCP attribué", "CQP attribué"):
        assert word not in whole.replace("\u00a0", " "), word
    assert "Délibération en cours" in whole.replace("\u00a0", " ")


def test_no_message_written_or_sent_says_it_either(deliberating, committed):
    candidate = deliberating.dossier.candidate
    told = Message.objects.filter(recipient=candidate.user).count()
    mail.outbox.clear()

    with committed():
        decide(deliberating, missing={"C1.2"})

    assert Message.objects.filter(recipient=candidate.user).count() == told
    assert [m for m in mail.outbox if candidate.user.email in m.to] == []


def test_after_the_reading_only_what_is_to_complete_is_told(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    session = make_session(make_jury(candidate.version))
    examination = assign(submitted_dossier(candidate), session.jury, session=session)
    cast_all(examination, missing={"C1.2"})
    close_reading(examination)

    found = everything_reached_from_home(
        sign_in(candidate.user), extra=[reverse("jury:result", args=[examination.pk])]
    )

    page = found[reverse("jury:result", args=[examination.pk])][1].decode()
    whole = (
        b"\n".join(body for _status, body in found.values()).decode(errors="replace").replace("\u00a0", " ")
    )
    assert "C1.2" in page
    assert "C1.1" not in page
    assert "Délibération en cours" in page
    for word in ("prouvée par le dossier", "Validé dès", "✓ Validé", "CCP attribué", "validé : "):
        assert word not in whole, word


def test_reading_that_decided_alone_looks_like_reading_that_goes_on(sign_in, time_machine):
    """Reading refuses nothing: to know that it decided is to know that everything is validated."""
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    session = make_session(make_jury(candidate.version))
    examination = assign(submitted_dossier(candidate), session.jury, session=session)
    cast_all(examination)
    time_machine.move_to(timezone.now() + timezone.timedelta(hours=1), tick=False)
    extra = [reverse("jury:result", args=[examination.pk])]
    client = sign_in(candidate.user)
    everything_reached_from_home(client, extra=extra)  # what a first visit draws or notes

    reading = everything_reached_from_home(client, extra=extra)
    close_reading(examination)
    held = everything_reached_from_home(client, extra=extra)

    assert candidate.targets.filter(outcome="validated").count() == 2
    assert len(reading) > 12
    assert sorted(held) == sorted(reading)
    assert [path for path in held if held[path] != reading[path]] == []
    assert reading[extra[0]][0] == 404


@pytest.mark.parametrize("missing", [(), {"C1.2"}])
def test_a_block_whose_result_is_held_is_presented_in_no_other_dossier(deliberating, missing):
    decide(deliberating, missing=missing)
    candidate = deliberating.dossier.candidate

    with pytest.raises(BlocksRefused) as refusal:
        start_dossier(candidate, [candidate.version.blocks.first()], by=candidate.user, at=timezone.now())

    assert "dossier en cours" in str(refusal.value).replace("\u00a0", " ") or "déjà dans" in str(
        refusal.value
    )


def test_once_published_the_same_pages_tell_it_all(deliberating, sign_in):
    examination = decide(deliberating, missing={"C1.2"})
    publish_session(examination.session, by=manager(), at=timezone.now())

    found = everything_reached_from_home(sign_in(examination.dossier.candidate.user))

    whole = b"\n".join(body for _status, body in found.values()).decode(errors="replace")
    assert MOTIVE in whole
    assert "Non validé" in whole
    assert "CCP attribué" in whole
