"""Questions about somebody's certificates that take several rows to answer."""

import hashlib
from dataclasses import dataclass

from django.db.models import Count, Q

from certificates.models import Certificate, Kind, Revocation
from referentials.models import BlockEquivalence
from rules.issuing import PRINTED


def ccps_that_count(candidate):
    """{block of the candidate's version: the standing CCP that validates it}, its own first, else one that a
    written equivalence makes count (D14). In the order of the blocks."""
    ccps = {
        ccp.block_id: ccp
        for ccp in candidate.certificates.ccps().standing().select_related("block").order_by("pk")
    }
    equivalences = BlockEquivalence.objects.filter(
        new_block__version=candidate.version_id, old_block__in=ccps
    ).order_by("decided_on", "pk")
    by_equivalence = {e.new_block_id: ccps[e.old_block_id] for e in equivalences}
    found = {
        block: ccps.get(block.pk) or by_equivalence.get(block.pk)
        for block in candidate.version.blocks.order_by("position")
    }
    return {block: ccp for block, ccp in found.items() if ccp}


def standing_after(candidate):
    """{CCP: the one that stands in its place today}, itself when it was never replaced."""
    ccps = {ccp.pk: ccp for ccp in candidate.certificates.ccps()}
    successors = {ccp.replaces_id: ccp for ccp in ccps.values() if ccp.replaces_id}
    return {pk: _last_of(ccp, successors) for pk, ccp in ccps.items()}


def _last_of(ccp, successors):
    while ccp.pk in successors:
        ccp = successors[ccp.pk]
    return ccp


def still_said(certificate):
    """(mentions of the candidate's record, their other standing certificates) that go on saying what a
    rectified certificate no longer says: each is corrected by itself. Of one never rectified, nothing."""
    if not certificate.replaces_id:
        return [], []
    before, after = certificate.replaces.snapshot["holder"], certificate.snapshot["holder"]
    wrong = {key: before[key] for key in PRINTED if key in before and before[key] != after[key]}
    record = [PRINTED[key] for key, said in wrong.items() if str(getattr(certificate.candidate, key)) == said]
    others = certificate.candidate.certificates.standing().exclude(pk=certificate.pk).select_related("block")
    alike = [one for one in others if any(one.snapshot["holder"][key] == said for key, said in wrong.items())]
    return record, alike


def lineage(certificate):
    """The keys of a certificate and of all those it replaces, one after the other."""
    keys = [certificate.pk]
    while certificate.replaces_id:
        certificate = certificate.replaces
        keys.append(certificate.pk)
    return keys


def revocations_asked_on(certificates):
    """{key of a certificate: the requests (D13) waiting on it, or on a CCP it rests on}. One query for all of
    them, and as many as a CCP under request was rectified."""
    candidates = {certificate.candidate_id for certificate in certificates}
    requests = Revocation.objects.waiting().filter(certificate__candidate__in=candidates)
    waiting = [
        (request, set(lineage(request.certificate)))
        for request in requests.select_related("certificate__block", "certificate__replaces")
    ]
    return {
        certificate.pk: [request for request, keys in waiting if keys & _resting_keys(certificate)]
        for certificate in certificates
    }


def _resting_keys(certificate):
    return {certificate.pk, *(entry["id"] for entry in certificate.snapshot.get("ccps", []))}


@dataclass(frozen=True)
class ForeseenOrder:
    """What one would deliver together, before one does. `mark` is another as soon as any certificate comes or
    goes: a confirmation is of these, and of no other."""

    mark: str
    first: Certificate
    last: Certificate
    ccps: int
    cqps: int
    people: int

    @property
    def count(self):
        return self.ccps + self.cqps


def foreseen_order(certificates):
    """The order that would deliver these, first and last as it would; None of nothing."""
    keys = list(certificates.order_by("awarded_at", "pk").values_list("pk", flat=True))
    if not keys:
        return None
    ends = Certificate.objects.in_bulk([keys[0], keys[-1]])
    counts = certificates.aggregate(
        ccps=Count("pk", filter=Q(kind=Kind.CCP)),
        cqps=Count("pk", filter=Q(kind=Kind.CQP)),
        people=Count("candidate__user", distinct=True),
    )
    mark = hashlib.sha256(repr(keys).encode()).hexdigest()
    return ForeseenOrder(mark, ends[keys[0]], ends[keys[-1]], **counts)
