"""Addresses that lead nowhere, and what is added to those that do: no page breaks."""

from urllib.parse import urlencode

import pytest
from django.urls import URLPattern, get_resolver

from tests.journeys.answers import counts
from tests.journeys.people import address

pytestmark = pytest.mark.django_db
KEYS_OF_NOTHING = ["0", "999999999", str(2**63)]
NO_KEYS = ["-1", "9" * 5000, "²", "1%00"]  # read by Django alone, the same for all: no view is reached
QUERIES = {
    "candidates:candidates": ("q", "apres"),
    "candidates:queue": ("etat", "apres"),
    "certificates:to_issue": ("q", "nature", "du", "au", "apres"),
    "certificates:register": ("q", "nature", "etat", "bloc", "organisme", "du", "au", "tri", "apres"),
    "certificates:revocations": ("apres",),
    "certificates:verify": ("code",),
    "notifications:list": ("avant",),
    "account_login": ("next",),
}
ODD = [
    "",
    "0",
    "-1",
    "9" * 30,
    "9" * 5000,
    "99999",
    "²",
    "é\0",
    "a~b~1",
    "a~1",
    "2026-03-09~²",
    "31/02/2026~1",
    "🙂" * 300,
    "' OR 1=1 --",
]


def routes_with_keys():
    """Every address of ours that holds a key, with NN in its place."""
    found = []

    def walk(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                if "<int:" in route:
                    found.append(
                        "/" + "/".join("NN" if "<int:" in part else part for part in route.split("/"))
                    )
            elif not route.startswith("administration"):
                walk(pattern.url_patterns, route)

    walk(get_resolver().url_patterns)
    return sorted(set(found))


@pytest.mark.parametrize("who", ["office", "chair", "other_candidate"])
def test_no_key_in_an_address_breaks_a_page(make_world, who):
    person = getattr(make_world(), who)
    person.client.raise_request_exception = False
    routes = routes_with_keys()
    assert len(routes) > 25
    token = person._token()
    before = counts()
    asked = [(route, key) for route in routes for key in KEYS_OF_NOTHING]
    asked += [(route, key) for route in routes[::10] for key in NO_KEYS]
    found = [
        (route, key[:12], method, status)
        for route, key in asked
        for method in ("get", "post")
        if (
            status := person.ask(method, route.replace("NN", key), {"csrfmiddlewaretoken": token}).status_code
        )
        not in (403, 404, 405)
    ]
    assert found == []
    assert counts() == before


@pytest.mark.parametrize(("name", "parameter"), [(n, p) for n, ps in QUERIES.items() for p in ps])
def test_nothing_after_the_question_mark_breaks_a_page(make_world, name, parameter):
    office = make_world().office
    office.client.raise_request_exception = False
    url = office.get(name).path if name == "account_login" else address(name)
    answers = {odd[:14]: office.ask("get", f"{url}?{urlencode({parameter: odd})}").status_code for odd in ODD}
    assert {odd: status for odd, status in answers.items() if status not in (200, 302)} == {}
