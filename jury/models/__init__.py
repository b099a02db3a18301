"""Who decides, on what, and what was decided."""

from jury.models.conflicts import Declaration, JudgesVote, Link, PanelChange
from jury.models.convocations import Answer, Convocation
from jury.models.decisions import BlockDecision, Minutes
from jury.models.examinations import Examination, ExaminationQuerySet, Seat, Stage
from jury.models.interviews import Attendance, Interview, InterviewNotice, InterviewSlot
from jury.models.juries import Jury, JuryMember, Mode, Session
from jury.models.pool import College, JurorProfile, Unavailability
from jury.models.votes import Verdict, Vote

__all__ = [
    "Answer",
    "Attendance",
    "BlockDecision",
    "College",
    "Convocation",
    "Declaration",
    "Examination",
    "ExaminationQuerySet",
    "Interview",
    "InterviewNotice",
    "InterviewSlot",
    "JudgesVote",
    "JurorProfile",
    "Jury",
    "JuryMember",
    "Link",
    "Minutes",
    "Mode",
    "PanelChange",
    "Seat",
    "Session",
    "Stage",
    "Unavailability",
    "Verdict",
    "Vote",
]
