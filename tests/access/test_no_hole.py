"""No page asks a thing for what it does not have: a name that changed would leave a silent blank."""

import re

import pytest
from django.template import engines
from django.urls import reverse

from accounts.reauthentication import BACKEND
from tests.access.table import GET, PERSONAS

pytestmark = pytest.mark.django_db
HOLE = re.compile("⟦([^⟧]*)⟧")
# a place that is kept for the other text of two, and is there before there is one
EMPTY_BY_DESIGN = {"box.typed", "box.other.text"}


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_page_prints_a_name_that_nothing_bears(world, client, persona, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "⟦%s⟧")
    person, column, holes = world["people"][persona], PERSONAS.index(persona), {}
    client.force_login(person, backend=BACKEND)

    for name, row in GET.items():
        if row.split()[column] != "200":
            continue
        answer = client.get(reverse(name, args=world["args"].get(name, [])))
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            found = set(HOLE.findall(answer.content.decode())) - EMPTY_BY_DESIGN
            if found:
                holes[name] = found

    assert holes == {}
