"""Who gives a right; and one organisation for one name, so that ties are seen."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.admin import UserForm
from accounts.forms import InviteJurorForm
from accounts.models import NAME_TOO_LONG, Organisation, Role, User
from accounts.services import LastAdministrator, get_or_create_person, set_rights
from accounts.services.organisations import SameOrganisation, merge_organisations, organisation_named, twins
from audit.models import AuditEntry
from rules.composition import tie_between
from tests.factories import OrganisationFactory, UserFactory, eligible_candidate, juror, manager

pytestmark = pytest.mark.django_db
NOW = timezone.now


def administrator():
    return UserFactory(roles=[Role.ADMINISTRATOR])


@pytest.mark.parametrize(
    "typed",
    [
        "Cpam du Rhône",
        "CPAM DU RHÔNE",
        "Cpam du Rhone",
        "  Cpam  du   Rhône ",
        "C.P.A.M. du Rhône",
        "cpam-du-rhône",
    ],
)
def test_an_organisation_is_found_however_its_name_is_typed(typed):
    known = Organisation.objects.create(name="Cpam du Rhône")

    assert organisation_named(typed) == known
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("typed", ["Cpam du Rhin", "Cpam du Rhône 2", "Caf du Rhône"])
def test_another_name_is_another_organisation(typed):
    known = Organisation.objects.create(name="Cpam du Rhône")

    assert organisation_named(typed) != known
    assert organisation_named("  ") is None


def test_a_tie_is_seen_though_the_name_was_typed_without_its_accent():
    candidate = eligible_candidate(
        user__organisation=organisation_named("Cpam du Rhône"), user__unit="Accueil"
    )
    colleague = get_or_create_person(
        email="collegue@cpam.example",
        role=Role.JUROR,
        organisation="Cpam du Rhone",
        by=manager(),
        at=NOW(),
        first_name="A",
        last_name="B",
        unit="Accueil",
    )

    assert tie_between(colleague.as_juror(), candidate.ties())


def test_the_database_refuses_two_that_fold_the_same():
    Organisation.objects.create(name="Cpam du Rhône")

    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="CPAM du Rhone")


def twin_of(organisation, name):
    """As the migration leaves what was typed twice before: the later one marked by its number."""
    twin = Organisation.objects.create(name=f"{name} provisoire")
    Organisation.objects.filter(pk=twin.pk).update(name=name, folded=f"{organisation.folded}#{twin.pk}")
    twin.refresh_from_db()
    return twin


def test_twins_of_before_are_shown_to_administrators_who_merge_them_with_a_trace(sign_in):
    kept = Organisation.objects.create(name="Cpam du Rhône")
    gone = twin_of(kept, "Cpam du Rhone")
    person = UserFactory(organisation=gone)
    candidate = eligible_candidate()
    candidate.attendances.update(training_body=gone)
    client = sign_in(administrator())

    page = client.get(reverse("accounts:organisations_merge")).content.decode()
    client.post(reverse("accounts:organisations_merge"), {"gone": gone.name, "kept": kept.name})

    person.refresh_from_db()
    assert "Réunir sous «\u00a0Cpam du Rhône\u00a0»" in page
    assert (person.organisation, twins(), Organisation.objects.filter(pk=gone.pk).exists()) == (
        kept,
        [],
        False,
    )
    assert set(candidate.attendances.values_list("training_body", flat=True)) == {kept.pk}
    entry = AuditEntry.objects.get(action="organisation.merged")
    assert entry.facts["moved"]["accounts.user.organisation"] == 1
    assert f"accounts.organisation:{gone.pk}" in entry.about


def test_a_twin_saved_for_another_reason_keeps_its_mark_until_it_is_renamed():
    kept = Organisation.objects.create(name="Cpam du Rhône")
    twin = twin_of(kept, "Cpam du Rhone")

    twin.save()
    still = twin.folded
    twin.name = "Cpam de la Loire"
    twin.save(update_fields=["name"])
    twin.refresh_from_db()

    assert (still, twin.folded) == (f"cpamdurhone#{twin.pk}", "cpamdelaloire")


def test_an_organisation_is_not_merged_into_itself():
    one = OrganisationFactory()

    with pytest.raises(SameOrganisation):
        merge_organisations(one, one, by=administrator(), at=NOW())


def test_the_migration_keeps_both_of_two_that_fold_the_same():
    from importlib import import_module

    from django.apps import apps

    first, second = OrganisationFactory(name="Caf du Nord"), OrganisationFactory(name="Caf de l’Ain")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_organisation SET name = 'CAF du Nord' WHERE id = %s", [second.pk])

    import_module("accounts.migrations.0003_sessions_folded_names_and_attempts").fold_names(apps, None)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.folded, second.folded) == ("cafdunord", f"cafdunord#{second.pk}")
    assert organisation_named("caf du nord") == first


def test_a_right_taken_away_is_gone_at_the_next_request_and_leaves_its_trace(sign_in):
    person, office = UserFactory(roles=[Role.MANAGER, Role.JUROR]), administrator()
    client = sign_in(person)
    before = client.get(reverse("dashboard")).status_code

    set_rights(person, roles=[Role.JUROR], is_active=True, by=office, at=NOW())

    assert (before, client.get(reverse("dashboard")).status_code) == (200, 403)
    assert client.get(reverse("jury:examinations")).status_code == 200
    facts = AuditEntry.objects.about(person).get(action="user.rights_changed").facts
    assert facts["before"]["roles"] == ["manager", "juror"]
    assert facts["after"]["roles"] == ["juror"]


def user_form(person, **changes):
    fields = {"email": person.email, "first_name": person.first_name, "last_name": person.last_name}
    return {**fields, "roles": person.roles, "is_active": "on", "unit": "", "function": "", **changes}


def test_an_administrator_gives_several_roles_at_once_in_the_admin(sign_in):
    person = juror()
    client = sign_in(administrator())

    client.post(
        reverse("admin:accounts_user_change", args=[person.pk]),
        user_form(person, roles=["juror", "manager"], last_name="Le Guen"),
    )

    person.refresh_from_db()
    assert (person.roles, person.last_name) == (["juror", "manager"], "Le Guen")
    actions = set(AuditEntry.objects.about(person).values_list("action", flat=True))
    assert {"user.rights_changed", "user.identity_corrected"} <= actions


def test_the_last_administrator_stays_one_by_the_form_and_by_the_service(sign_in):
    last = administrator()

    page = sign_in(last).post(
        reverse("admin:accounts_user_change", args=[last.pk]), user_form(last, roles=["manager"])
    )
    with pytest.raises(LastAdministrator), transaction.atomic():
        set_rights(last, roles=last.roles, is_active=False, by=last, at=NOW())

    assert "dernier administrateur" in page.content.decode()
    assert User.objects.get(pk=last.pk).is_administrator


def test_rights_are_written_by_the_services_of_accounts_only():
    root = Path(settings.BASE_DIR)
    writers = set()
    for app in ("accounts", "candidates", "certificates", "jury", "cqp", "notifications", "audit", "ui"):
        for path in (root / app).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                targets = node.targets if isinstance(node, ast.Assign) else []
                names = [leaf for t in targets for leaf in ast.walk(t) if isinstance(leaf, ast.Attribute)]
                if any(name.attr in ("roles", "is_active") for name in names):
                    writers.add(str(path.relative_to(root)))

    assert writers == {"accounts/services/__init__.py", "accounts/services/erasing.py"}


@pytest.mark.parametrize("name", ["œ" * 200, "㎯" * 200])
def test_a_name_that_folds_into_more_than_is_kept_is_refused_in_words(name):
    form = InviteJurorForm({"first_name": "A", "last_name": "B", "email": "a@b.fr", "organisation": name})

    with pytest.raises(ValidationError) as refusal:
        Organisation(name=name).full_clean()

    assert form.errors == {"organisation": [NAME_TOO_LONG]}
    assert refusal.value.message_dict["name"] == [NAME_TOO_LONG]


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("email", "Ada@Caisse.example\u200b", "ada@caisse.example"),
        ("email", "ada@localhost", None),
        ("first_name", "\u200b", None),
        ("last_name", "Le\u202e Guen", "Le Guen"),
    ],
)
def test_the_admin_keeps_of_a_person_what_is_seen_and_reached(field, typed, kept):
    told = {"email": "ada@caisse.example", "first_name": "Ada", "last_name": "Le Guen", "is_active": "on"}
    form = UserForm(told | {field: typed})

    assert form.is_valid() is (kept is not None)
    assert form.cleaned_data.get(field) == kept
