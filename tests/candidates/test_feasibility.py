"""The VAE route (D4): the request, its answer or two months of silence, its validity, who accompanies."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.reauthentication import BACKEND
from candidates.models import Route
from candidates.services.feasibility import FeasibilityRefused, record_feasibility
from notifications.models import Message
from rules.errors import JuryRefused, NotEligible
from tests import acts
from tests.factories import (
    CandidateFactory,
    UserFactory,
    eligible_candidate,
    juror,
    manager,
    published_version,
)

pytestmark = pytest.mark.django_db
NOON = dt.time(12, tzinfo=dt.UTC)


def at(day):
    return dt.datetime.combine(day, NOON)


def tell(candidate, *, on=None, **changes):
    told = {"requested_on": dt.date(2026, 3, 2), "is_accepted": None, "decided_on": None, "valid_until": None}
    told |= {"companion_email": "", "by": manager(), "at": at(on) if on else timezone.now()}
    return record_feasibility(candidate, **told | changes)


def vae(**fields):
    return eligible_candidate(route=Route.VAE, **fields)


def test_the_office_and_the_candidate_read_the_same_words(sign_in, client):
    candidate = vae()
    tell(candidate, is_accepted=True, decided_on=dt.date(2026, 4, 1), valid_until=dt.date(2199, 3, 31))

    pages = []
    for person, path in [
        (manager(), reverse("candidates:candidate", args=[candidate.pk])),
        (candidate.user, reverse("candidates:modules", args=[candidate.pk])),
        (candidate.user, reverse("course")),
    ]:
        pages.append(sign_in(person).get(path).content.decode())

    for page in pages:
        assert "Demandée le 2\u00a0mars\u00a02026, acceptée le 1er\u00a0avril\u00a02026." in page
        assert "Elle est valable jusqu’au 31\u00a0mars\u00a02199." in page


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (
            dt.date(2026, 5, 1),
            "en attente d’une réponse\u00a0; sans réponse, acceptée le 2\u00a0mai\u00a02026.",
        ),
        (dt.date(2026, 5, 2), "acceptée par silence le 2\u00a0mai\u00a02026."),
    ],
)
def test_the_silence_rule_is_shown_in_words(sign_in, on, words):
    candidate = vae(registered_at=at(dt.date(2026, 1, 5)))
    tell(candidate, on=dt.date(2026, 3, 3))

    with time_machine.travel(at(on), tick=False):
        page = sign_in(candidate.user).get(reverse("candidates:modules", args=[candidate.pk]))

    assert words in page.content.decode()


def test_a_request_past_its_validity_no_longer_lets_a_dossier_in():
    candidate = vae()
    today = timezone.localdate()
    tell(
        candidate,
        requested_on=today - dt.timedelta(days=400),
        is_accepted=True,
        decided_on=today - dt.timedelta(days=380),
        valid_until=today - dt.timedelta(days=1),
    )

    with pytest.raises(NotEligible, match="n’était valable que jusqu’au"):
        acts.submitted_dossier(candidate)

    tell(
        type(candidate).objects.get(pk=candidate.pk),
        requested_on=today - dt.timedelta(days=400),
        is_accepted=True,
        decided_on=today - dt.timedelta(days=380),
        valid_until=today,
    )
    assert acts.submit(candidate.dossiers.get()).is_submitted


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"is_accepted": True}, "decided_on"),
        ({"decided_on": dt.date(2026, 4, 1)}, "is_accepted"),
        ({"requested_on": None, "is_accepted": True, "decided_on": dt.date(2026, 4, 1)}, "requested_on"),
        ({"requested_on": dt.date(2199, 1, 1)}, "requested_on"),
        ({"is_accepted": True, "decided_on": dt.date(2199, 1, 1)}, "decided_on"),
        ({"is_accepted": False, "decided_on": dt.date(2026, 3, 1)}, "decided_on"),
        ({"valid_until": dt.date(2026, 3, 1)}, "valid_until"),
        ({"requested_on": None, "valid_until": dt.date(2026, 3, 1)}, "requested_on"),
    ],
)
def test_dates_that_contradict_each_other_are_refused_at_their_place(changes, field):
    candidate = vae()

    with pytest.raises(FeasibilityRefused) as refusal:
        tell(candidate, **changes)

    assert refusal.value.field == field
    candidate.refresh_from_db()
    assert candidate.feasibility() is None


def test_the_candidate_is_told_of_an_answer_once_and_of_another_answer_again():
    candidate = vae()
    for _ in range(2):
        tell(candidate, is_accepted=False, decided_on=dt.date(2026, 4, 1))
    assert [m.body for m in Message.objects.filter(recipient=candidate.user)] == [
        "Demandée le 2\u00a0mars\u00a02026, refusée le 1er\u00a0avril\u00a02026."
    ]

    tell(candidate, is_accepted=True, decided_on=dt.date(2026, 4, 2))

    assert Message.objects.filter(recipient=candidate.user).count() == 2


def test_nothing_is_recorded_for_the_training_route():
    candidate = CandidateFactory()

    with pytest.raises(FeasibilityRefused, match="voie de la formation"):
        tell(candidate)

    candidate.refresh_from_db()
    assert candidate.feasibility_requested_on is None


def test_whoever_accompanies_a_vae_may_not_judge_it():
    candidate = vae()
    companion, others = juror(), [juror(), juror()]
    tell(candidate, is_accepted=True, decided_on=dt.date(2026, 4, 1), companion_email=companion.email.upper())
    dossier = acts.submitted_dossier(type(candidate).objects.get(pk=candidate.pk))
    jury = acts.constitution.constitute_jury(
        dossier.version,
        name="Jury",
        members=[*others, companion],
        chair=others[0],
        by=manager(),
        at=timezone.now(),
    )

    with pytest.raises(JuryRefused, match="accompagne ou a accompagné la personne candidate"):
        acts.assign(dossier, jury)


def test_the_office_keeps_the_feasibility_from_the_file(sign_in):
    candidate = vae()
    client = sign_in(manager())
    path = reverse("candidates:feasibility_record", args=[candidate.pk])

    refused = client.post(path, {"requested_on": "02/03/2026", "is_accepted": "yes", "decided_on": ""})
    kept = client.post(
        path,
        {
            "requested_on": "02/03/2026",
            "is_accepted": "yes",
            "decided_on": "01/04/2026",
            "valid_until": "2199-03-31",
            "companion_email": "aide@vae.example",
        },
    )

    assert refused.context["form"].errors["decided_on"] == ["Écrivez la date de la réponse."]
    assert kept.status_code == 302
    candidate.refresh_from_db()
    assert (candidate.feasibility_valid_until, candidate.companion_email) == (
        dt.date(2199, 3, 31),
        "aide@vae.example",
    )


def test_a_vae_dossier_is_never_called_a_dossier_of_practices(client):
    version = published_version(blocks=(1, 1))
    candidate = vae(version=version)
    tell(candidate, is_accepted=True, decided_on=dt.date(2026, 4, 1))
    candidate = type(candidate).objects.get(pk=candidate.pk)
    first, second = version.blocks.all()
    draft = acts.write_dossier(candidate, [first])
    submitted = acts.submitted_dossier(candidate, [second])
    examination = acts.assign(submitted)
    chair, office = acts.chair_of(examination), UserFactory(roles=[Role.MANAGER])
    pages = {
        candidate.user: [
            *[
                reverse(f"candidates:{n}", args=[draft.pk])
                for n in ("dossier", "dossier_read", "dossier_submit")
            ],
            reverse("candidates:dossier", args=[submitted.pk]),
            reverse("candidates:dossiers"),
            reverse("course"),
            reverse("notifications:list"),
        ],
        office: [
            reverse("candidates:candidate", args=[candidate.pk]),
            reverse("candidates:queue") + "?etat=under_reading",
            reverse("dossier_timeline", args=[submitted.pk]),
        ],
        chair: [
            reverse("jury:examination", args=[examination.pk]),
            reverse("jury:dossier_whole", args=[examination.pk]),
        ],
    }

    said = {}
    for person, paths in pages.items():
        client.force_login(person, backend=BACKEND)
        for path in paths:
            said[path] = client.get(path).content.decode()

    assert [path for path, page in said.items() if "pratiques professionnelles" in page.lower()] == []
    named = [path for path, page in said.items() if "dossier de validation" in page.lower()]
    assert len(named) >= 9
