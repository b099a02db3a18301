"""Rectifying minutes: a closed decision is never edited, a material error is said in minutes that cite the
first (D12)."""

from dataclasses import dataclass, field

from django.db import transaction

from audit.evidence import digest
from audit.services import record
from candidates.models import Candidate, Dossier, DossierBlock
from candidates.services.outcome import settle_block, tell_result
from certificates.services import award_ccp, disclose_awards
from jury.minutes import signers_of
from jury.models import BlockDecision, Examination, Minutes, Stage, Verdict
from jury.rectifying import rectifying_content
from jury.selectors import acquired_codes, competence_views, full_examination
from jury.services.announcements import tell_of_rectification, tell_what_to_issue
from jury.services.letters import write_letter
from jury.services.signing import open_signatures
from rules.deliberation import check_motives, split_blocks
from rules.errors import DomainError, VerdictRefused


class RectificationRefused(DomainError):
    """This cannot be rectified by minutes, or not by this person."""


@dataclass(frozen=True)
class Correction:
    """What was wrong, what is right and why, in words; `verdicts` maps a competence id to (is_acquired,
    motive) when a result was written down for another."""

    error: str
    right: str
    why: str
    verdicts: dict = field(default_factory=dict)


@transaction.atomic
def rectify_minutes(minutes, correction, *, by, at):
    """The chair rectifies what the minutes say; the office may rectify words, never a result. A block that
    becomes 100 % is validated and its CCP awarded in the same transaction; a block already validated is not
    taken back here, for its CCP never expires."""
    examination = _lock(minutes)
    minutes = Minutes.objects.select_related("examination__dossier").get(pk=minutes.pk)
    role = _role_of(examination, by)
    _check_words(correction)
    if correction.verdicts and role != "chair":
        raise RectificationRefused("Seule la présidence du jury rectifie un résultat : demandez-le-lui.")
    if not examination.is_closed:
        raise RectificationRefused(
            "Ce dossier n’est pas encore décidé : le jury peut encore le dire lui-même."
        )
    verdicts = _write_verdicts(examination, correction)
    examination = full_examination(Examination.objects.all(), examination.pk)
    proven, decisions = _decide_again(examination, at=at)
    rectifying = _freeze(minutes, examination, correction, verdicts, decisions, role=role, by=by, at=at)
    facts = {"rectifies": minutes.pk, "validated": [proof.block.code for proof in proven]}
    dossier = examination.dossier
    record(
        "minutes.rectified",
        actor=by,
        target=rectifying,
        about=[examination, dossier, dossier.candidate],
        at=at,
        **facts,
    )
    _award(examination, proven, rectifying, by=by, at=at)
    if verdicts and not examination.is_held:
        _tell(examination, rectifying, at=at)
    return rectifying


def _lock(minutes):
    examination = Examination.objects.select_related("dossier").get(pk=minutes.examination_id)
    Candidate.objects.select_for_update(of=("self",)).get(pk=examination.dossier.candidate_id)
    Dossier.objects.select_for_update(of=("self",)).get(pk=examination.dossier_id)
    Examination.objects.select_for_update(of=("self",)).get(pk=examination.pk)
    return full_examination(Examination.objects.all(), examination.pk)


def _role_of(examination, by):
    if any(seat.is_chair and seat.juror_id == by.pk for seat in examination.seats.all()):
        return "chair"
    if by.is_manager and examination.dossier.candidate.user_id != by.pk:
        return "office"
    raise RectificationRefused(
        "Seules la présidence du jury et les gestionnaires rectifient un procès-verbal."
    )


def _check_words(correction):
    asked = [("error", "ce qui était faux"), ("right", "ce qui est exact"), ("why", "pourquoi")]
    for name, words in asked:
        if not getattr(correction, name).strip():
            raise RectificationRefused(f"Écrivez {words}.", field=name)


def _write_verdicts(examination, correction):
    views = {view.competence.pk: view for view in competence_views(examination)}
    validated = {d.block_id for d in examination.decisions.all() if d.is_validated}
    verdicts = []
    for pk, (is_acquired, motive) in correction.verdicts.items():
        view = views.get(pk)
        if view is None or view.verdict is None or view.is_kept or view.rectified:
            raise RectificationRefused("Ce résultat n’est pas à rectifier. Rechargez la page.")
        if view.verdict.is_acquired == is_acquired:
            continue
        if not is_acquired:
            _check_withdrawal(view, motive, validated)
        verdicts.append(
            Verdict(
                examination=examination,
                competence=view.competence,
                stage=Stage.RECTIFIED,
                is_acquired=is_acquired,
                reason=correction.why,
                motive="" if is_acquired else motive.strip(),
            )
        )
    Verdict.objects.bulk_create(verdicts)
    return verdicts


def _check_withdrawal(view, motive, validated):
    if view.block.pk in validated:
        raise RectificationRefused(
            f"{view.competence.code} appartient à un bloc validé, dont le CCP est attribué sans limitation "
            "dans le temps : un CCP ne se retire que par une révocation, à deux gestionnaires, avec sa "
            "raison.",
            field=f"verdict_{view.competence.pk}",
        )
    try:
        check_motives({view.competence.code: motive})
    except VerdictRefused as refusal:
        raise VerdictRefused(*refusal.sentences, field=f"motive_{view.competence.pk}") from refusal


def _decide_again(examination, *, at):
    """(proofs, blocks) of the blocks that are now 100 %: another decision names the one it replaces."""
    acquired, _proofs = acquired_codes(examination)
    refused = {d.block_id: d for d in examination.decisions.all() if not d.is_validated}
    blocks = {b.code: b for b in examination.blocks.all() if b.pk in refused}
    proven, _left = split_blocks([block.as_rule() for block in blocks.values()], acquired)
    again = [blocks[proof.block.code] for proof in proven]
    for block in again:
        _check_not_presented_elsewhere(examination, block)
        BlockDecision.objects.create(
            examination=examination,
            block=block,
            is_validated=True,
            decided_at=at,
            rectifies=refused[block.pk],
        )
        settle_block(examination.dossier, block, is_validated=True)
    return proven, again


def _check_not_presented_elsewhere(examination, block):
    dossier = examination.dossier
    rows = DossierBlock.objects.standing().filter(candidate=dossier.candidate_id, block=block)
    other = rows.exclude(dossier=dossier).select_related("dossier__candidate").first()
    if other:
        raise RectificationRefused(
            f"{block.label} est présenté de nouveau dans le dossier {other.dossier.reference} : la personne "
            "candidate doit d’abord le retirer, ou ce dossier être décidé."
        )


def _freeze(minutes, examination, correction, verdicts, decisions, *, role, by, at):
    content = rectifying_content(
        minutes,
        error=correction.error.strip(),
        correction=correction.right.strip(),
        why=correction.why.strip(),
        verdicts=verdicts,
        decisions=decisions,
        closed_by=by,
        role=role,
        at=at,
    )
    rectifying = Minutes.objects.create(
        examination=examination,
        stage=minutes.stage,
        rectifies=minutes,
        closed_at=at,
        closed_by=by,
        content=content,
        sha256=digest(content, domain="minutes"),
    )
    open_signatures(rectifying, signers_of(examination, minutes.stage), by=by, at=at)
    return rectifying


def _award(examination, proven, minutes, *, by, at):
    """As at the closing, resting on the rectifying minutes (D11)."""
    _acquired, proofs = acquired_codes(examination)
    basis = {
        "jury": examination.jury.name,
        "dossier": examination.dossier.reference,
        "submission_sha256": examination.submission.sha256,
        "minutes": minutes.pk,
        "minutes_sha256": minutes.sha256,
    }
    candidate = examination.dossier.candidate
    awarded = [
        award_ccp(
            candidate,
            validated,
            proofs={code: proofs[validated.block.code, code] for code in validated.acquired},
            basis=basis,
            at=at,
            by=by,
        )
        for validated in proven
    ]
    if not examination.is_held:
        disclose_awards(awarded, at=at)
        if awarded:
            tell_what_to_issue(examination, at=at)


def _tell(examination, minutes, *, at):
    """A decision told again, with its letter: the time to appeal runs from there."""
    tell_result(examination.dossier, at=at)
    write_letter(minutes, at=at)
    tell_of_rectification(examination, minutes, at=at)
