"""Who decides, on what, and what was decided."""

from jury.models.appeals import Appeal, AppealFile, Grounds
from jury.models.conflicts import Declaration, JudgesVote, Link, PanelChange
from jury.models.convocations import Answer, Convocation
from jury.models.decisions import BlockDecision
from jury.models.drafts import ClosingDraft
from jury.models.examinations import Examination, ExaminationQuerySet, Seat, Stage
from jury.models.interviews import Attendance, Interview, InterviewNotice, InterviewSlot
from jury.models.juries import Jury, JuryMember, Mode, Session
from jury.models.letters import ResultLetter
from jury.models.minutes import Minutes, MinutesSignature, SignatureMethod
from jury.models.pool import College, JurorProfile, Unavailability
from jury.models.votes import ACQUIRED, CHOICES, TO_EXPLORE, Verdict, Vote, VoteChange

__all__ = [
    "ACQUIRED",
    "CHOICES",
    "TO_EXPLORE",
    "Answer",
    "Appeal",
    "AppealFile",
    "Attendance",
    "BlockDecision",
    "ClosingDraft",
    "College",
    "Convocation",
    "Declaration",
    "Examination",
    "ExaminationQuerySet",
    "Grounds",
    "Interview",
    "InterviewNotice",
    "InterviewSlot",
    "JudgesVote",
    "JurorProfile",
    "Jury",
    "JuryMember",
    "Link",
    "Minutes",
    "MinutesSignature",
    "Mode",
    "PanelChange",
    "ResultLetter",
    "Seat",
    "Session",
    "SignatureMethod",
    "Stage",
    "Unavailability",
    "Verdict",
    "Vote",
    "VoteChange",
]
