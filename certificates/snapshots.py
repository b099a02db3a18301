"""What a certificate states, copied the day it is awarded: later changes of name or referential do not
reach it."""

from django.utils import timezone


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


def certification_of(version):
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
        "authorities": [authority.name for authority in version.authorities.all()],
    }


def ccp_snapshot(candidate, block, *, competences, basis, at):
    """`competences` holds (competence, proof) pairs; `basis` what the jury's minutes say of themselves."""
    return {
        "holder": identity_of(candidate),
        "certification": certification_of(candidate.version),
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


def cqp_snapshot(candidate, ccps, *, basis, at):
    """The CQP rests on its CCPs: their blocks are named here, their numbers when it is issued."""
    return {
        "holder": identity_of(candidate),
        "certification": certification_of(candidate.version),
        "ccps": [
            {"id": ccp.pk, "position": ccp.block.position, "code": ccp.block.code, "title": ccp.block.title}
            for ccp in ccps
        ],
        "basis": basis,
        "decided_on": timezone.localdate(at).isoformat(),
    }


def printed_blocks(certificate):
    """The blocks with their competences and how each was proven, as frozen: one for a CCP; for a CQP, those
    of the CCPs it rests on."""
    if certificate.is_ccp:
        return [certificate.snapshot["block"]]
    keys = [ccp["id"] for ccp in certificate.snapshot["ccps"]]
    ccps = type(certificate).objects.filter(pk__in=keys).order_by("block__position")
    return [ccp.snapshot["block"] for ccp in ccps]
