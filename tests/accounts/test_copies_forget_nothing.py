"""Every field that leads to a person is in a copy of their data, or left out with its reason."""

from pathlib import Path

from django.apps import apps
from django.conf import settings

from accounts.models import User
from accounts.portability import KINDS, LEFT_OUT

COLLECTED = {field for kind in KINDS.values() for field in kind.fields}


def fields_to_a_person():
    """« app.Model.field » of every foreign key and one-to-one field to a person, those behind a many-to-many
    field too."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        for field in model._meta.local_fields
        if field.is_relation and issubclass(field.related_model, User)
    }


def test_every_field_that_leads_to_a_person_is_collected_or_left_out_with_a_reason():
    found = fields_to_a_person()

    assert len(found) > 40
    assert found - COLLECTED - set(LEFT_OUT) == set()
    assert (COLLECTED | set(LEFT_OUT)) - found == set()
    assert COLLECTED & set(LEFT_OUT) == set()
    assert all(len(reason.split()) > 5 for reason in LEFT_OUT.values())


def test_the_documentation_has_a_line_for_each_kind_and_for_nothing_else():
    text = (Path(settings.BASE_DIR) / "docs" / "personal-data.md").read_text()
    written = {
        line.split("`")[1] for line in text.splitlines() if line.startswith("| `") and ".json`" in line
    }

    assert written == {f"{name}.json" for name in KINDS} | {"fichiers.json"}
