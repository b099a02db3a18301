"""S27: a byte changed anywhere in a delivered file breaks its seal, and the check says so."""

import io

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from certificates.checking import find_by_content
from certificates.services import issue_certificate
from certificates.tasks import make_document
from tests.acts import validated_on_reading
from tests.certificates.test_seal import verdict_on
from tests.factories import eligible_candidate, manager, published_version

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]


def is_intact(content):
    """What a reader of PDF says of the seal; a file it cannot open is not intact either."""
    try:
        if not PdfFileReader(io.BytesIO(content)).embedded_signatures:
            return False
        found = verdict_on(content)
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, NotImplementedError):
        return False
    return found.intact and found.valid


def test_one_byte_flipped_anywhere_breaks_the_seal_and_is_said_altered():
    candidate = eligible_candidate(version=published_version(blocks=(1,)))
    validated_on_reading(candidate)
    ccp = candidate.certificates.ccps().get()
    ccp = issue_certificate(ccp, issued_on=timezone.localdate(), at=timezone.now(), by=manager())
    make_document(ccp.sheet.pk)
    content = default_storage.open(ccp.documents.get(kind="sheet").file).read()

    assert is_intact(content)
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    _zero, before, after, _length = signature.byte_range
    for place in range(700, len(content), len(content) // 16):
        forged = bytearray(content)
        forged[place] ^= 1

        # between the two stand the signature and zeros that fill its place: no seal covers itself
        assert before <= place < after or not is_intact(bytes(forged)), place
        found = find_by_content(bytes(forged))
        assert (found.certificate, found.document) == (ccp, None), place
    added = find_by_content(content + b"\n% more")
    assert (added.certificate, added.document) == (ccp, None)
