"""The convocation of a member to a session, as a PDF to hand to their employer."""

from django.template.loader import render_to_string

from ui.printing import pdf_from


def convocation_html(convocation):
    """Every value is escaped text from what was frozen when it was sent; nothing is fetched."""
    return render_to_string("pdf/convocation.html", {"content": convocation.content})


def convocation_pdf(convocation):
    return pdf_from(convocation_html(convocation), sheet="minutes")
