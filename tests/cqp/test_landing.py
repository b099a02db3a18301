"""Where each person lands says first what has a date, and nothing that is over."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from candidates.models import Route
from candidates.services import keeping
from jury.models import Mode
from jury.services import appeals, interview
from notifications.models import Message
from notifications.services import notify
from rules.french import day
from tests import acts
from tests.factories import UserFactory, eligible_candidate, manager, published_version
from tests.journeys.pages import Page

pytestmark = pytest.mark.django_db


def summoned(*, days, mode=Mode.ON_SITE, place="Salle Iroise"):
    """A dossier whose interview is in `days` days, and a draft for another block."""
    version = published_version(blocks=(2, 1))
    candidate = eligible_candidate(version=version)
    examination = acts.assign(acts.submitted_dossier(candidate, [version.blocks.first()]))
    acts.cast_all(examination, missing={"C1.2"})
    acts.close_reading(examination)
    acts.write_dossier(candidate, [version.blocks.last()])
    now = timezone.now()
    interview.summon_interview(
        examination,
        starts_at=now + dt.timedelta(days=days),
        mode=mode,
        place=place,
        by=manager(),
        at=now,
    )
    return candidate


def test_an_interview_comes_before_a_draft_on_the_candidate_s_page(sign_in):
    candidate = summoned(days=3)

    page = Page(sign_in(candidate.user).get(reverse("course")))

    assert page.now.startswith("Préparer votre entretien du ")
    assert "Salle Iroise" in page.text
    assert "C1.2" in page.text


def test_an_interview_at_a_distance_is_joined_by_a_link_wherever_its_place_is_said(sign_in):
    link = "https://visio.example.org/cqp-24"
    candidate = summoned(days=3, mode=Mode.REMOTE, place=link)
    dossier = candidate.dossiers.get(state="interview")
    examination = dossier.examinations.get()
    chair = acts.chair_of(examination)

    pages = {
        candidate.user: [
            reverse("course"),
            reverse("candidates:dossier", args=[dossier.pk]),
            reverse("jury:result", args=[examination.pk]),
        ],
        chair: [
            reverse("jury:interviews"),
            reverse("jury:examination", args=[examination.pk]),
            reverse("jury:interview_room", args=[examination.pk]),
        ],
    }
    for person, paths in pages.items():
        client = sign_in(person)
        for path in paths:
            page = client.get(path).content.decode()
            assert f'href="{link}"' in page, path
            assert f"{link}." not in page, path


def test_on_its_day_an_interview_is_to_prepare_until_the_evening(sign_in):
    candidate = summoned(days=3)

    evening = (timezone.localtime() + dt.timedelta(days=3)).replace(hour=23, minute=59)
    with time_machine.travel(evening):
        page = Page(sign_in(candidate.user).get(reverse("course")))

    assert page.now.startswith("Préparer votre entretien du ")
    assert "La présidence du jury consignera l’entretien" not in page.text


def test_once_its_day_is_over_the_interview_leaves_the_first_place(sign_in):
    candidate = summoned(days=3)

    with time_machine.travel(timezone.now() + dt.timedelta(days=4)):
        page = Page(sign_in(candidate.user).get(reverse("course")))

    assert page.now.startswith("Relire et déposer votre dossier")
    assert "La présidence du jury consignera l’entretien" in page.text


def test_the_dashboard_tells_interviews_to_come_from_those_to_record(sign_in):
    summoned(days=3)
    office = manager()

    before = Page(sign_in(office).get(reverse("dashboard")))
    with time_machine.travel(timezone.now() + dt.timedelta(days=4)):
        after = Page(sign_in(office).get(reverse("dashboard")))

    past = "Entretiens passés, à consigner par le jury"
    assert (before.figures.get("Entretiens à venir"), past in before.text) == (1, False)
    assert (after.figures.get("Entretiens à venir"), past in after.text) == (None, True)


def test_an_administrator_lands_on_a_page_that_counts_the_mail_that_did_not_leave(sign_in):
    client = sign_in(UserFactory(roles=[Role.ADMINISTRATOR]))
    stuck = notify(UserFactory(), key="k", subject="x", body="x", at=timezone.now())
    Message.objects.filter(pk=stuck.pk).update(attempts=5)

    page = Page(client.get(reverse("home"), follow=True))

    assert page.path == reverse("administration")
    assert page.figures["Messages qui n’ont pas pu partir"] == 1
    assert reverse("admin:index") in page.source


def test_the_administration_names_each_part_in_french(sign_in):
    page = sign_in(UserFactory(roles=[Role.ADMINISTRATOR])).get(reverse("admin:index"))

    names = [app["name"] for app in page.context["app_list"] if app["app_label"] != "account"]

    assert sorted(names) == [
        "Candidats et dossiers",
        "Certificats et registre",
        "Journal",
        "Jurys et examens",
        "Messages",
        "Personnes et organismes",
        "Référentiels",
    ]


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_page_that_does_not_exist_says_where_to_go(client, sign_in, signed_in):
    if signed_in:
        client = sign_in(UserFactory(roles=[Role.CANDIDATE]))

    answer = client.get(reverse("certificates:verify_code", args=["x"]).replace("x/", "x/y/"))
    main = answer.content.decode().partition("<main")[2]

    assert answer.status_code == 404
    ways = [reverse("home"), reverse("certificates:verify")]
    assert [f'href="{way}"' in main for way in ways] == [True, True]
    assert (f'href="{reverse("account_login")}"' in main) is not signed_in


def test_the_file_of_a_candidate_says_their_function_and_how_to_reach_their_manager(sign_in):
    candidate = eligible_candidate(line_manager_email="herve@caisse.example")

    page = Page(sign_in(manager()).get(reverse("candidates:candidate", args=[candidate.pk])))

    assert "Fonction Responsable" in page.text
    assert "herve@caisse.example" in page.text


def test_a_decision_told_is_the_first_thing_to_do_until_it_is_opened(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    client = sign_in(candidate.user)
    examination = acts.decided(candidate, [candidate.version.blocks.first()], missing={"C1.1"})
    acts.write_dossier(candidate, [candidate.version.blocks.last()])
    address = reverse("jury:result", args=[examination.pk])

    first = Page(client.get(reverse("course")))
    again = Page(client.get(reverse("course")))
    client.get(address)
    after = Page(client.get(reverse("course")))

    assert first.now.startswith("Lire la décision")
    assert again.now == first.now
    assert after.now.startswith("Relire et déposer votre dossier")


def awaited_by(client):
    return Page(client.get(reverse("course"))).awaited


def test_an_appeal_is_awaited_until_it_is_answered(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    examination = acts.decided(candidate, missing={"C1.1"})
    client, now, office = sign_in(candidate.user), timezone.now(), manager()
    assert awaited_by(client) == ["Personne n’a vos dossiers en main"]

    appeal = appeals.file_appeal(
        examination, grounds="material", text="Acquise.", uploads=[], by=candidate.user, at=now
    )
    assert awaited_by(client) == [f"Recours {appeal.reference}"]
    assert day(appeal.answer_by) in client.get(reverse("course")).content.decode()

    appeals.assign_appeal(appeal, office, by=office, at=now)
    appeals.reject_appeal(appeal, answer="Rien ne le montre.", by=office, at=now)
    assert awaited_by(client) == ["Personne n’a vos dossiers en main"]


def test_what_is_awarded_and_not_issued_is_awaited_and_a_holder_waits_for_nothing(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    acts.validated_on_reading(candidate)
    client = sign_in(candidate.user)
    assert awaited_by(client) == ["Des documents à venir"]

    acts.issue_all(candidate)

    assert awaited_by(client) == ["Vous n’attendez plus rien"]


def test_a_vae_request_is_awaited_until_it_is_answered_or_silence_accepts_it(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    candidate.route, candidate.feasibility_requested_on = Route.VAE, timezone.localdate()
    candidate.save()
    client = sign_in(candidate.user)

    assert awaited_by(client) == ["Recevabilité en attente d’une réponse"]

    with time_machine.travel(timezone.now() + dt.timedelta(days=70)):
        assert awaited_by(sign_in(candidate.user)) == ["Personne n’a vos dossiers en main"]


def test_one_block_left_is_not_said_to_come_in_any_order(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    client = sign_in(candidate.user)
    assert "ensemble ou séparément" in Page(client.get(reverse("course"))).text

    acts.validated_on_reading(candidate, [candidate.version.blocks.first()])

    page = Page(client.get(reverse("course")))
    assert "ensemble ou séparément" not in page.text


def test_what_happened_is_shown_whole_when_asked(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    for block in candidate.version.blocks.all():
        acts.validated_on_reading(candidate, [block])
    client = sign_in(candidate.user)

    first = client.get(reverse("course")).context
    whole = client.get(reverse("course"), {"tout": "1"}).context

    assert len(first["events"]) == 8
    assert len(whole["events"]) == 8 + first["earlier"] > 8
    assert whole["earlier"] == 0


def test_a_draft_counts_the_passages_of_a_situation_and_not_only_its_illustrations(sign_in):
    dossier = acts.write_dossier(eligible_candidate(version=published_version(blocks=(1,))))
    situation = dossier.situations.get()
    situation.illustrations.all().delete()
    keeping.link_passage(
        dossier,
        situation,
        dossier.blocks.get().competences.get(),
        field="analysis",
        start=0,
        end=60,
        number=situation.revisions.get("analysis", {}).get("n", 0),
        by=dossier.candidate.user,
        at=timezone.now(),
    )

    page = Page(sign_in(dossier.candidate.user).get(reverse("candidates:dossier", args=[dossier.pk])))

    assert "1 passage lié, 0 illustration" in page.text


def test_a_certification_without_modules_does_not_say_that_they_were_followed(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(1,), modules=[]))

    page = Page(sign_in(candidate.user).get(reverse("candidates:modules", args=[candidate.pk])))

    assert "ne demande aucun module" in page.text
    assert "sont suivis" not in page.text


def test_a_decision_that_can_no_longer_be_contested_leaves_the_first_place(sign_in):
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    acts.decided(candidate, missing={"C1.1"})
    later = timezone.now() + dt.timedelta(days=candidate.version.appeal_days + 2)

    with time_machine.travel(later):
        page = Page(sign_in(candidate.user).get(reverse("course")))

    assert page.now.startswith("Présenter un bloc")
