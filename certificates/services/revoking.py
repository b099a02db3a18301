"""Revocation (D13): for fraud or material error only, asked by one manager, confirmed by another."""

from django.db import transaction
from django.urls import reverse

from audit.services import record
from candidates.services.outcome import free_revoked_block
from candidates.services.ties import check_not_tied
from certificates.models import Certificate, Revocation
from certificates.register import append_entry
from certificates.selectors import lineage
from certificates.services.awarding import award_cqp_outside_a_jury
from certificates.services.issuing import lock_certificate
from certificates.states import CertificateState, RevocationState, check_transition
from notifications.services import notify
from rules.errors import RevocationRefused
from rules.issuing import check_revocation


@transaction.atomic
def ask_revocation(certificate, *, ground, reason, by, at):
    """Ask for a certificate to be revoked; nothing happens to it until somebody else confirms."""
    certificate = lock_certificate(certificate)
    check_transition(certificate.state, CertificateState.REVOKED)
    if certificate.revocations.waiting().exists():
        raise RevocationRefused("La révocation de ce certificat est déjà demandée.")
    if not reason.strip():
        raise RevocationRefused("Dites ce qui établit la fraude ou l’erreur.", field="reason")
    revocation = Revocation.objects.create(
        certificate=certificate, ground=ground, reason=reason, asked_by=by, asked_at=at
    )
    record(
        "revocation.asked",
        actor=by,
        target=revocation,
        about=[certificate, certificate.candidate],
        at=at,
        ground=ground,
    )
    return revocation


@transaction.atomic
def confirm_revocation(revocation, *, by, at):
    """Revoke, in one transaction with the CQP that rested on a revoked CCP. The block may then be presented
    again, and another CCP earned: the revoked one stays revoked."""
    certificate, revocation = _lock(revocation, by=by)
    check_revocation(asked_by=revocation.asked_by_id, confirmed_by=by.pk)
    _decide(revocation, RevocationState.CONFIRMED, answer="", by=by, at=at)
    record(
        "revocation.confirmed",
        actor=by,
        target=revocation,
        about=[certificate, certificate.candidate],
        at=at,
        ground=revocation.ground,
    )
    _revoke(certificate, {"ground": revocation.ground, "reason": revocation.reason}, by=by, at=at)
    if certificate.is_ccp:
        free_revoked_block(certificate.candidate, certificate.block)
        for cqp in _resting_on(certificate):
            _revoke(cqp, {"ground": revocation.ground, "rested_on": certificate.pk}, by=by, at=at)
        # another CCP may count for the same block by equivalence (D14)
        award_cqp_outside_a_jury(certificate.candidate, basis=certificate.snapshot["basis"], at=at, by=by)
    return revocation


@transaction.atomic
def decline_revocation(revocation, *, answer, by, at):
    """Set a request aside, by whoever asked for it or by somebody else, saying why: nothing changes."""
    certificate, revocation = _lock(revocation, by=by)
    if not answer.strip():
        raise RevocationRefused("Dites pourquoi la demande est écartée.", field="answer")
    _decide(revocation, RevocationState.DECLINED, answer=answer, by=by, at=at)
    record(
        "revocation.declined", actor=by, target=revocation, about=[certificate, certificate.candidate], at=at
    )
    return revocation


def _lock(revocation, *, by):
    certificate = lock_certificate(revocation.certificate)
    revocation = Revocation.objects.select_for_update(of=("self",)).get(pk=revocation.pk)
    if not revocation.is_waiting:
        raise RevocationRefused(
            f"Cette demande a déjà reçu sa réponse : {revocation.get_state_display().lower()}."
        )
    check_not_tied(certificate.candidate, by=by)
    return certificate, revocation


def _decide(revocation, state, *, answer, by, at):
    revocation.state, revocation.answer = state, answer
    revocation.decided_by, revocation.decided_at = by, at
    revocation.save(update_fields=["state", "answer", "decided_by", "decided_at"])


def _resting_on(ccp):
    """The standing CQP whose snapshot names this CCP, or one that it replaced."""
    keys = set(lineage(ccp))
    cqps = Certificate.objects.select_for_update(of=("self",)).cqps().standing()
    cqps = cqps.filter(candidate=ccp.candidate_id).select_related("candidate__user", "version", "block")
    return [cqp for cqp in cqps if keys & {entry["id"] for entry in cqp.snapshot["ccps"]}]


def _revoke(certificate, content, *, by, at):
    certificate.move_to(CertificateState.REVOKED)
    certificate.ended_at = at
    certificate.save(update_fields=["state", "ended_at"])
    action = f"{certificate.kind}.revoked"
    record(action, actor=by, target=certificate, about=[certificate.candidate], at=at)
    append_entry(action, certificate, content=content, at=at)
    if certificate.disclosed_at is None:
        return
    named = f"Le certificat n° {certificate.number}" if certificate.number else "Un certificat attribué"
    what = (
        f"{named} ({certificate.block.label}, « {certificate.block.title} ») est révoqué. Ce bloc peut être "
        "présenté de nouveau."
        if certificate.is_ccp
        else f"{named} ({certificate.version.full_title}) est révoqué."
    )
    notify(
        certificate.candidate.user,
        key=f"certificate:{certificate.pk}:revoked",
        subject="Un certificat vous concernant est révoqué",
        body=f"{what} La page de vérification publique le dit désormais. Les gestionnaires vous en diront "
        "les raisons.",
        path=reverse("certificates:mine"),
        at=at,
    )
