"""From a page of ours to a PDF: WeasyPrint, our own type, nothing fetched from outside."""

import atexit
import logging
import os
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import RLock

from django.conf import settings

logger = logging.getLogger(__name__)
OWN_FONTS = Path(__file__).with_name("fonts.conf")
# Pango's fonts, read once per process, are not for two threads at once: GLib then finds its lists corrupted.
ONE_AT_A_TIME = RLock()


class PrintingUnavailable(Exception):
    """This machine cannot make a PDF: what is to be printed stays to be made, for a machine that can."""


@contextmanager
def _no_font_of_the_machine():
    """Fontconfig reads its file when a configuration is made: ours is empty, so that a letter our type lacks
    is never taken from whatever a machine has installed."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(OWN_FONTS)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@cache
def _engine():
    """WeasyPrint with our sheets and type, read once per process. Raises PrintingUnavailable."""
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 (needs Pango, which a machine may lack until set up)
    except OSError as error:
        raise PrintingUnavailable("Pango is missing: documents stay « en préparation ».") from error
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    with _no_font_of_the_machine():
        fonts = FontConfiguration()
    sheets = Path(settings.BASE_DIR) / "static"
    own_files = URLFetcher(allowed_protocols={"file"}, allow_redirects=False)
    css = {
        name: CSS(filename=sheets / "css" / f"{name}.css", font_config=fonts, url_fetcher=own_files)
        for name in ("sheet", "annex", "minutes", "dossier", "summons", "letter")
    }
    nothing_outside = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    return HTML, css, fonts, nothing_outside


@cache
def can_print():
    """Whether this machine makes PDFs; asked once per process."""
    try:
        with ONE_AT_A_TIME:
            _engine()
    except PrintingUnavailable as lack:
        logger.warning("%s", lack)
        return False
    return True


def laid_out(html, *, sheet, variant):
    """The pages of a page of ours, not painted yet: how many they are can be asked, and another try made.
    Raises PrintingUnavailable."""
    with ONE_AT_A_TIME:
        html_class, css, fonts, fetcher = _engine()
        page = html_class(string=html, url_fetcher=fetcher)
        return page.render(stylesheets=[css[sheet]], font_config=fonts, pdf_variant=variant)


def pdf_from(html, *, sheet):
    """The PDF of a page of ours, tagged (PDF/UA-1), fonts embedded. Raises PrintingUnavailable."""
    with ONE_AT_A_TIME:
        return laid_out(html, sheet=sheet, variant="pdf/ua-1").write_pdf(pdf_variant="pdf/ua-1")


# Pango's fonts must go before the interpreter takes their library away.
atexit.register(_engine.cache_clear)
