"""Whether a file is, byte for byte, one that was delivered: known, altered or unknown.

A file that is none of ours may still say of which certificate it would be: its code stands in clear in the
metadata, in its link and in its data. It is looked for in the bytes, inflated within a limit: no PDF is
interpreted here, whatever a stranger sends.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass

from certificates.models import Certificate, Document
from certificates.numbering import CODE_LENGTH, read_code

DIGEST = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(rb"""(?:/verifier/|"code": ?")([0-9A-Za-z-]{26,40})""")
STREAM = re.compile(rb"stream\r?\n")
INFLATED_BYTES, STREAMS = 8_000_000, 400  # what is looked through at most


@dataclass(frozen=True)
class Found:
    """A file's certificate; `document` when it is byte for byte that one, None when it was altered."""

    certificate: Certificate
    document: Document | None = None


def find_by_code(typed):
    """The certificate delivered under this code, or None."""
    code = read_code(typed)
    if len(code) != CODE_LENGTH:
        return None
    return _delivered().filter(code=code).first()


def find_by_digest(sha256):
    """The document that has exactly these bytes, or None."""
    document = Document.objects.filter(file_sha256=sha256).select_related("certificate").first()
    if document is None:
        return None
    return Found(_delivered().get(pk=document.certificate_id), document)


def find_by_content(content):
    """Exactly ours, or altered when a code of ours is inside, or None."""
    exact = find_by_digest(hashlib.sha256(content).hexdigest())
    if exact:
        return exact
    for code in codes_inside(content):
        if certificate := find_by_code(code):
            return Found(certificate)
    return None


def codes_inside(content):
    """The codes a file mentions, in the order met, each once; a few at most."""
    found = {match.group(1): None for part in _readable(content) for match in CODE.finditer(part)}
    return [code.decode() for code in list(found)[:4]]


def _readable(content):
    """The bytes as they are, then each compressed stream unpacked, as far as the limit goes."""
    yield content
    left = INFLATED_BYTES
    for match in list(STREAM.finditer(content))[:STREAMS]:
        inflated = _inflated(memoryview(content)[match.end() :], left)
        left -= len(inflated)
        yield inflated
        if left <= 0:
            return


def _inflated(data, limit):
    """What is before the first byte that does not fit: half a stream is worth reading."""
    unpacker, parts = zlib.decompressobj(), []
    for start in range(0, len(data), 4096):
        try:
            parts.append(unpacker.decompress(data[start : start + 4096], max(limit, 1)))
        except zlib.error:
            break
        limit -= len(parts[-1])
        if unpacker.eof or limit <= 0:
            break
    return b"".join(parts)


def _delivered():
    """What replaces one is looked for where one is replaced: nearly none is, and joining it to each costs."""
    return Certificate.objects.delivered().prefetch_related("entries", "documents")
