"""Who decides, on what, and what was decided."""

from jury.models.appeals import Appeal, AppealFile, Grounds
from jury.models.decisions import BlockDecision
from jury.models.examinations import Examination, ExaminationQuerySet, Seat, Stage
from jury.models.interviews import Attendance, Interview
from jury.models.juries import Jury, JuryMember, Mode, Session
from jury.models.letters import ResultLetter
from jury.models.minutes import Minutes, MinutesSignature, SignatureMethod
from jury.models.votes import Verdict, Vote

__all__ = [
    "Appeal",
    "AppealFile",
    "Attendance",
    "BlockDecision",
    "Examination",
    "ExaminationQuerySet",
    "Grounds",
    "Interview",
    "Jury",
    "JuryMember",
    "Minutes",
    "MinutesSignature",
    "Mode",
    "ResultLetter",
    "Seat",
    "Session",
    "SignatureMethod",
    "Stage",
    "Verdict",
    "Vote",
]
