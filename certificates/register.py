"""The register (A4): an append-only chain where each entry covers the one before it."""

import secrets
from datetime import UTC

from django.db import connection

from audit.evidence import digest
from certificates.models import RegisterEntry, RegisterPayload

GENESIS = "0" * 64
ERASED = "payload.erased"  # the entry that says that the content of another one was erased by law
LOCK = 0x43515052  # « CQPR »: the advisory lock that puts writers in a row, always taken last


def link_hash(*, seq, kind, certificate_id, created_at, payload_sha256, prev_hash):
    """What an entry commits to."""
    link = {
        "seq": seq,
        "kind": kind,
        "certificate": certificate_id,
        "created_at": created_at.astimezone(UTC).isoformat(),
        "payload_sha256": payload_sha256,
        "prev_hash": prev_hash,
    }
    return digest(link, domain="register.entry")


def salted(content, salt):
    return digest({"salt": salt, "content": content}, domain="register.payload")


def issued_content(certificate):
    """What the entry of a delivery says: all that its act wrote on the certificate, and whose it is. Of the
    code, which is for whoever holds the document, its digest."""
    return {
        "number": certificate.number,
        "issued_on": certificate.issued_on.isoformat(),
        "candidate": certificate.candidate_id,
        "code_sha256": digest(certificate.code, domain="register.code"),
        **certificate.issue,
    }


def sealed_content(document):
    """What the entry of a document says: which one, and its bytes."""
    return {"document": f"{document.kind}:{document.copy}", "sha256": document.file_sha256}


def append_entry(kind, certificate, *, content, at):
    """Add an entry in the current transaction; the chain is locked until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = RegisterEntry.objects.order_by("-seq").first()
    seq, prev_hash = (last.seq + 1, last.hash) if last else (1, GENESIS)
    salt = secrets.token_hex(32)
    payload_sha256 = salted(content, salt)
    entry = RegisterEntry.objects.create(
        seq=seq,
        kind=kind,
        certificate=certificate,
        created_at=at,
        payload_salt=salt,
        payload_sha256=payload_sha256,
        prev_hash=prev_hash,
        hash=link_hash(
            seq=seq,
            kind=kind,
            certificate_id=certificate.pk,
            created_at=at,
            payload_sha256=payload_sha256,
            prev_hash=prev_hash,
        ),
    )
    RegisterPayload.objects.create(entry=entry, content=content)
    return entry
