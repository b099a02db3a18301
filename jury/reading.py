"""What the reading room shows of a dossier, and what members said once nobody's votes are awaited."""

from dataclasses import dataclass

from django.db.models import Case, OuterRef, Value, When

from candidates.documents import FIELDS, paragraphs
from jury.models import Examination, Stage, Verdict, Vote
from jury.selectors import competence_views, tallies, voters, waiting_for
from jury.states import ExaminationState
from referentials.models import Competence
from ui.counting import number_of


@dataclass(frozen=True)
class Excerpt:
    """Words that illustrate a competence, in the paragraphs they stand in. `field` is empty for an
    illustration written apart; `anchor` is the place of the text in the page of the whole dossier."""

    situation: dict
    field: str
    label: str
    anchor: str
    paragraphs: list


def anchor_of(block, situation, field=""):
    """« B1-2-analysis »: the address of a text inside the whole dossier."""
    return "-".join(filter(None, [block, str(situation["position"]), field]))


def excerpts_of(content, block, competence):
    """What the candidate linked to one competence, in the order of the situations. Of a text, only the
    paragraphs that hold a linked passage; the passage is found where it first stands."""
    found = []
    for situation in content["situations"]:
        linked = [one for one in situation.get("passages", ()) if _is_of(one, block, competence)]
        for field, label in FIELDS.items():
            marks = [{"text": p["text"], "anchor": "", "name": ""} for p in linked if p["field"] == field]
            if marks:
                kept = [
                    p for p in paragraphs(situation[field], marks) if any(piece["is_passage"] for piece in p)
                ]
                anchor = anchor_of(block, situation, field)
                found.append(Excerpt(situation, field, label.lower(), anchor, kept))
        for one in situation["illustrations"]:
            if _is_of(one, block, competence):
                anchor = anchor_of(block, situation)
                found.append(Excerpt(situation, "", "", anchor, paragraphs(one["text"])))
    return found


def _is_of(one, block, competence):
    return (one["block"], one["competence"]) == (block, competence)


def views_to_vote(examination, *, stage, seat=None):
    """The competences voted on at a stage, each with the vote of `seat`: all but the kept ones at the
    reading, those it left open after the interview."""
    views = competence_views(examination, seat=seat, stage=stage)
    return [view for view in views if (not view.is_kept if stage == Stage.READING else view.is_open)]


@dataclass(frozen=True)
class Progress:
    """« 7 avis sur 18 »: one's own votes, and nobody else's."""

    given: int
    total: int

    @property
    def is_whole(self):
        return self.given == self.total


def progress_of(views):
    return Progress(sum(view.is_given for view in views), len(views))


AT_ITS_STAGE = Case(
    When(state=ExaminationState.READING, then=Value(Stage.READING)), default=Value(Stage.INTERVIEW)
)


def with_progress(examinations, user, *, stage=AT_ITS_STAGE):
    """Examinations with `given` and `asked`: how many votes this member gave at a stage, and how many it asks
    for. The same numbers as `progress_of(views_to_vote(…))`, counted by the database."""
    examinations = examinations.annotate(stage=stage)
    own = Vote.objects.given().filter(seat__examination=OuterRef("pk"), seat__juror=user)
    in_all = number_of(Competence.objects.filter(block__examinations=OuterRef("pk")))
    kept = number_of(Examination.kept.through.objects.filter(examination=OuterRef("pk")))
    left = Verdict.objects.filter(examination=OuterRef("pk"), stage=Stage.READING, is_acquired=False)
    return examinations.annotate(
        given=number_of(own.filter(stage=OuterRef("stage"))),
        asked=Case(When(stage=Stage.READING, then=in_all - kept), default=number_of(left)),
    )


def others_are_open(examination, seat, stage):
    """Whether this member may see the others' votes: theirs are sent, and nobody's are awaited (D8)."""
    own = seat in voters(examination, stage)
    return (not own or seat.sent_at(stage) is not None) and not waiting_for(examination, stage)


@dataclass(frozen=True)
class Compared:
    """One competence as the members see it together. `lines` holds (seat, vote)."""

    tally: object
    lines: list

    @property
    def is_discussed(self):
        """Members differ, or nobody finds it acquired: what a deliberation is about."""
        return self.tally.is_split or not self.tally.in_favour


def compared(examination, stage):
    """Each competence of a stage with each member's vote: differences first, then what nobody finds
    acquired, then what all do. Ask only when `others_are_open`."""
    seats = {seat.pk: seat for seat in voters(examination, stage)}
    found = [
        Compared(tally, [(seats[vote.seat_id], vote) for vote in tally.votes])
        for tally in tallies(examination, stage)
    ]
    return sorted(found, key=lambda one: (not one.tally.is_split, not one.is_discussed))
