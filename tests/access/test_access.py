"""Each address met by each role, against the table; what may not be opened may not be posted to either."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from accounts.models import Role, User
from accounts.reauthentication import BACKEND
from tests.access.table import GET, OF_THE_DECIDED, OWN_ACCOUNT, PERSONAS, PUBLIC
from tests.factories import UserFactory, manager
from ui.printing import can_print

pytestmark = pytest.mark.django_db


def every_address():
    """« app:name » of every pattern of ours; the admin has its own test."""

    def walk(patterns, namespace=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                inside = pattern.namespace or ""
                if inside != "admin":
                    yield from walk(pattern.url_patterns, f"{inside}:" if inside else namespace)
            else:
                yield f"{namespace}{pattern.name}"

    return set(walk(get_resolver().url_patterns))


def test_no_address_is_missing_from_the_table():
    assert every_address() == {*GET, *PUBLIC, *OWN_ACCOUNT}


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_role_meets_what_the_table_says_on_every_address(world, client, persona):
    person = world["people"][persona]
    if persona == "both":
        User.objects.filter(pk=person.pk).update(roles=[Role.CANDIDATE, Role.MANAGER])
    column, met = PERSONAS.index(persona), {}

    for name in GET:
        asks_minutes = persona == "chair" and name in OF_THE_DECIDED
        client.force_login(
            world["decided_chair"] if asks_minutes else person,
            backend=BACKEND,
        )
        met[name] = client.get(reverse(name, args=world["args"].get(name, []))).status_code

    told = {name: int(row.split()[column]) for name, row in GET.items()}
    if persona == "manager" and not can_print():
        told["certificates:preview_document"] = 302  # back to the preview, which says why
    assert met == told


def test_a_visitor_is_sent_to_sign_in_on_every_address_that_is_not_public(world, client):
    met = {}

    for name in [*GET, *OWN_ACCOUNT]:
        answer = client.get(reverse(name, args=world["args"].get(name, [])))
        met[name] = (answer.status_code, answer.get("Location", "").split("?")[0])

    assert set(met.values()) == {(302, reverse("account_login"))}


def test_what_is_public_opens_without_an_account(world, client):
    invited = UserFactory(roles=[Role.CANDIDATE])
    invited.set_unusable_password()
    invited.save()
    pages = {
        reverse("certificates:verify"): 200,
        reverse("certificates:verify_code", args=[world["code"]]): 200,
        reverse("certificates:verify_code", args=["0" * 26]): 404,
        invited.invitation_path(): 200,
        reverse("livez"): 200,
        reverse("readyz"): 200,
        reverse("account_login"): 200,
        reverse("account_signup"): 200,
        reverse("account_reset_password"): 200,
    }

    assert {path: client.get(path).status_code for path in pages} == pages


def test_one_click_sign_in_exists_in_the_demonstration_only(client, settings):
    person = UserFactory(email="quelqu-un@demo.example", roles=[Role.MANAGER])

    assert not settings.DEMO
    refused = client.post("/demonstration/entrer/", {"person": person.pk})
    settings.ROOT_URLCONF = "tests.demo_urls"
    refused_again = client.post(reverse("demo_sign_in"), {"person": person.pk})
    settings.DEMO = True
    stranger = client.post(reverse("demo_sign_in"), {"person": manager().pk})
    let_in = client.post(reverse("demo_sign_in"), {"person": person.pk})

    assert (refused.status_code, refused_again.status_code) == (404, 404)
    assert (stranger.status_code, let_in.status_code) == (404, 302)


@pytest.mark.parametrize(("demo", "exists"), [("0", False), ("1", True)])
def test_the_address_of_one_click_exists_in_a_process_of_the_demonstration_only(demo, exists):
    asked = "from cqp.urls import urlpatterns; print('cqp.demo.urls' in str(urlpatterns))"
    program = f"import django; django.setup(); {asked}"
    environment = os.environ | {"DEMO": demo, "DJANGO_SETTINGS_MODULE": "tests.settings"}

    told = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == str(exists)


# what only managers may post to, and nobody may open
AT_THE_OFFICE = [
    f"certificates:{name}" for name in ("batch_pause", "batch_resume", "search_forget", "export_ask")
]
POSTED = [name for name, row in GET.items() if "405" not in row]


@pytest.mark.parametrize("persona", ["other", "juror", "manager"])
def test_what_one_may_not_open_one_may_not_post_to_either(world, client, persona):
    client.force_login(world["people"][persona], backend=BACKEND)
    column = PERSONAS.index(persona)
    closed = [name for name in POSTED if GET[name].split()[column] in ("403", "404")]
    closed += ["candidates:field_save", "candidates:passage_link", "candidates:passage_unlink"]
    closed += ["candidates:tutoring_end"]
    closed += [] if persona == "manager" else AT_THE_OFFICE

    met = {
        client.post(reverse(name, args=world["args"].get(name, [])), {"reason": "x"}).status_code
        for name in closed
    }

    assert len(closed) > 20
    assert met <= {403, 404}


def test_the_admin_lets_an_administrator_look_and_change_nothing_that_was_decided(world, client):
    from django.contrib import admin

    client.force_login(world["people"]["administrator"], backend=BACKEND)
    met = {}
    for model in admin.site._registry:
        meta = model._meta
        if meta.app_label in ("account", "accounts"):
            continue
        base = f"admin:{meta.app_label}_{meta.model_name}"
        row = model.objects.first()
        met[meta.label] = (
            client.get(reverse(f"{base}_changelist")).status_code,
            client.get(reverse(f"{base}_add")).status_code,
            client.post(reverse(f"{base}_change", args=[row.pk]), {"state": "x"}).status_code if row else 403,
            client.post(reverse(f"{base}_delete", args=[row.pk]), {"post": "yes"}).status_code
            if row
            else 403,
        )

    assert len(met) >= 10
    assert set(met.values()) == {(200, 403, 403, 403)}


@pytest.mark.parametrize("persona", ["candidate", "chair", "manager"])
def test_the_admin_is_closed_to_every_other_role(world, client, persona):
    client.force_login(world["people"][persona], backend=BACKEND)

    answer = client.get(reverse("admin:index"))

    assert (answer.status_code, client.get(reverse("admin:login")).status_code) == (302, 404)
