"""What is delivered on paper: the sheet (A4 landscape) and its annex (A4 portrait), each on one page.

Plain text of the snapshot only: no clock, no live row, nothing fetched, so that the same document gives the
same bytes for life.
"""

import unicodedata
from datetime import date

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from certificates.embedded import FILE_NAME, as_file, record_of
from certificates.models import DocumentKind
from certificates.snapshots import printed_blocks, printed_certification
from rules import french
from ui.archival import Attached, archival_layout, archival_pdf, one_page
from ui.forms import clean_text

# How many characters of list each step of type size holds; past the last one, the list is in the annex only.
CCP_STEPS = {860: "", 1650: "dense-1", 2400: "dense-2", 3300: "dense-3", 5500: "dense-4", 7000: "dense-5"}
CQP_STEPS = {560: "", 800: "dense-1", 1500: "dense-2", 3000: "dense-3"}
ANNEX_STEPS = {
    2100: "",
    2700: "dense-1",
    4900: "dense-2",
    6400: "dense-3",
    9500: "two-columns",
    12200: "two-columns finer",
    15000: "two-columns finest",
}
UNLISTED, PAGED = "dense-1 unlisted", "dense-2 paged"
LINE = 60  # what a competence costs beside its letters: its bullet and the end of its last line


def verification_url(certificate):
    return settings.PUBLIC_URL + reverse("certificates:verify_code", args=[certificate.printed_code])


def document_pdf(document):
    """The bytes before the seal. Raises PrintingUnavailable, MissingLetters."""
    certificate = document.certificate
    context = _context(document)
    if document.kind == DocumentKind.ANNEX:
        template, sheet, steps = "pdf/annex.html", "annex", _from(ANNEX_STEPS, _weight(context), PAGED)
    elif certificate.is_ccp:
        template, sheet, steps = "pdf/ccp.html", "sheet", _from(CCP_STEPS, _weight(context), UNLISTED)
    else:
        weight = sum(len(ccp["title"]) + LINE for ccp in context["ccps"])
        template, sheet, steps = "pdf/cqp.html", "sheet", _from(CQP_STEPS, weight, "dense-3")

    def pages_of(step):
        return archival_layout(_html(template, context, step), sheet=sheet)

    record = record_of(document, verification_url=context["url"])
    attached = Attached(FILE_NAME, "Les mêmes données, pour une machine", as_file(record))
    return archival_pdf(
        one_page(pages_of, steps), identifier=context["url"], attached=attached, at=document.asked_at
    )


def sheet_html(document):
    """The page of a CCP or of a CQP as HTML, at its first size."""
    return _html("pdf/ccp.html" if document.certificate.is_ccp else "pdf/cqp.html", _context(document), "")


def _html(template, context, step):
    # a control character or a mark that turns the writing is no letter: nothing is lost by leaving it out
    return clean_text(unicodedata.normalize("NFC", render_to_string(template, context | {"step": step})))


def _from(steps, weight, last):
    """The steps to try: from the first that should hold, down to what is done when nothing does."""
    return [step for holds, step in steps.items() if holds >= weight] + [last]


def _weight(context):
    return sum(
        len(block["title"]) + sum(len(one["title"]) + LINE for one in block["competences"])
        for block in context["blocks"]
    ) + len(context["certification"]["full_title"])


def _context(document):
    """What the three pages are made of; every value is text, escaped by the template."""
    certificate = document.certificate
    snapshot = certificate.snapshot
    certification, url = printed_certification(certificate), verification_url(certificate)
    decision = certification.get("rncp_decision_on")
    return {
        "certificate": certificate,
        "duplicata": document.copy,
        "duplicata_on": french.day(timezone.localdate(document.asked_at)),
        "holder": snapshot["holder"],
        "born": _born(snapshot["holder"]),
        "certification": certification,
        "rncp_decision": french.day(date.fromisoformat(decision)) if decision else "",
        "block": snapshot.get("block"),
        "blocks": printed_blocks(certificate),
        "ccps": certificate.issue.get("ccps", []),
        "decided_on": french.day(date.fromisoformat(snapshot["decided_on"])),
        "issued_on": french.day(certificate.issued_on),
        "issue": certificate.issue,
        "url": url,
        "qr": segno.make(url, error="m").svg_data_uri(scale=4, border=0, dark="#17212b", unit="", nl=False),
        "verification_host": settings.PUBLIC_URL.partition("://")[2] + reverse("certificates:verify"),
    }


def _born(holder):
    """« née Œschger, le 29 février 1984 à Longwy (54) »."""
    born = f"né{'e' if holder['sex'] == 'F' else ''}"
    if holder["used_name"]:
        born += f" {holder['birth_name']},"
    return (
        f"{born} le {french.day(date.fromisoformat(holder['birth_date']))} "
        f"à {holder['birth_place']} ({holder['birth_area']})"
    )
