"""What a certificate states, copied the day it is awarded: later changes of name or referential do not
reach it."""

from django.conf import settings
from django.utils import timezone

from rules.issuing import Standing
from ui.search import fold


def identity_of(candidate):
    """As on the civil record."""
    return {
        "name": candidate.civil_name,
        "birth_name": candidate.birth_name,
        "used_name": candidate.used_name,
        "first_names": candidate.first_names,
        "sex": candidate.sex,
        "birth_date": candidate.birth_date.isoformat(),
        "birth_place": candidate.birth_place,
        "birth_area": candidate.birth_area,
        "organisation": str(candidate.user.organisation or ""),
    }


def certification_of(version, *, on):
    """The legal mentions, and where the registration stood on the day of the decision."""
    return {
        "code": version.certification.code,
        "version": version.number,
        "acronym": version.acronym,
        "title": version.title,
        "full_title": version.full_title,
        "is_illustrative": version.is_illustrative,
        "rncp_number": version.rncp_number,
        "rncp_decision_on": version.rncp_decision_on.isoformat() if version.rncp_decision_on else None,
        "level": version.level,
        "eqf_level": version.eqf_level,
        "nsf": version.nsf,
        "registration": version.registration().standing(on).value,
        "authorities": [authority.name for authority in version.authorities.all()],
    }


def ccp_snapshot(candidate, block, *, competences, basis, at):
    """`competences` holds (competence, proof) pairs; `basis` what the jury's minutes say of themselves."""
    return {
        "holder": identity_of(candidate),
        "certification": certification_of(candidate.version, on=timezone.localdate(at)),
        "block": {
            "code": block.code,
            "position": block.position,
            "count": block.version.blocks.count(),
            "title": block.title,
            "competences": [
                {"code": competence.code, "title": competence.title, "proof": proof}
                for competence, proof in competences
            ],
        },
        "basis": basis,
        "decided_on": timezone.localdate(at).isoformat(),
    }


def cqp_snapshot(candidate, counting, *, basis, at):
    """The CQP rests on CCPs: `counting` maps each block of the version to the one that validates it (D14).
    Their numbers come when it is issued."""
    return {
        "holder": identity_of(candidate),
        "certification": certification_of(candidate.version, on=timezone.localdate(at)),
        "ccps": [_resting_on(block, ccp) for block, ccp in counting.items()],
        "basis": basis,
        "decided_on": timezone.localdate(at).isoformat(),
    }


def _resting_on(block, ccp):
    entry = {"id": ccp.pk, "position": block.position, "code": block.code, "title": block.title}
    if ccp.block_id != block.pk:
        said = ccp.snapshot
        entry["by_equivalence"] = {
            "version": said["certification"]["version"],
            "code": said["block"]["code"],
            "title": said["block"]["title"],
        }
    return entry


def rectified_snapshot(certificate, *, identity, wrong, reason, at):
    """The same facts under a corrected identity, with what was wrong in the one it replaces (D12)."""
    holder = certificate.snapshot["holder"] | identity
    current = holder["used_name"] or holder["birth_name"]
    holder["name"] = f"{' '.join(holder['first_names'].replace(',', ' ').split())} {current}"
    return certificate.snapshot | {
        "holder": holder,
        "rectifies": {
            "id": certificate.pk,
            "number": certificate.number,
            "wrong": wrong,
            "reason": reason,
            "on": timezone.localdate(at).isoformat(),
        },
    }


def printed_certification(certificate):
    """The certification as its document states it: a registration that had lapsed, or never was, on the day
    of the delivery is not printed, nor its level."""
    said = certificate.snapshot["certification"]
    if certificate.issue.get("registration", Standing.ACTIVE.value) == Standing.ACTIVE.value:
        return said
    silent = {"rncp_number": "", "rncp_decision_on": None, "level": None, "eqf_level": None, "nsf": []}
    return said | silent


def previewed(certificate, *, on):
    """A copy, never saved, that prints today: no number, a code that nothing answers to, « SPÉCIMEN »."""
    certificate.snapshot = certificate.snapshot | {
        "certification": certificate.snapshot["certification"] | {"is_illustrative": True}
    }
    certificate.number, certificate.code, certificate.issued_on = "APERÇU", "0" * 26, on
    certificate.issue = {
        "place": settings.ISSUE_PLACE,
        "signatory_title": settings.SIGNATORY_TITLE,
        "signatory_name": settings.SIGNATORY_NAME,
        "registration": certificate.version.registration().standing(on).value,
        "ccps": [
            {"position": ccp["position"], "title": ccp["title"], "number": "…"}
            for ccp in certificate.snapshot.get("ccps", [])
        ],
    }
    return certificate


def searchable(holder):
    return fold(f"{holder['birth_name']} {holder['used_name']} {holder['first_names']}")


def sort_name(holder):
    """What the register sorts people by: the current name, then the first names."""
    return fold(f"{holder['used_name'] or holder['birth_name']} {holder['first_names']}")


def printed_blocks(certificate):
    """The blocks with their competences and how each was proven, as frozen: one for a CCP; for a CQP, those
    of the CCPs it rests on."""
    if certificate.is_ccp:
        return [certificate.snapshot["block"]]
    keys = [ccp["id"] for ccp in certificate.snapshot["ccps"]]
    ccps = type(certificate).objects.filter(pk__in=keys).order_by("block__position")
    return [ccp.snapshot["block"] for ccp in ccps]
