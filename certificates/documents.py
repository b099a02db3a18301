"""The sheet that is delivered: A4 landscape, our own type, plain text from the snapshot only."""

import atexit
import logging
from datetime import date
from functools import cache
from pathlib import Path

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from rules import french

logger = logging.getLogger(__name__)


def verification_url(certificate):
    return settings.PUBLIC_URL + reverse("certificates:verify_code", args=[certificate.printed_code])


def certificate_html(certificate):
    """The page as HTML; every value is escaped text, nothing is fetched."""
    snapshot = certificate.snapshot
    holder = snapshot["holder"]
    born = f"né{'e' if holder['sex'] == 'F' else ''}"
    if holder["used_name"]:
        born += f" {holder['birth_name']},"
    certification = snapshot["certification"]
    url = verification_url(certificate)
    decision = certification["rncp_decision_on"]
    return render_to_string(
        f"pdf/{certificate.kind}.html",
        {
            "certificate": certificate,
            "holder": holder,
            "born": f"{born} le {french.day(date.fromisoformat(holder['birth_date']))}",
            "certification": certification,
            "rncp_decision": french.day(date.fromisoformat(decision)) if decision else "",
            "block": snapshot.get("block"),
            "ccps": certificate.issue.get("ccps", []),
            "decided_on": french.day(date.fromisoformat(snapshot["decided_on"])),
            "issued_on": french.day(certificate.issued_on),
            "issue": certificate.issue,
            "qr": segno.make(url, error="m").svg_data_uri(
                scale=4, border=0, dark="#17212b", unit="", nl=False
            ),
            "verification_host": settings.PUBLIC_URL.partition("://")[2] + reverse("certificates:verify"),
        },
    )


class PrintingUnavailable(Exception):
    """This machine cannot make a PDF: what is to be printed stays to be made, for a machine that can."""


@cache
def _engine():
    """WeasyPrint with our sheet and type, read once per process. Raises PrintingUnavailable without Pango."""
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 (needs Pango, which a machine may lack until set up)
    except OSError as error:
        raise PrintingUnavailable("Pango is missing: documents stay « en préparation ».") from error
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fonts = FontConfiguration()
    sheets = Path(settings.BASE_DIR) / "static"
    own_files = URLFetcher(allowed_protocols={"file"}, allow_redirects=False)
    css = {
        name: CSS(filename=sheets / "css" / f"{name}.css", font_config=fonts, url_fetcher=own_files)
        for name in ("sheet", "minutes")
    }
    nothing_outside = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    return HTML, css, fonts, nothing_outside


@cache
def can_print():
    """Whether this machine makes PDFs; asked once per process."""
    try:
        _engine()
    except PrintingUnavailable as lack:
        logger.warning("%s", lack)
        return False
    return True


def pdf_from(html, *, sheet):
    """The PDF of a page of ours, tagged (PDF/UA-1), fonts embedded. Raises PrintingUnavailable."""
    html_class, css, fonts, fetcher = _engine()
    page = html_class(string=html, url_fetcher=fetcher)
    return page.write_pdf(stylesheets=[css[sheet]], font_config=fonts, pdf_variant="pdf/ua-1")


# Pango's fonts must go before the interpreter takes their library away.
atexit.register(_engine.cache_clear)


def certificate_pdf(certificate):
    return pdf_from(certificate_html(certificate), sheet="sheet")
