"""S10: the admin opens by the one door, behind the second factor, and changes nothing that was decided."""

import pytest
from django.contrib import admin
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from accounts.reauthentication import BACKEND
from tests.factories import PASSWORD, UserFactory
from tests.second_factor import SECRET, code_of, sign_in, with_application
from tests.survival.addresses import every_path

pytestmark = pytest.mark.django_db
CHANGEABLE = {"accounts.User", "accounts.Organisation"}  # by their services, with a trace; never deleted


def test_s10_its_own_sign_in_does_not_exist_and_a_password_alone_opens_nothing(client, settings):
    settings.MFA_REQUIRED_ROLES = ["administrator"]
    person = UserFactory(roles=[Role.ADMINISTRATOR])
    admin_pages = [path for name, path in every_path() if name.startswith("admin:")]
    visitor = {client.get(path, follow=True).redirect_chain[-1][0].partition("?")[0] for path in admin_pages}

    posted = client.post(reverse("admin:login"), {"username": person.email, "password": PASSWORD})
    sign_in(client, person, PASSWORD)
    by_password = {client.get(path).url for path in admin_pages}

    assert len(admin_pages) > 50
    assert visitor == {reverse("account_login")} == {posted.url.partition("?")[0]}
    assert by_password == {reverse("mfa_index")}


@pytest.mark.parametrize("roles", [[Role.CANDIDATE], [Role.JUROR, Role.MANAGER], [Role.ADMINISTRATOR]])
def test_s10_nobody_signed_in_becomes_somebody_else_by_a_password_alone(client, roles):
    client.force_login(UserFactory(roles=roles), backend=BACKEND)
    before = client.session[SESSION_KEY]
    target = with_application(UserFactory(roles=[Role.ADMINISTRATOR]))

    for method in (client.get, client.post):
        answer = method(reverse("admin:login"), {"username": target.email, "password": PASSWORD})
        assert "password" not in answer.content.decode()
        assert answer.status_code == (302 if Role.ADMINISTRATOR in roles else 404)

    assert client.session[SESSION_KEY] == before


@pytest.mark.parametrize("name", ["admin:password_change", "admin:password_change_done"])
def test_s10_a_password_changes_by_the_page_that_tells_of_it_and_by_no_other(client, name):
    person = UserFactory(roles=[Role.ADMINISTRATOR])
    client.force_login(person, backend=BACKEND)
    new = {
        "old_password": PASSWORD,
        "new_password1": "Quatre chevaux 2031",
        "new_password2": "Quatre chevaux 2031",
    }

    answers = [client.get(reverse(name)), client.post(reverse(name), new)]

    assert {answer.url for answer in answers} == {reverse("account_change_password")}
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_s10_with_the_second_factor_everything_shows_and_only_people_and_organisations_change(settings):
    settings.MFA_REQUIRED_ROLES = ["administrator"]
    client = Client()
    sign_in(client, with_application(UserFactory(roles=[Role.ADMINISTRATOR])), PASSWORD, code=code_of(SECRET))
    met = {}
    for model, of_model in admin.site._registry.items():
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._base_manager.first()
        key = row.pk if row else 1
        met[model._meta.label] = (
            client.get(reverse(f"{base}_changelist")).status_code,
            client.get(reverse(f"{base}_add")).status_code,
            client.post(reverse(f"{base}_delete", args=[key]), {"post": "yes"}).status_code,
            any(of_model.get_actions(_as(client)) or {}),
        )

    assert len(met) > 15
    assert {name for name, row in met.items() if row[1] == 200} == CHANGEABLE
    assert {row[0] for row in met.values()} == {200}
    assert {row[2] for row in met.values()} <= {403, 302}  # 302: no such row, back to the index
    assert not any(row[3] for row in met.values())


def _as(client):
    return client.get(reverse("admin:index")).wsgi_request


def test_s10_nothing_of_sign_in_itself_is_in_the_admin():
    labels = {model._meta.app_label for model in admin.site._registry}

    assert labels.isdisjoint({"account", "mfa", "socialaccount", "usersessions", "auth", "sessions"})
