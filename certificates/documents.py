"""The sheet that is delivered: A4 landscape, our own type, plain text from the snapshot only."""

from datetime import date

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from certificates.snapshots import printed_certification
from rules import french
from ui.printing import pdf_from


def verification_url(certificate):
    return settings.PUBLIC_URL + reverse("certificates:verify_code", args=[certificate.printed_code])


def certificate_html(certificate):
    """The page as HTML; every value is escaped text, nothing is fetched."""
    snapshot = certificate.snapshot
    holder = snapshot["holder"]
    born = f"né{'e' if holder['sex'] == 'F' else ''}"
    if holder["used_name"]:
        born += f" {holder['birth_name']},"
    certification = printed_certification(certificate)
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


def certificate_pdf(certificate):
    return pdf_from(certificate_html(certificate), sheet="sheet")
