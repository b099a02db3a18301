"""A member's own votes: written one by one, sent all together, sealed from then on (D8)."""

from django.db import transaction
from django.urls import reverse

from audit.services import record
from jury.models import Examination, Seat, Stage, Vote
from jury.panel import check_seat_may_act
from jury.selectors import full_examination, to_vote, voters, waiting_for
from jury.states import ExaminationState
from notifications.services import notify
from rules.errors import DomainError, VerdictRefused
from rules.french import count

STATE_OF = {Stage.READING: ExaminationState.READING, Stage.INTERVIEW: ExaminationState.DELIBERATION}


class StageOver(DomainError):
    """Votes of this stage are no longer taken."""


def _locked_seat(seat, stage):
    """The seat, locked, while its votes may still change."""
    examination = Examination.objects.select_for_update(of=("self",)).get(pk=seat.examination_id)
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    check_seat_may_act(seat)
    if examination.state != STATE_OF[stage]:
        raise StageOver(
            f"L’examen de ce dossier en est à « {examination.get_state_display()} » : cet avis n’est "
            f"plus attendu. "
            "Copiez ce que vous venez d’écrire si vous voulez le garder."
        )
    if seat.sent_at(stage):
        raise StageOver("Vos avis sont envoyés et scellés : ils ne changent plus.")
    return full_examination(Examination.objects.all(), examination.pk), seat


@transaction.atomic
def cast_vote(seat, competence, *, stage, is_acquired, comment, question, by, at):
    """Write or rewrite one's vote on a competence, until all are sent. What is not acquired is explained."""
    examination, seat = _locked_seat(seat, stage)
    if competence.pk not in {open_one.pk for open_one in to_vote(examination, stage)}:
        raise VerdictRefused("Cette compétence n’est pas à décider à cette étape.")
    if seat.pk not in {voter.pk for voter in voters(examination, stage)}:
        raise VerdictRefused("Seuls les membres qui ont siégé à l’entretien donnent un avis.")
    if not is_acquired and not comment.strip():
        raise VerdictRefused(
            "Écrivez ce qui manque : la personne candidate doit pouvoir s’y préparer.", field="comment"
        )
    vote, _ = Vote.objects.update_or_create(
        seat=seat,
        competence=competence,
        stage=stage,
        defaults={"is_acquired": is_acquired, "comment": comment, "question": question},
    )
    # The trace says that a vote was written, not what it says: the trail is no way round the seal.
    record("vote.written", actor=by, target=vote, about=[examination], at=at)
    return vote


@transaction.atomic
def send_votes(seat, *, stage, by, at):
    """Seal one's votes: one on every competence is needed (A6). The chair learns when nobody is missing."""
    examination, seat = _locked_seat(seat, stage)
    expected = {competence.pk for competence in to_vote(examination, stage)}
    given = set(seat.votes.filter(stage=stage).values_list("competence_id", flat=True))
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
    chair = next((seat for seat in examination.seats.all() if seat.is_chair), None)
    if chair and not waiting_for(examination, stage):
        notify(
            chair.juror,
            key=f"examination:{examination.pk}:all-sent:{stage}",
            subject="Tous les avis sont envoyés",
            body=f"Chaque membre a envoyé ses avis sur le dossier {examination.dossier.reference} : "
            f"vous pouvez clore.",
            path=reverse("jury:examination", args=[examination.pk]),
            at=at,
        )
    return seat
