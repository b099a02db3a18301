"""S45: nothing is done for a page that another site made; reading a page changes nothing.

And the headers that every answer bears, since every answer is here.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.reauthentication import BACKEND
from candidates.models import Dossier
from candidates.services.outcome import mark_results_read
from notifications.models import Message
from tests.access.conftest import built, world
from tests.access.table import GET, OWN_ACCOUNT, PERSONAS, PUBLIC
from tests.factories import PASSWORD, UserFactory
from tests.second_factor import is_signed_in, sign_in
from tests.survival.addresses import every_path
from ui.middleware import CONTENT_SECURITY_POLICY

__all__ = ["built", "world"]
pytestmark = pytest.mark.django_db
WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+\"?(\w+)", re.IGNORECASE)
# What a GET may write: its session, where that session is from (once a minute), the count of attempts.
OF_THE_SESSION = {"django_session", "usersessions_usersession", "attempts"}
# Who opened a dossier: one table, to which a GET adds and in which it changes nothing.
OF_THE_ACCESSES = ("INSERT INTO", "audit_accessentry")
# What a machine reads, answered before any session is: nothing to forge.
PROBES = {"livez", "readyz", "metrics"}
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# What departs from them, by address and no further: an annex shown inside the reading room, the room that
# shows it, and the issuer's public key, which is the same for everybody.
DEPARTS = {
    "jury:attachment_shown": {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'",
        "X-Frame-Options": "SAMEORIGIN",
    },
    "jury:reading": {"Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"},
}
CACHED = {"/.well-known/did.json": "public, max-age=300"}
INLINE = re.compile(
    rb"<script(?![^>]*\ssrc=)(?![^>]*application/json)|<style|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:"
)


def test_s45_every_post_without_its_token_is_refused_before_anything_looks_at_it():
    signed_in = Client(enforce_csrf_checks=True)
    signed_in.force_login(UserFactory(roles=["manager", "administrator", "candidate"]), backend=BACKEND)
    paths = [path for name, path in every_path() if name not in PROBES]

    met = {
        (
            signed_in.post(path, headers={"HX-Request": "true"}).status_code,
            Client(enforce_csrf_checks=True).post(path).status_code,
        )
        for path in paths
    }

    assert len(paths) > 200
    assert met == {(403, 403)}


def test_s45_a_session_ends_by_post_only(client):
    sign_in(client, UserFactory(), PASSWORD)

    client.get(reverse("account_logout"))
    after_get = is_signed_in(client)
    client.post(reverse("account_logout"))

    assert (after_get, is_signed_in(client)) == (True, False)


def _pages(world):
    """(person, path) for every address and every role that may open it, the admin included."""
    people, column = world["people"], PERSONAS.index
    for name, row in GET.items():
        for persona in ("candidate", "chair", "manager", "administrator"):
            if row.split()[column(persona)] in ("200", "302"):
                yield people[persona], reverse(name, args=world["args"].get(name, []))
    for name in sorted(OWN_ACCOUNT):
        yield people["chair"], reverse(name, args=world["args"].get(name, []))
    for name, path in every_path():
        if name.startswith("admin:"):
            yield people["administrator"], path
        if name in PUBLIC - PROBES:
            yield None, path


def test_s45_no_page_writes_when_it_is_read_and_every_answer_bears_the_headers(world):
    clients, written, bare, inline, seen = {}, [], [], [], 0
    # The one thing that reading leaves: that a result was read, which closes the manager's delay to undo it,
    # and answers what announced it.
    Message.objects.filter(path__startswith="/resultats/").update(read_at=timezone.now())
    for dossier in Dossier.objects.filter(result_told_at__isnull=False):
        mark_results_read(dossier.candidate.user, at=timezone.now())

    def watch(execute, sql, params, many, context):
        found = WRITES.match(sql)
        is_noted = found and (found[1].upper(), found[2]) == OF_THE_ACCESSES
        if found and found[2] not in OF_THE_SESSION and not is_noted:
            written.append((path, found[0]))
        return execute(sql, params, many, context)

    for person, path in _pages(world):
        client = clients.get(person)
        if client is None:
            client = clients[person] = Client()
            if person:
                client.force_login(person, backend=BACKEND)
        with connection.execute_wrapper(watch):
            answer = client.get(path)
        departs = DEPARTS.get(answer.resolver_match.view_name, {})
        lacking = {
            name: answer.get(name)
            for name, value in HEADERS.items()
            if answer.get(name) not in (value, departs.get(name, value))
        }
        policy = answer.get("Content-Security-Policy", "")
        if policy.startswith("sandbox; default-src 'none'") and "frame-ancestors 'none'" in policy:
            lacking.pop("Content-Security-Policy", None)  # a download: stricter still
        bare += [(path, lacking)] if lacking else []
        kept = answer.get("Cache-Control", "")
        bare += [] if "no-store" in kept or kept == CACHED.get(path) else [(path, kept)]
        if answer.get("Content-Type", "").startswith("text/html") and INLINE.search(answer.content):
            inline.append((path, INLINE.search(answer.content)[0]))
        seen += 1

    assert seen > 200
    assert written == []
    assert bare == []
    assert inline == []


@pytest.mark.parametrize("path", ["/static/a.css", "/livez", "/readyz", "/metrics", "/robots.txt", "/none"])
def test_s45_what_is_answered_before_any_page_bears_the_headers_too(settings, tmp_path, path):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31536000, True
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "a.css").write_text("a {}")

    answer = Client().get(path, secure=True)

    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "charset=utf-8" in answer["Content-Type"].replace('"', "")
    assert ("no-store" in answer["Cache-Control"]) == (not path.startswith("/static/"))


@pytest.mark.parametrize("path", ["/", "/connexion/", "/static/a.css"])
@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PROPFIND"])
def test_s45_a_method_that_no_page_is_made_for_is_refused(client, path, method):
    answer = client.generic(method, path)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")
