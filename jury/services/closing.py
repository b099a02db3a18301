"""Closing a stage: votes become verdicts, verdicts decide blocks, minutes are frozen, CCPs awarded
(D3, D11)."""

from django.db import transaction

from audit.evidence import digest
from audit.services import record
from candidates.models import Candidate, Dossier
from candidates.services.outcome import hold_result, keep_reasons, move_dossier, settle_block, tell_result
from candidates.states import DossierState
from certificates.services import award_ccp, disclose_awards
from jury.minutes import minutes_content, signers_of
from jury.models import Attendance, BlockDecision, Examination, Minutes, Stage, Verdict
from jury.panel import check_panel
from jury.selectors import (
    acquired_codes,
    full_examination,
    latest_interview,
    tallies,
    voters,
    waiting_for,
    what_lacks_in,
)
from jury.services.announcements import tell_of_decision, tell_of_reading, tell_of_results_to_publish
from jury.services.interview import check_is_over
from jury.services.letters import write_letter
from jury.services.signing import open_signatures
from jury.states import ExaminationState, check_is
from rules.deliberation import (
    CollectiveVerdict,
    check_everyone_voted,
    check_motives,
    check_own_votes_sent,
    collective_verdict,
    split_blocks,
)
from rules.errors import AlreadyClosed, DomainError, VerdictRefused
from ui.templatetags.ui import moment


def _check_not_closed(examination, state):
    """Somebody closed this stage before, perhaps a second ago: said as such, with when."""
    closed_at = examination.reading_closed_at if state == ExaminationState.READING else examination.closed_at
    if closed_at and examination.state != ExaminationState.DISSOLVED:
        stage = "La lecture" if state == ExaminationState.READING else "La délibération"
        raise AlreadyClosed(
            f"{stage} est déjà clôturée, le {moment(closed_at)} : rien n’est décidé une seconde fois. "
            "Ce que vous venez de saisir n’a pas été pris en compte ; copiez-le si vous voulez le garder."
        )


def _lock_for_closing(examination, stage, *, state, by):
    """The examination with everything, after the locks of the house: candidate, dossier, jury."""
    Candidate.objects.select_for_update(of=("self",)).get(pk=examination.dossier.candidate_id)
    Dossier.objects.select_for_update(of=("self",)).get(pk=examination.dossier_id)
    Examination.objects.select_for_update(of=("self",)).get(pk=examination.pk)
    examination = full_examination(Examination.objects.all(), examination.pk)
    if not any(seat.is_chair and seat.juror_id == by.pk for seat in examination.seats.all()):
        raise DomainError("Seule la présidence du jury peut clore.")
    _check_not_closed(examination, state)
    check_is(examination.state, state)
    check_panel(examination)
    own = next((seat for seat in voters(examination, stage) if seat.is_chair), None)
    check_own_votes_sent(own is None or own.sent_at(stage) is not None)
    return examination


def _collective(tally, *, chair, set_by_chair, reason):
    """The verdict on one competence; without any vote (D10) what the reading left open stays missing."""
    if not tally.votes:
        return CollectiveVerdict(is_acquired=False)
    votes = {str(vote.seat_id): vote.is_acquired for vote in tally.votes}
    try:
        return collective_verdict(votes, chair=chair, set_by_chair=set_by_chair, reason=reason)
    except VerdictRefused as refusal:
        # the rule knows no form; here each competence has its own field for the reason
        raise VerdictRefused(*refusal.sentences, field=f"reason_{tally.competence.pk}") from refusal


def _write_verdicts(examination, stage, *, overrides, motives):
    """Collective verdicts of a stage.

    `overrides` maps a competence id to (is_acquired, reason): what the chair records against the majority
    (D8). `motives` maps a competence id to what the candidate will read.
    """
    check_everyone_voted([str(seat) for seat in waiting_for(examination, stage)])
    chair = str(next(seat.pk for seat in examination.seats.all() if seat.is_chair))
    found = tallies(examination, stage)
    verdicts = []
    for tally in found:
        set_by_chair, reason = overrides.get(tally.competence.pk, (None, ""))
        verdict = _collective(tally, chair=chair, set_by_chair=set_by_chair, reason=reason)
        verdicts.append(
            Verdict(
                examination=examination,
                competence=tally.competence,
                stage=stage,
                is_acquired=verdict.is_acquired,
                by_casting_vote=verdict.by_casting_vote,
                against_majority=verdict.against_majority,
                reason=verdict.reason,
                motive="" if verdict.is_acquired else motives.get(tally.competence.pk, "").strip(),
            )
        )
    if stage == Stage.INTERVIEW:
        _check_motives(verdicts)
    Verdict.objects.bulk_create(verdicts)
    # what was being written is now decided
    examination.closing_drafts.filter(stage=stage).delete()


def _check_motives(verdicts):
    for verdict in verdicts:
        if verdict.is_acquired:
            continue
        try:
            check_motives({verdict.competence.code: verdict.motive})
        except VerdictRefused as refusal:
            raise VerdictRefused(*refusal.sentences, field=f"motive_{verdict.competence.pk}") from refusal


def _decide(examination, stage, *, state, remarks, by, at):
    """Decide the blocks of this stage and freeze the minutes: (validated, codes left open, minutes)."""
    acquired, _proofs = acquired_codes(examination)
    decided = {decision.block_id for decision in examination.decisions.all()}
    blocks = {b.code: b for b in examination.blocks.all() if b.pk not in decided}
    proven, left_open = split_blocks([block.as_rule() for block in blocks.values()], acquired)
    refused = left_open if stage == Stage.INTERVIEW else []
    for rule, is_validated in [(v.block, True) for v in proven] + [(block, False) for block in refused]:
        BlockDecision.objects.create(
            examination=examination, block=blocks[rule.code], is_validated=is_validated, decided_at=at
        )
        settle_block(examination.dossier, blocks[rule.code], is_validated=is_validated)
    examination.move_to(state if left_open else ExaminationState.CLOSED)
    if examination.is_closed:
        examination.closed_at = at
    examination.save(update_fields=["state", "reading_closed_at", "closed_at"])
    target = DossierState.DECIDED if examination.is_closed else DossierState.INTERVIEW
    move_dossier(examination.dossier, target, at=at)

    minutes = _freeze_minutes(examination.pk, stage, remarks=remarks, by=by, at=at)
    return proven, [block.code for block in left_open], minutes


def _reasons_of(examination):
    """What lacked after the interview: {competence: motive}."""
    final = [v for v in examination.verdicts.all() if v.stage == Stage.INTERVIEW and not v.is_acquired]
    return {verdict.competence: verdict.motive for verdict in final}


def _award(examination, proven, minutes, *, by, at):
    """The CCP of each block just validated, resting on the minutes that say so (D11); told at once, unless
    the results of its session are published together."""
    _acquired, proofs = acquired_codes(examination)
    basis = {
        "jury": examination.jury.name,
        "dossier": examination.dossier.reference,
        "submission_sha256": examination.submission.sha256,
        "minutes": minutes.pk,
        "minutes_sha256": minutes.sha256,
    }
    awarded = [
        award_ccp(
            examination.dossier.candidate,
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


def _trace_and_award(action, examination, proven, minutes, *, facts, by, at):
    """The trace of a closing comes before those of its awards. Returns the codes of the blocks validated."""
    dossier, validated = examination.dossier, [proof.block.code for proof in proven]
    record(
        action,
        actor=by,
        target=examination,
        about=[dossier, dossier.candidate],
        at=at,
        validated=validated,
        **facts,
    )
    _award(examination, proven, minutes, by=by, at=at)
    return validated


def _freeze_minutes(pk, stage, *, remarks, by, at):
    examination = full_examination(Examination.objects.all(), pk)
    content = minutes_content(examination, stage, remarks=remarks, closed_by=by, at=at)
    minutes = Minutes.objects.create(
        examination=examination,
        stage=stage,
        closed_at=at,
        closed_by=by,
        content=content,
        sha256=digest(content, domain="minutes"),
    )
    open_signatures(minutes, signers_of(examination, stage), by=by, at=at)
    return minutes


def _tell_or_hold(examination, minutes, *, at):
    """In a session the result waits for its publication (D11); outside one it is told now, with its letter
    once nothing is left to decide."""
    if examination.is_held:
        hold_result(examination.dossier, on_reading=not examination.interviews.exists())
        tell_of_results_to_publish(examination, at=at)
    elif examination.is_closed:
        tell_result(examination.dossier, at=at)
        write_letter(minutes, at=at)


@transaction.atomic
def close_reading(examination, *, overrides, by, at):
    """The chair closes the reading: blocks at 100 % are validated and awarded now (D3), the others open the
    interview, for reading alone refuses nothing (A9, D2)."""
    examination = _lock_for_closing(examination, Stage.READING, state=ExaminationState.READING, by=by)
    what_lacks = {tally.competence.pk: what_lacks_in(tally) for tally in tallies(examination, Stage.READING)}
    _write_verdicts(examination, Stage.READING, overrides=overrides, motives=what_lacks)
    examination = full_examination(Examination.objects.all(), examination.pk)
    examination.reading_closed_at = at
    proven, left_open, minutes = _decide(
        examination, Stage.READING, state=ExaminationState.TO_SUMMON, remarks="", by=by, at=at
    )
    facts = {"to_interview": left_open}
    validated = _trace_and_award("reading.closed", examination, proven, minutes, facts=facts, by=by, at=at)
    _tell_or_hold(examination, minutes, at=at)
    tell_of_reading(examination, validated, left_open, at=at)
    return examination


@transaction.atomic
def close_deliberation(examination, *, overrides, motives, remarks, by, at):
    """The chair closes the deliberation: open competences are decided (A10), minutes frozen, CCPs awarded.

    After an absence without excuse nobody votes: what the reading left open stays missing (D10).
    """
    examination = _lock_for_closing(examination, Stage.INTERVIEW, state=ExaminationState.DELIBERATION, by=by)
    check_is_over(latest_interview(examination))
    _write_verdicts(examination, Stage.INTERVIEW, overrides=overrides, motives=motives)
    examination = full_examination(Examination.objects.all(), examination.pk)
    proven, refused, minutes = _decide(
        examination, Stage.INTERVIEW, state=ExaminationState.CLOSED, remarks=remarks, by=by, at=at
    )
    keep_reasons(examination.dossier, _reasons_of(examination))
    came = latest_interview(examination).attendance == Attendance.PRESENT
    facts = {"not_validated": refused, "candidate_came": came}
    validated = _trace_and_award(
        "deliberation.closed", examination, proven, minutes, facts=facts, by=by, at=at
    )
    _tell_or_hold(examination, minutes, at=at)
    tell_of_decision(examination, validated, at=at)
    return examination
