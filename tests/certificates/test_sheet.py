"""The sheet that is delivered: what must be read on it is, whatever the letters."""

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from certificates.documents import certificate_pdf
from certificates.services import issue_certificate
from tests.acts import validated_on_reading
from tests.factories import eligible_candidate, manager, published_version

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]


@pytest.mark.parametrize("code", ["W" * 26, "QM" * 13, "1" * 26])
def test_the_code_stays_on_one_line_however_wide_its_letters(code):
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    validated_on_reading(candidate)
    certificate = candidate.certificates.get(kind="ccp")
    certificate = issue_certificate(
        certificate, issued_on=timezone.localdate(), at=timezone.now(), by=manager()
    )
    certificate.code = code

    pages = PdfReader(io.BytesIO(certificate_pdf(certificate))).pages

    assert len(pages) == 1
    assert any(certificate.printed_code in line for line in pages[0].extract_text().splitlines())
