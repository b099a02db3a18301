"""S30: a form takes the fields it shows, and none that somebody adds by hand: neither the state of a dossier,
nor whose it is, nor what a manager confirms, nor a role."""

import json
from collections import Counter

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.models import Role
from tests.factories import UserFactory
from tests.journeys import stages
from tests.journeys.answers import counts
from tests.journeys.conftest import arrive, clock, make_world

__all__ = ["arrive", "clock", "make_world"]
pytestmark = pytest.mark.django_db
OURS = ("accounts", "candidates", "certificates", "jury", "notifications", "referentials")
TYPED = {
    models.BooleanField: "on",
    models.DateField: "2001-02-03",
    models.DateTimeField: "2001-02-03T04:05:06Z",
    models.IntegerField: "77",
    models.JSONField: '{"added": "by hand"}',
}


def our_models():
    return [model for app in OURS for model in apps.get_app_config(app).get_models() if model._meta.managed]


def added_to(field):
    """What somebody would write in this column if a form let them."""
    if field.choices:
        return str(field.choices[-1][0])
    if isinstance(field, models.ForeignKey):
        row = field.related_model._base_manager.order_by("-pk").first()
        return str(row.pk) if row else "999999"
    if hasattr(field, "base_field"):
        return str(Role.ADMINISTRATOR)
    found = [typed for kind, typed in TYPED.items() if isinstance(field, kind)]
    return found[-1] if found else "ajouté à la main"


def columns_of(model):
    """Everything that it keeps, but for keys."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def every_field(*, turns):
    """[{name: value}]: each column of ours by its name and by its column; where several tables have it, as
    the one whose turn it is would take it."""
    values = {}
    for field in (field for model in our_models() for field in columns_of(model)):
        added = added_to(field)
        for name in {field.name, field.attname}:
            values.setdefault(name, []).append(added)
    return [{name: found[turn % len(found)] for name, found in values.items()} for turn in range(turns)]


def kept_as(field, typed):
    """What the column would hold; None when it could not."""
    if hasattr(field, "base_field"):
        return typed
    if isinstance(field, models.JSONField):
        return json.loads(typed) if typed.startswith("{") else None
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    try:
        return field.to_python(typed)
    except ValidationError:
        return None


def held(turns):
    """How many rows hold, in a column, what was added under its name: a count for each of these."""
    found = [Counter() for _ in turns]
    for model in our_models():
        fields = columns_of(model)
        rows = list(model._base_manager.values_list(*[field.attname for field in fields]))
        for counted, values in zip(found, turns, strict=True):
            for place, field in enumerate(fields):
                wanted = kept_as(field, values[field.name]) if field.name in values else None
                if wanted is not None:
                    counted[f"{model._meta.label}.{field.name}"] = sum(
                        row[place] == wanted or (isinstance(row[place], list) and wanted in row[place])
                        for row in rows
                    )
    return found


def effect_of(form, added, *, looked_for):
    """What the form writes when these are added to it, undone after it: the rows of each table, and those
    that hold a value looked for."""
    with transaction.atomic():
        page = form.person.get(form.address, *form.args)
        known = page.form(form.good)
        sent = known.filled(form.good, press=form.press)
        status = form.person.ask("post", page.path, added | sent).status_code
        effect = status, counts(), held(looked_for)
        transaction.set_rollback(True)
    return effect


def names_of(form):
    """What its page shows, and what it also takes when there is something to choose from."""
    page = form.person.get(form.address, *form.args)
    known = page.form(form.good)
    return {*known.names, *known.buttons, *getattr(page.context.get("form"), "fields", {})}


@pytest.mark.parametrize("build", stages.FORMS, ids=lambda build: build.__name__)
def test_s30_what_is_added_to_a_form_changes_nothing(make_world, build):
    form = build(make_world(blocks=(2, 1)))
    UserFactory(roles=[Role.ADMINISTRATOR])  # for whom somebody would act
    own = names_of(form)
    turns = [{k: v for k, v in values.items() if k not in own} for values in every_field(turns=3)]

    status, rows, values = effect_of(form, {}, looked_for=turns)
    then = [effect_of(form, added, looked_for=[added]) for added in turns]

    assert {"state", "is_followed", "roles", "is_active", "candidate", "user_id", "juror"} - own <= {
        *turns[0]
    }
    assert status == 302
    for (also, same, (found,)), before in zip(then, values, strict=True):
        assert (also, same) == (status, rows)
        assert {name: n for name, n in found.items() if n != before[name]} == {}
