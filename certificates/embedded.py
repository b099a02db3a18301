"""The data that a document carries beside its picture: docs/certificate-snapshot.md says what each key means.

Only what the certificate states in letters, or a digest: neither the employer nor the dossier goes with it.
"""

import json

from certificates.snapshots import printed_blocks, printed_certification

FORMAT = "certificate/1"
FILE_NAME = "certificat.json"
HOLDER = (
    "name",
    "birth_name",
    "used_name",
    "first_names",
    "sex",
    "birth_date",
    "birth_place",
    "birth_area",
)


def record_of(document, *, verification_url):
    """What one document says, for machines."""
    certificate = document.certificate
    snapshot = certificate.snapshot
    return {
        "format": FORMAT,
        "document": {
            "kind": document.kind,
            "copy": document.copy,
            "delivered_at": document.asked_at.isoformat(),
        },
        "certificate": {
            "kind": certificate.kind,
            "number": certificate.number,
            "code": certificate.code,
            "verification_url": verification_url,
            "decided_on": snapshot["decided_on"],
            "issued_on": certificate.issued_on.isoformat(),
            "place": certificate.issue["place"],
            "signatory_title": certificate.issue["signatory_title"],
            "signatory_name": certificate.issue["signatory_name"],
            "ccps": certificate.issue.get("ccps", []),
            "minutes_sha256": snapshot["basis"].get("minutes_sha256"),
        },
        "holder": {key: snapshot["holder"][key] for key in HOLDER},
        "certification": printed_certification(certificate),
        "blocks": printed_blocks(certificate),
    }


def as_file(record):
    """The same record gives the same bytes."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1).encode()
