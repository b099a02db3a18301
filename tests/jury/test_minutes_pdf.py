"""The minutes on paper: several pages, and the signatures never alone on the last."""

import io
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from pypdf import PdfReader

from tests.jury.long_minutes import NAMES, long_content, signatures
from ui.printing import pdf_from

pytestmark = pytest.mark.pdf


def printed(content):
    minutes = SimpleNamespace(sha256="fedcba9876543210" * 4, sealed_at=timezone.now())
    context = {"minutes": minutes, "content": content, "signatures": signatures()}
    return pdf_from(render_to_string("pdf/minutes.html", context), sheet="minutes")


@pytest.mark.parametrize(("competences", "remarks"), [(20, True), (20, False), (22, False)])
def test_the_last_page_of_long_minutes_holds_all_the_signatures_and_what_they_close(competences, remarks):
    content = long_content(competences=competences)
    content["remarks"] = content["remarks"] if remarks else ""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed(content))).pages]
    last = pages[-1]

    assert len(pages) >= 4
    assert "Clôture et signatures" in last
    assert "Observations du jury" in last or "C1." in last.partition("Clôture et signatures")[0]
    for name in NAMES:
        assert name.split()[-1][:6] in last
    assert "N’a pas signé" in last
    assert all("PV-2026-0147-D-12" in page and "SHA-256 fedcba" in page for page in pages)
    assert all(
        f"page {rank} / {len(pages)}" in page.replace("\u00a0", " ") for rank, page in enumerate(pages, 1)
    )
