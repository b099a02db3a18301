"""Who applies, with what: the candidate, their modules, their dossiers and what these hold."""

from candidates.models.accommodations import Accommodation, Measure
from candidates.models.attendance_import import AttendanceImport
from candidates.models.candidate import Candidate, Route, Sex
from candidates.models.documents import DocumentKind, SubmissionDocument
from candidates.models.dossier import Dossier, DossierBlock, Outcome
from candidates.models.files import Attachment, FileState, StoredFile
from candidates.models.margin import KeptMention, TutorComment, Tutoring
from candidates.models.reasons import DecisionReason
from candidates.models.retention import ErasureHold, FileToErase
from candidates.models.stays import DossierStay
from candidates.models.submission import CompletionPlace, CompletionPoint, CompletionRequest, Submission
from candidates.models.ties import Addressee, Tie, Tied, TieKind
from candidates.models.training import ModuleAttendance
from candidates.models.writing import Illustration, Passage, Situation

__all__ = [
    "Accommodation",
    "Addressee",
    "Attachment",
    "AttendanceImport",
    "Candidate",
    "CompletionPlace",
    "CompletionPoint",
    "CompletionRequest",
    "DecisionReason",
    "DocumentKind",
    "Dossier",
    "DossierBlock",
    "DossierStay",
    "ErasureHold",
    "FileState",
    "FileToErase",
    "Illustration",
    "KeptMention",
    "Measure",
    "ModuleAttendance",
    "Outcome",
    "Passage",
    "Route",
    "Sex",
    "Situation",
    "StoredFile",
    "Submission",
    "SubmissionDocument",
    "Tie",
    "TieKind",
    "Tied",
    "TutorComment",
    "Tutoring",
]
