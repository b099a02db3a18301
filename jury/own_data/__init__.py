"""What the jury's app holds about a person: as a candidate, and as a juror."""

from accounts.portability import leave_out
from jury.own_data import candidate, juror

__all__ = ["candidate", "juror"]

OFFICE_ACT = (
    "an act of the office or of a chair on somebody else's procedure: its author finds it in « actes »"
)
leave_out(
    {
        "jury.Session.published_by": OFFICE_ACT,
        "jury.Minutes.closed_by": OFFICE_ACT,
        "jury.Minutes_signers.user": "minutes hold everybody's votes; one's signature is in « signatures »",
        "jury.Appeal.manager": OFFICE_ACT,
        "jury.Appeal.answered_by": OFFICE_ACT,
        "jury.PanelChange.by": OFFICE_ACT,
        "jury.InterviewSlot.proposed_by": OFFICE_ACT,
        "jury.Unavailability.declared_by": "who said it for somebody: the days are in « disponibilites »",
    }
)
