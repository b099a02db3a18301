"""Award and issue: two acts (D11)."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from audit.services import record
from candidates.models import Candidate
from certificates.models import AcquiredCompetence, Certificate, Document, Kind
from certificates.numbering import new_code, next_number
from certificates.register import append_entry
from certificates.snapshots import ccp_snapshot, cqp_snapshot
from certificates.states import CertificateState
from certificates.tasks import make_document
from notifications.services import notify
from rules.awards import ValidatedBlock, is_cqp_earned
from rules.errors import IssueRefused
from rules.french import listing
from rules.issuing import check_issue
from ui.search import fold


@transaction.atomic
def award_ccp(candidate, validated: ValidatedBlock, *, proofs, basis, at, by):
    """Award the CCP of a validated block with its register entry, then the CQP if no other CCP was missing.

    `proofs` tells how each competence was proven, `basis` which minutes it rests on. Safe to repeat: a CCP
    never expires and is never awarded twice. Its holder hears of it by `disclose_awards`.
    """
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    block = candidate.version.blocks.get(code=validated.block.code)
    known = candidate.certificates.ccps().filter(block=block).first()
    if known:
        return known
    competences = [(c, proofs[c.code]) for c in block.competences.all()]
    ccp = _write_award(
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
    _award_cqp_if_earned(candidate, basis=basis, at=at, by=by)
    return ccp


def _award_cqp_if_earned(candidate, *, basis, at, by):
    """A5. The candidate's row is locked: two last CCPs awarded at once see each other."""
    ccps = list(candidate.certificates.ccps().select_related("block").order_by("block__position"))
    if not is_cqp_earned(candidate.version.blocks_as_rules(), {ccp.block.code for ccp in ccps}):
        return
    if candidate.certificates.cqps().exists():
        return
    cqp = _write_award(
        candidate, Kind.CQP, block=None, snapshot=cqp_snapshot(candidate, ccps, basis=basis, at=at), at=at
    )
    record("cqp.awarded", actor=by, target=cqp, about=[candidate], at=at)
    append_entry("cqp.awarded", cqp, content=cqp.snapshot, at=at)


def _write_award(candidate, kind, *, block, snapshot, at):
    certificate = Certificate(
        kind=kind,
        candidate=candidate,
        version=candidate.version,
        block=block,
        awarded_on=timezone.localdate(at),
        awarded_at=at,
        snapshot=snapshot,
    )
    certificate.search = f"{candidate.folded()} {kind}"
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
    found = list(_locked_undisclosed(Certificate.objects.filter(pk__in=[ccp.pk for ccp in ccps])))
    _open(found, at=at)
    candidates = {ccp.candidate_id for ccp in ccps}
    unknown = Certificate.objects.ccps().filter(candidate__in=candidates, disclosed_at=None)
    complete = candidates - set(unknown.values_list("candidate", flat=True))
    cqps = list(_locked_undisclosed(Certificate.objects.cqps().filter(candidate__in=complete)))
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
    if issued := [certificate.number for certificate in known if certificate.is_issued]:
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


@transaction.atomic
def issue_certificate(certificate, *, issued_on, at, by):
    """Deliver the document: number, verification code, date, place, signatory; the PDF follows in a task.

    Issuing twice gives the first issue back: one number, one document, one message. A CQP is issued after its
    CCPs, whose numbers it cites: those that are still waiting are issued with it.
    """
    Candidate.objects.select_for_update(of=("self",)).get(pk=certificate.candidate_id)
    certificate = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("candidate__user", "version__certification", "block")
        .get(pk=certificate.pk)
    )
    if certificate.is_issued:
        return certificate
    if certificate.disclosed_at is None:
        raise IssueRefused(
            "Les résultats de sa session ne sont pas publiés : ce certificat se délivre après la publication."
        )
    check_issue(
        illustrative=certificate.snapshot["certification"]["is_illustrative"],
        specimens_allowed=settings.DEMO,
        awarded_on=certificate.awarded_on,
        on=issued_on,
    )
    certificate.issue = {
        "place": settings.ISSUE_PLACE,
        "signatory_title": settings.SIGNATORY_TITLE,
        "signatory_name": settings.SIGNATORY_NAME,
    }
    if not certificate.is_ccp:
        certificate.issue["ccps"] = _numbers_of_ccps(certificate, issued_on=issued_on, at=at, by=by)
    certificate.move_to(CertificateState.ISSUED)
    certificate.number = next_number(certificate, year=issued_on.year)
    certificate.code = new_code()
    certificate.issued_on, certificate.issued_at = issued_on, at
    certificate.search = f"{certificate.search} {fold(certificate.number)}"
    certificate.save()
    action = f"{certificate.kind}.issued"
    record(
        action, actor=by, target=certificate, about=[certificate.candidate], at=at, number=certificate.number
    )
    append_entry(
        action,
        certificate,
        content={"number": certificate.number, "issued_on": issued_on.isoformat(), **certificate.issue},
        at=at,
    )
    notify(
        certificate.candidate.user,
        key=f"certificate:{certificate.pk}:issued",
        subject="Un certificat vous est délivré",
        body=f"Le certificat n° {certificate.number} vous est délivré. Vous pouvez le télécharger et "
        f"le faire vérifier.",
        path=reverse("certificates:mine"),
        at=at,
    )
    document = Document.objects.create(certificate=certificate, asked_at=at)
    make_document.wake(document.pk)
    return certificate


def _numbers_of_ccps(cqp, *, issued_on, at, by):
    ccps = Certificate.objects.filter(pk__in=[ccp["id"] for ccp in cqp.snapshot["ccps"]])
    issued = [
        issue_certificate(ccp, issued_on=issued_on, at=at, by=by) for ccp in ccps.order_by("block__position")
    ]
    return [
        {"position": ccp.block.position, "title": ccp.block.title, "number": ccp.number} for ccp in issued
    ]
