"""Who decides, on what, and what was decided."""

from jury.models.decisions import BlockDecision, Minutes
from jury.models.drafts import ClosingDraft
from jury.models.examinations import Examination, ExaminationQuerySet, Seat, Stage
from jury.models.interviews import Attendance, Interview
from jury.models.juries import Jury, JuryMember, Mode, Session
from jury.models.votes import ACQUIRED, CHOICES, TO_EXPLORE, Verdict, Vote, VoteChange

__all__ = [
    "ACQUIRED",
    "CHOICES",
    "TO_EXPLORE",
    "Attendance",
    "BlockDecision",
    "ClosingDraft",
    "Examination",
    "ExaminationQuerySet",
    "Interview",
    "Jury",
    "JuryMember",
    "Minutes",
    "Mode",
    "Seat",
    "Session",
    "Stage",
    "Verdict",
    "Vote",
    "VoteChange",
]
