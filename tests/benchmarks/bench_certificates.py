"""Certificates made, sealed and stored, and verified: `make bench-acts`. Ratios within one run.

N=1000 for the long form: how much memory a thousand documents take (the default is 50)."""

import os
import resource
import statistics
import sys
import time
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest
from django.conf import settings as own_settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse
from django.utils import timezone

from certificates import documents
from certificates.models import Certificate
from certificates.sealing import seal
from certificates.services import issue_certificate
from tests.acts import validated_on_reading
from tests.certificates.paper import BORN_ABROAD, BORN_IN_FRANCE, ILLUSTRATIVE, REGISTERED, ccp_document
from tests.factories import eligible_candidate, manager, published_version
from ui.storing import store

pytestmark = pytest.mark.pdf
N = int(os.environ.get("N", "50"))
PLAIN = 10  # pages for the plain rate
TURNS = 15
LEAST = 0.05  # of the answers of a bare view
BARE = "/robots.txt"  # a view that asks nothing, through all that stands before any view
SERVER = ClientHandler(enforce_csrf_checks=False)


def papers():
    kinds = [(BORN_IN_FRANCE, REGISTERED), (BORN_ABROAD, ILLUSTRATIVE)]
    return cycle(ccp_document(holder=holder, certification=one) for holder, one in kinds)


def pages(count):
    """The HTML that the documents are made of."""
    return [
        render_to_string("pdf/ccp.html", documents._context(document) | {"step": ""})
        for document, _ in zip(papers(), range(count), strict=False)
    ]


def say(line):
    sys.stdout.write(f"{line}\n")


def answered(path):
    """As a server asks: the test's client copies the context of every template."""
    assert SERVER(RequestFactory().get(path).environ).status_code == 200


def rate(work, count):
    began = time.perf_counter()
    for _ in range(count):
        work()
    return count / (time.perf_counter() - began)


def test_certificates_a_second_against_a_plain_page_and_memory_over_many():
    from weasyprint import HTML

    html = iter(pages(PLAIN + 1))
    sheet = Path(own_settings.BASE_DIR) / "static" / "css" / "sheet.css"
    own, made = papers(), []
    HTML(string=next(html)).write_pdf(stylesheets=[sheet])  # warm

    plain = rate(lambda: HTML(string=next(html)).write_pdf(stylesheets=[sheet]), PLAIN)
    ours = rate(lambda: made.append(documents.document_pdf(next(own))), PLAIN)
    seal(made[0])
    unsealed = cycle(made)
    sealed = rate(lambda: seal(next(unsealed)), PLAIN)
    rate(lambda: store("bench", seal(documents.document_pdf(next(own)))), 5)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    whole = rate(lambda: store("bench", seal(documents.document_pdf(next(own)))), N)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024

    say(f"\nplain write_pdf of the same page      {plain:7.1f} /s")
    say(f"ours, PDF/A-3a + PDF/UA-1, before seal {ours:6.1f} /s   ratio {ours / plain:.2f} (at least 1.3)")
    say(f"seal alone                            {sealed:7.1f} /s")
    say(f"made, sealed, stored, one process     {whole:7.1f} /s   over {N}, memory +{grown:.0f} MB")
    assert ours / plain >= 1.3
    assert grown < 40


@pytest.mark.django_db
def test_verifications_a_second_against_a_bare_view(client, settings):
    candidate = eligible_candidate(version=published_version(blocks=(4,)))
    validated_on_reading(candidate)
    ccp = candidate.certificates.ccps().get()
    issue_certificate(ccp, issued_on=timezone.localdate(), at=timezone.now(), by=manager())
    code = Certificate.objects.ccps().get().code
    settings.VERIFICATIONS_PER_MINUTE = 10**9
    cache.clear()

    page_of, json_of = (
        reverse(f"certificates:{name}", args=[code]) for name in ("verify_code", "verify_json")
    )
    for path in (BARE, page_of, json_of):
        assert client.get(path).status_code == 200  # warm
    asked = [partial(answered, path) for path in (BARE, page_of, json_of)]
    turns = [[rate(ask, 20) for ask in asked] for _ in range(TURNS)]
    nothing, page, data = (statistics.median(rates) for rates in zip(*turns, strict=True))
    ratio = statistics.median(turn[1] / turn[0] for turn in turns)

    say(f"\nbare view {nothing:8.0f} /s")
    say(f"verification, page {page:6.0f} /s   ratio {ratio:.3f} (at least {LEAST})")
    say(f"verification, JSON {data:6.0f} /s   ratio {data / nothing:.3f}")
    assert ratio > LEAST
