"""Where a dossier goes and what became of its blocks; the jury tells this app through these two."""

from candidates.models import Outcome
from candidates.states import CLOSED
from referentials.models import Block


def move_dossier(dossier, target, *, at):
    """Walk the dossier along its table, and keep how long it stayed; the caller holds the locks and
    leaves the trace."""
    stay = dossier.move_to(target, at=at)
    if target in CLOSED:
        dossier.closed_at = at
    dossier.save(update_fields=["state", "state_since", "submitted_at", "closed_at"])
    stay.save()


def settle_block(dossier, block: Block, *, is_validated):
    """Write what became of a block; the caller holds the candidate's lock."""
    outcome = Outcome.VALIDATED if is_validated else Outcome.NOT_VALIDATED
    dossier.targets.filter(block=block).update(outcome=outcome)
