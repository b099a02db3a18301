"""What an examination's pages need, computed once: what is open, who voted, what comes out of it."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404

from certificates.models import Proof
from jury.models import BlockDecision, Seat, Stage, Vote
from rules.awards import missing_competences
from rules.deliberation import CollectiveVerdict, majority
from rules.errors import VerdictRefused


def full_examination(examinations, pk):
    """An examination with all that its pages show, in a fixed number of queries; None when not among them.
    Its `seats` are those who judge now."""
    return (
        examinations.select_related(
            "dossier__candidate__user__organisation", "jury", "session", "submission", "dossier__version"
        )
        .prefetch_related(
            *_voting(Stage.INTERVIEW),
            Prefetch("decisions", BlockDecision.objects.standing()),
            "minutes",
        )
        .filter(pk=pk)
        .first()
    )


def examination_in_room(examinations, pk, *, stage):
    """The same with what voting at a stage needs, and nothing else: while members read, nobody's votes."""
    rows = examinations.select_related("dossier").prefetch_related(*_voting(stage))
    return rows.filter(pk=pk).first()


def _voting(stage):
    """Who votes on what at a stage, and after the reading what was said so far."""
    sitting = Seat.objects.sitting().select_related("juror__organisation")
    lookups = ["blocks__competences", "kept", Prefetch("seats", sitting), "verdicts"]
    if stage == Stage.READING:
        return lookups
    # a private note is loaded by its author’s own page, and by no other
    return [*lookups, Prefetch("seats__votes", Vote.objects.defer("note")), "interviews__present"]


def examination_or_404(examinations, pk):
    found = full_examination(examinations, pk)
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class CompetenceView:
    """A competence under examination, with one member's vote or the collective state of it."""

    competence: object
    block: object
    is_kept: bool
    vote: object = None
    reading: object = None
    interview: object = None
    rectified: object = None

    @property
    def verdict(self):
        """The last word: what minutes rectified, else the interview, else the reading."""
        return self.rectified or self.interview or self.reading

    @property
    def is_given(self):
        """Whether this member's vote is decided and explained."""
        return self.vote is not None and self.vote.is_given

    @property
    def mark(self):
        return mark_of(self.vote)

    @property
    def is_open(self):
        """Still to decide at the interview: the reading did not prove it (A9)."""
        return not self.is_kept and self.reading is not None and not self.reading.is_acquired

    @property
    def state(self):
        """The icon's name: what a person reads at a glance."""
        if self.is_kept or (self.verdict and self.verdict.is_acquired):
            return "acquired"
        if self.interview or self.rectified:
            return "missing"
        return "to_explore" if self.reading else "pending"


def mark_of(vote):
    """The icon of one's own vote: nothing yet, begun, or what was decided."""
    if vote is None or not (vote.choice or vote.comment or vote.question):
        return "pending"
    if not vote.is_given:
        return "begun"
    if vote.is_acquired:
        return "acquired"
    return "to_explore" if vote.stage == Stage.READING else "missing"


def competence_views(examination, *, seat=None, stage=None):
    """Every competence under examination, in order; `seat` and `stage` add that member's own votes."""
    kept = {competence.pk for competence in examination.kept.all()}
    verdicts = {(v.competence_id, v.stage): v for v in examination.verdicts.all()}
    votes = {v.competence_id: v for v in seat.votes.all() if v.stage == stage} if seat else {}
    return [
        CompetenceView(
            competence=competence,
            block=block,
            is_kept=competence.pk in kept,
            vote=votes.get(competence.pk),
            reading=verdicts.get((competence.pk, Stage.READING)),
            interview=verdicts.get((competence.pk, Stage.INTERVIEW)),
            rectified=verdicts.get((competence.pk, Stage.RECTIFIED)),
        )
        for block in sorted(examination.blocks.all(), key=lambda b: b.position)
        for competence in block.competences.all()
    ]


def to_vote(examination, stage):
    """The competences a member votes on: all but the kept ones at the reading, those left open after it."""
    views = competence_views(examination)
    if stage == Stage.READING:
        return [view.competence for view in views if not view.is_kept]
    return [view.competence for view in views if view.is_open]


def voters(examination, stage):
    """The seats that vote at a stage: everyone at the reading, those who sat at the interview (D8)."""
    seats = list(examination.seats.all())
    if stage == Stage.READING:
        return seats
    held = latest_interview(examination)
    present = {seat.pk for seat in held.present.all()} if held else set()
    return [seat for seat in seats if seat.pk in present]


def latest_interview(examination):
    return max(examination.interviews.all(), key=lambda i: (i.summoned_at, i.pk), default=None)


def waiting_for(examination, stage):
    """The seats whose votes have not come."""
    return [seat for seat in voters(examination, stage) if seat.sent_at(stage) is None]


@dataclass(frozen=True)
class Tally:
    """The votes on one competence and what their majority gives."""

    competence: object
    block: object
    votes: list
    found: CollectiveVerdict | None

    @property
    def in_favour(self):
        return sum(vote.is_acquired for vote in self.votes)

    @property
    def against(self):
        return len(self.votes) - self.in_favour

    @property
    def is_split(self):
        return bool(self.in_favour and self.against)


def tallies(examination, stage):
    """One tally per competence voted at a stage. Ask only once every member has sent theirs (D8)."""
    seats = {seat.pk: seat for seat in voters(examination, stage)}
    chair = next((seat for seat in seats.values() if seat.is_chair), None)
    blocks = {block.pk: block for block in examination.blocks.all()}
    found = []
    for competence in to_vote(examination, stage):
        votes = [
            vote
            for seat in seats.values()
            for vote in seat.votes.all()
            if vote.stage == stage and vote.competence_id == competence.pk
        ]
        by_seat = {str(vote.seat_id): vote.is_acquired for vote in votes}
        try:
            verdict = majority(by_seat, chair=str(chair.pk) if chair else "")
        except VerdictRefused:
            verdict = None
        found.append(Tally(competence, blocks[competence.block_id], votes, verdict))
    return found


def what_lacks_in(tally):
    """What the members found missing, each thing once, a paragraph each."""
    return "\n\n".join(dict.fromkeys(v.comment for v in tally.votes if not v.is_acquired and v.comment))


def what_lacked_on_reading(examination):
    """Competence id → what the reading found missing, as its minutes say: the reason of a decision that rests
    on the reading alone (D10)."""
    return {v.competence_id: v.motive for v in examination.verdicts.all() if v.stage == Stage.READING}


@dataclass(frozen=True)
class Foreseen:
    """What closing now would make of one block, given the chair's choices so far. `competences` holds
    (competence, whether the majority finds it acquired) for those that the closing decides."""

    block: object
    competences: list
    missing: list

    @property
    def codes(self):
        return [competence.code for competence in self.missing]

    @property
    def majority(self):
        """« 12:C2.1:1 13:C2.3:0 »: what the page's script counts from when a choice changes."""
        return " ".join(f"{c.pk}:{c.code}:{int(is_acquired)}" for c, is_acquired in self.competences)


def foreseen(examination, found, *, chosen):
    """One Foreseen for each block still to decide. `found` are the tallies of the stage, `chosen` maps a
    competence id to the verdict that the chair records instead of the majority's."""
    acquired, _proofs = acquired_codes(examination)
    decided = {decision.block_id for decision in examination.decisions.all()}
    lines = []
    for block in sorted(examination.blocks.all(), key=lambda b: b.position):
        if block.pk in decided:
            continue
        own = [(t.competence, bool(t.found and t.found.is_acquired)) for t in found if t.block.pk == block.pk]
        proven = acquired[block.code] | {c.code for c, is_acquired in own if chosen.get(c.pk, is_acquired)}
        left = missing_competences(block.as_rule(), proven)
        lines.append(Foreseen(block, own, [c for c in block.competences.all() if c.code in left]))
    return lines


def acquired_codes(examination):
    """Block code → codes acquired so far, whatever proved them, with the proof of each (block,
    competence)."""
    acquired = {block.code: set() for block in examination.blocks.all()}
    proofs = {}
    for view in competence_views(examination):
        if view.is_kept:
            proof = Proof.KEPT
        elif view.verdict is None or not view.verdict.is_acquired:
            continue
        else:
            # rectified: proven where the jury had heard it last
            proof = Proof.INTERVIEW if view.interview else Proof.READING
        acquired[view.block.code].add(view.competence.code)
        proofs[view.block.code, view.competence.code] = proof
    return acquired, proofs


@dataclass(frozen=True)
class Planned:
    """A competence of the interview: what each member found missing, what they want to ask."""

    view: CompetenceView
    notes: list
    questions: list


def question_plan(examination, views):
    """The interview, built from the gaps (A9): only the competences left open, with the members' comments and
    questions merged. Reading is closed by then: nothing sealed is shown."""
    plan = []
    for view in views:
        if not view.is_open:
            continue
        votes = [
            (seat, vote)
            for seat in examination.seats.all()
            for vote in seat.votes.all()
            if vote.competence_id == view.competence.pk and vote.stage == Stage.READING
        ]
        notes = _said_by((seat, vote.comment) for seat, vote in votes if not vote.is_acquired)
        plan.append(Planned(view, notes, _said_by((seat, vote.question) for seat, vote in votes)))
    return plan


def _said_by(texts):
    """[(text, those who wrote it)]: what two members wrote alike is said once."""
    found = {}
    for seat, text in texts:
        if text.strip():
            found.setdefault(text.strip(), []).append(seat)
    return list(found.items())
