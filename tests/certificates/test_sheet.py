"""The code on the sheet: who types it reads it once."""

import io

import pytest
from pypdf import PdfReader

from certificates.documents import document_pdf
from tests.certificates.paper import ccp_document

pytestmark = pytest.mark.pdf


@pytest.mark.parametrize("code", ["W" * 26, "QM" * 13, "1" * 26])
def test_the_code_stays_on_one_line_however_wide_its_letters(code):
    document = ccp_document()
    document.certificate.code = code

    pages = PdfReader(io.BytesIO(document_pdf(document))).pages

    assert len(pages) == 1
    assert any(document.certificate.printed_code in line for line in pages[0].extract_text().splitlines())
