"""Who decides, on what, and what was decided."""

from jury.models.decisions import BlockDecision, Minutes
from jury.models.examinations import Examination, ExaminationQuerySet, Seat, Stage
from jury.models.interviews import Attendance, Interview, InterviewNotice, InterviewSlot
from jury.models.juries import Jury, JuryMember, Mode, Session
from jury.models.votes import Verdict, Vote

__all__ = [
    "Attendance",
    "BlockDecision",
    "Examination",
    "ExaminationQuerySet",
    "Interview",
    "InterviewNotice",
    "InterviewSlot",
    "Jury",
    "JuryMember",
    "Minutes",
    "Mode",
    "Seat",
    "Session",
    "Stage",
    "Verdict",
    "Vote",
]
