"""What the register tells anybody about a certificate: one list of facts, for the page and for machines.

Neither the birth nor the employer of the holder: who holds the document reads its birth line on it, and who
holds nothing learns nothing more about a person.
"""

from certificates.models import Document, DocumentKind
from certificates.snapshots import printed_blocks, printed_certification
from certificates.standing import standing_of

FORMAT = "verification/1"
CERTIFICATION = ("full_title", "rncp_number", "level", "eqf_level", "nsf", "authorities", "is_illustrative")


def public_facts(certificate):
    """JSON-ready. Needs `entries` and `documents`, prefetched."""
    snapshot, standing = certificate.snapshot, standing_of(certificate)
    certification = printed_certification(certificate)
    return {
        "format": FORMAT,
        "standing": {
            "key": standing.key,
            "since": standing.since.isoformat() if standing.since else None,
            "replaced_by": standing.replaced_by,
            "is_in_force": standing.is_good,
        },
        "certificate": {
            "kind": certificate.kind,
            "title": certificate.full_title,
            "number": certificate.number,
            "decided_on": snapshot["decided_on"],
            "issued_on": certificate.issued_on.isoformat(),
            "place": certificate.issue["place"],
            "expires_on": None,
            "ccps": certificate.issue.get("ccps", []),
        },
        "holder": {"name": snapshot["holder"]["name"]},
        "certification": {key: certification.get(key) for key in CERTIFICATION},
        "blocks": [
            {
                "position": block["position"],
                "count": block["count"],
                "title": block["title"],
                "competences": [one["title"] for one in block["competences"]],
            }
            for block in printed_blocks(certificate)
        ],
        "documents": [
            {"kind": one.kind, "copy": one.copy, "sha256": one.file_sha256}
            for one in certificate.documents.all()
            if one.is_made
        ],
        "register_entries": [entry.seq for entry in certificate.entries.all()],
    }


def document_in_words(document: Document):
    """« l’annexe du certificat n° MO-2026-0031 », « le duplicata n° 2 du certificat n° MO-2026-0031 »."""
    number = f"certificat n°\u00a0{document.certificate.number}"
    is_annex = document.kind == DocumentKind.ANNEX
    if not document.copy:
        return f"l’annexe du {number}" if is_annex else f"le {number}"
    return f"le duplicata n°\u00a0{document.copy} {'de l’annexe du' if is_annex else 'du'} {number}"
