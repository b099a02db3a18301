"""Award (D11): the CCP of a validated block, the CQP of a candidate who has them all, and telling them."""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from audit.services import record
from candidates.models import Candidate
from certificates.models import AcquiredCompetence, Certificate, Kind
from certificates.register import append_entry
from certificates.selectors import ccps_that_count
from certificates.snapshots import ccp_snapshot, cqp_snapshot, searchable, sort_name
from notifications.services import notify
from rules.awards import ValidatedBlock, is_cqp_earned
from rules.errors import IssueRefused
from rules.french import listing
from ui.search import fold


@transaction.atomic
def award_ccp(candidate, validated: ValidatedBlock, *, proofs, basis, at, by):
    """Award the CCP of a validated block with its register entry, then the CQP if no other CCP was missing.

    `proofs` tells how each competence was proven, `basis` which minutes it rests on. Safe to repeat: a CCP
    never expires and is never awarded twice, unless it was revoked (D13). Its holder hears of it by
    `disclose_awards`.
    """
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    block = candidate.version.blocks.get(code=validated.block.code)
    known = candidate.certificates.ccps().standing().filter(block=block).first()
    if known:
        return known
    competences = [(c, proofs[c.code]) for c in block.competences.all()]
    ccp = write_award(
        candidate,
        Kind.CCP,
        block=block,
        snapshot=ccp_snapshot(candidate, block, competences=competences, basis=basis, at=at),
        at=at,
    )
    AcquiredCompetence.objects.bulk_create(
        AcquiredCompetence(certificate=ccp, competence=competence, proof=proof)
        for competence, proof in competences
    )
    record(
        "ccp.awarded",
        actor=by,
        target=ccp,
        about=[candidate],
        at=at,
        block=block.code,
        acquired=sorted(validated.acquired),
    )
    append_entry("ccp.awarded", ccp, content=ccp.snapshot, at=at)
    award_cqp_if_earned(candidate, basis=basis, at=at, by=by)
    return ccp


def award_cqp_if_earned(candidate, *, basis, at, by):
    """A5, D14. The candidate's row is locked: two last CCPs awarded at once see each other. Returns the CQP
    just awarded, or None."""
    counting = ccps_that_count(candidate)
    own = {block.code for block, ccp in counting.items() if ccp.block_id == block.pk}
    by_equivalence = {block.code for block in counting} - own
    if not is_cqp_earned(candidate.version.blocks_as_rules(), own, by_equivalence):
        return None
    if candidate.certificates.cqps().standing().exists():
        return None
    cqp = write_award(
        candidate,
        Kind.CQP,
        block=None,
        snapshot=cqp_snapshot(candidate, counting, basis=basis, at=at),
        at=at,
    )
    record("cqp.awarded", actor=by, target=cqp, about=[candidate], at=at)
    append_entry("cqp.awarded", cqp, content=cqp.snapshot, at=at)
    return cqp


@transaction.atomic
def award_cqp_outside_a_jury(candidate, *, basis, at, by):
    """The CQP that a move, a revocation or a repair completes, when no closing will tell of it: its holder is
    told at once, unless they wait for the publication of a CCP, which will. Returns it, or None."""
    cqp = award_cqp_if_earned(candidate, basis=basis, at=at, by=by)
    if cqp:
        disclose_awards(candidate.certificates.ccps().standing().disclosed(), at=at)
    return cqp


def write_award(candidate, kind, *, block, snapshot, at):
    holder = snapshot["holder"]
    certificate = Certificate(
        kind=kind,
        candidate=candidate,
        version=candidate.version,
        block=block,
        awarded_on=timezone.localdate(at),
        awarded_at=at,
        snapshot=snapshot,
        search=f"{searchable(holder)} {fold(candidate.user.email)} {kind}",
        holder_name=sort_name(holder),
        organisation=holder["organisation"],
    )
    certificate.save()
    return certificate


@transaction.atomic
def disclose_awards(ccps, *, at):
    """Tell the holders of these CCPs, and of a CQP all of whose CCPs they now know (D11), at the closing.
    Telling again does nothing."""
    for certificate in open_awards(ccps, at=at):
        _tell_holder(certificate, at=at)


@transaction.atomic
def open_awards(ccps, *, at):
    """The holders of these CCPs may know of them, and of a CQP all of whose CCPs they now know: at the
    publication of a session, whose own messages name no result, for it may be undone. Only from then on is a
    document issued. Returns the certificates just opened."""
    standing = Certificate.objects.standing()
    found = list(_locked_undisclosed(standing.filter(pk__in=[ccp.pk for ccp in ccps])))
    _open(found, at=at)
    candidates = {ccp.candidate_id for ccp in ccps}
    unknown = standing.ccps().filter(candidate__in=candidates, disclosed_at=None)
    complete = candidates - set(unknown.values_list("candidate", flat=True))
    cqps = list(_locked_undisclosed(standing.cqps().filter(candidate__in=complete)))
    _open(cqps, at=at)
    return found + cqps


@transaction.atomic
def withhold_awards(ccps):
    """A publication is undone before anybody read it: these CCPs, and the CQPs resting on them, are unknown
    to their holders again. Nothing that was issued goes back."""
    ccps = Certificate.objects.filter(pk__in=[ccp.pk for ccp in ccps])
    cqps = Certificate.objects.cqps().filter(candidate__in=ccps.values("candidate"))
    rows = Certificate.objects.filter(Q(pk__in=ccps.values("pk")) | Q(pk__in=cqps.values("pk")))
    known = list(rows.disclosed().order_by("pk").select_for_update(of=("self",)))
    if issued := [certificate.number for certificate in known if certificate.number]:
        raise IssueRefused(f"Déjà délivré : {listing(issued)}. La publication ne s’annule plus.")
    Certificate.objects.filter(pk__in=[certificate.pk for certificate in known]).update(disclosed_at=None)


def _locked_undisclosed(certificates):
    rows = certificates.filter(disclosed_at=None).order_by("pk").select_for_update(of=("self",))
    return rows.select_related("candidate__user", "version", "block")


def _open(certificates, *, at):
    for certificate in certificates:
        certificate.disclosed_at = at
        certificate.save(update_fields=["disclosed_at"])


def _tell_holder(certificate, *, at):
    subject, body = _award_in_words(certificate)
    notify(
        certificate.candidate.user,
        key=f"certificate:{certificate.pk}:awarded",
        subject=subject,
        body=f"{body} Le document vous sera délivré par les gestionnaires.",
        path=reverse("certificates:mine"),
        at=at,
    )


def _award_in_words(certificate):
    if not certificate.is_ccp:
        return (
            "Votre certification vous est attribuée",
            f"Tous les blocs sont validés : le {certificate.version.full_title} vous est attribué.",
        )
    block = certificate.block
    return (
        "Un certificat vous est attribué",
        f"{block.label}, « {block.title} » : 100 % de ses compétences sont acquises. Le certificat de "
        "compétences professionnelles (CCP) vous est attribué, sans limitation dans le temps.",
    )
