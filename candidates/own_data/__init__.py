"""What candidacies and dossiers hold about a person."""

from accounts.portability import before_a_copy, leave_out
from candidates.own_data import candidacies, dossiers
from candidates.services.outcome import mark_results_read

__all__ = ["candidacies", "dossiers"]

OFFICE_ACT = "an act of the office on somebody else's procedure: its author finds it in « actes »"
leave_out(
    {
        "candidates.Candidate.registered_by": OFFICE_ACT,
        "candidates.Accommodation.decided_by": OFFICE_ACT,
        "candidates.ErasureHold.placed_by": OFFICE_ACT,
        "candidates.ErasureHold.lifted_by": OFFICE_ACT,
        "candidates.AttendanceImport.created_by": OFFICE_ACT,
        "candidates.AttendanceImport.applied_by": OFFICE_ACT,
        "candidates.CompletionRequest.requested_by": OFFICE_ACT,
        "candidates.ModuleAttendance.confirmed_by": OFFICE_ACT,
        "candidates.Tied.user": "a view over what is told elsewhere; whom it ties is somebody else's secret",
    }
)
# a copy cannot be taken back: a result that is in it was read
before_a_copy(mark_results_read)
