"""Where each person lands says first what has a date, and nothing that is over."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from jury.models import Mode
from jury.services import interview
from notifications.models import Message
from notifications.services import notify
from tests import acts
from tests.factories import UserFactory, eligible_candidate, manager, published_version
from tests.journeys.pages import Page

pytestmark = pytest.mark.django_db


def summoned(*, days):
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
        mode=Mode.ON_SITE,
        place="Salle Iroise",
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
