"""A member's own votes: kept as they are written, sent all together, sealed from then on (D8)."""

from datetime import timedelta

from django.db import transaction

from audit.services import record
from candidates.services.keeping import Change, Kept, revision_of, written_at
from jury.models import CHOICES, Examination, Seat, Stage, Vote, VoteChange
from jury.panel import check_seat_may_act
from jury.selectors import examination_in_room, full_examination, to_vote, voters, waiting_for
from jury.services.announcements import tell_chair_of_change, tell_chair_that_all_sent
from jury.states import OVER, ExaminationState
from rules.autosave import Attempt, Fate, fate_of
from rules.errors import DomainError, VerdictRefused
from rules.french import count

STATE_OF = {Stage.READING: ExaminationState.READING, Stage.INTERVIEW: ExaminationState.DELIBERATION}
VOTE_FIELDS = ("choice", "comment", "question", "note")
SITTING = timedelta(minutes=15)  # one trace a sitting, not one a sentence
LACKS = "Écrivez ce qui manque : la personne candidate doit pouvoir s’y préparer."


class StageOver(DomainError):
    """Votes of this stage are no longer taken."""


def _locked_seat(seat, stage, *, is_private=False):
    """The seat, locked, while what is asked of it may still change: votes until they are sent, one's own
    private notes (`is_private`) until the decision."""
    examination = Examination.objects.select_for_update(of=("self",)).get(pk=seat.examination_id)
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    check_seat_may_act(seat)
    if is_private and examination.state not in OVER:
        return examination_in_room(Examination.objects, examination.pk, stage=stage), seat
    if examination.state != STATE_OF.get(stage):  # a rectification takes no vote
        raise StageOver(
            f"L’examen de ce dossier en est à « {examination.get_state_display()} » : cet avis n’est "
            f"plus attendu. "
            "Copiez ce que vous venez d’écrire si vous voulez le garder."
        )
    if seat.sent_at(stage):
        raise StageOver("Vos avis sont envoyés et scellés : ils ne changent plus.")
    return examination_in_room(Examination.objects, examination.pk, stage=stage), seat


def _check_may_vote(examination, seat, competence, stage):
    if competence.pk not in {open_one.pk for open_one in to_vote(examination, stage)}:
        raise VerdictRefused("Cette compétence n’est pas à décider à cette étape.")
    if seat.pk not in {voter.pk for voter in voters(examination, stage)}:
        raise VerdictRefused("Seuls les membres qui ont siégé à l’entretien donnent un avis.")


def text_of(vote, name):
    """What stands in a field of a vote; empty when there is no vote yet."""
    if vote is None:
        return ""
    return vote.choice if name == "choice" else getattr(vote, name)


def _write(vote, name, change, *, at):
    """Take a change into a vote, on the version it was typed on: what stands after it."""
    kept = text_of(vote, name)
    fate = fate_of(change.attempt, revision_of(vote, name), is_same_text=change.text == kept)
    if fate is Fate.WRITE:
        vote.revisions[name] = {
            "n": revision_of(vote, name).number + 1,
            "client": change.attempt.client,
            "seq": change.attempt.seq,
            "at": at.isoformat(),
        }
        if name == "choice":
            vote.is_acquired = next(known for known, text in CHOICES.items() if text == change.text)
        else:
            setattr(vote, name, change.text)
        kept = change.text
    return Kept(fate, kept, revision_of(vote, name).number, written_at(vote, name) or at)


def last_written(vote):
    """When anything of this vote was last written; None when it never was."""
    return max((moment for name in VOTE_FIELDS if (moment := written_at(vote, name))), default=None)


@transaction.atomic
def keep_vote(seat, competence, changes, *, stage, by, at):
    """Keep fields of a vote as they are typed, half-made too: {field: Kept}.

    A field that another window changed since it was typed on is left as it stands, and said so. Raises
    StageOver once votes are sent or the stage closed; a private note may still be written then.
    """
    examination, seat = _locked_seat(seat, stage, is_private=set(changes) == {"note"})
    return _keep(examination, seat, competence, changes, stage=stage, by=by, at=at)


def _keep(examination, seat, competence, changes, *, stage, by, at):
    """Write changes into the vote of a seat that is locked."""
    _check_may_vote(examination, seat, competence, stage)
    vote = Vote.objects.filter(seat=seat, competence=competence, stage=stage).first()
    if vote is None:
        if not any(change.text for change in changes.values()):
            return {name: Kept(Fate.ALREADY, "", 0, at) for name in changes}
        vote = Vote(seat=seat, competence=competence, stage=stage)
    before = last_written(vote)
    found = {name: _write(vote, name, change, at=at) for name, change in changes.items()}
    if any(kept.fate is Fate.WRITE for kept in found.values()):
        vote.save()
        if before is None or at - before > SITTING:
            # The trace says that a vote was written, not what it says: the trail is no way round the seal.
            record("vote.written", actor=by, target=vote, about=[examination], at=at)
    return found


@transaction.atomic
def cast_vote(seat, competence, *, stage, is_acquired, comment, question, by, at):
    """Write or rewrite one's whole vote at once. What is not acquired is explained."""
    examination, seat = _locked_seat(seat, stage)
    if not is_acquired and not comment.strip():
        raise VerdictRefused(LACKS, field="comment")
    vote = Vote.objects.filter(seat=seat, competence=competence, stage=stage).first() or Vote()
    texts = {"choice": CHOICES[is_acquired], "comment": comment, "question": question}
    changes = {
        name: Change(text, Attempt(revision_of(vote, name).number, "", 0)) for name, text in texts.items()
    }
    _keep(examination, seat, competence, changes, stage=stage, by=by, at=at)
    return Vote.objects.get(seat=seat, competence=competence, stage=stage)


@transaction.atomic
def send_votes(seat, *, stage, by, at):
    """Seal one's votes: one on every competence is needed (A6). The chair learns when nobody is missing."""
    examination, seat = _locked_seat(seat, stage)
    expected = {competence.pk for competence in to_vote(examination, stage)}
    given = {vote.competence_id for vote in seat.votes.filter(stage=stage) if vote.is_given}
    if missing := expected - given:
        raise VerdictRefused(
            f"{count(len(missing), 'compétence')} sans avis : le jury se prononce sur chacune. "
            "Aucun avis n’est envoyé tant qu’il en manque."
        )
    if stage == Stage.READING:
        seat.read_at = at
    else:
        seat.heard_at = at
    seat.save(update_fields=["read_at", "heard_at"])
    record("votes.sent", actor=by, target=seat, about=[examination, examination.dossier], at=at, stage=stage)
    examination = full_examination(Examination.objects.all(), examination.pk)
    if not waiting_for(examination, stage):
        tell_chair_that_all_sent(examination, stage, at=at)
    if seat.is_chair:
        # what was changed before the chair's own votes were sent could not be told then (D8)
        for change in VoteChange.objects.filter(vote__seat__examination=examination, vote__stage=stage):
            tell_chair_of_change(examination, change, at=at)
    return seat


@transaction.atomic
def change_vote(seat, competence, *, stage, is_acquired, comment, question, why, by, at):
    """Change a vote that was sent, before its stage is closed: what it said stays in its history, with the
    reason, and the chair is told."""
    examination = Examination.objects.select_for_update(of=("self",)).get(pk=seat.examination_id)
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if examination.state != STATE_OF.get(stage):  # a rectification takes no vote
        raise StageOver("Cette étape est close : vos avis ne changent plus.")
    if not seat.sent_at(stage):
        raise VerdictRefused("Vos avis ne sont pas encore envoyés : écrivez-les directement.")
    vote = Vote.objects.get(seat=seat, competence=competence, stage=stage)
    if not why.strip():
        raise VerdictRefused("Écrivez pourquoi vous changez cet avis : la présidence le lira.", field="why")
    if not is_acquired and not comment.strip():
        raise VerdictRefused(LACKS, field="comment")
    if (is_acquired, comment, question) == (vote.is_acquired, vote.comment, vote.question):
        raise VerdictRefused("Rien n’a changé dans cet avis.")
    change = VoteChange.objects.create(
        vote=vote,
        at=at,
        why=why,
        was_acquired=vote.is_acquired,
        old_comment=vote.comment,
        old_question=vote.question,
        is_acquired=is_acquired,
        comment=comment,
        question=question,
    )
    vote.is_acquired, vote.comment, vote.question = is_acquired, comment, question
    vote.save(update_fields=["is_acquired", "comment", "question"])
    record("vote.changed", actor=by, target=vote, about=[examination, examination.dossier], at=at)
    examination = full_examination(Examination.objects.all(), examination.pk)
    chair = next(one for one in examination.seats.all() if one.is_chair)
    if chair.sent_at(stage):
        tell_chair_of_change(examination, change, at=at)
    return change
