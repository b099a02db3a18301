"""What the jury tells this app: where the dossier goes, what became of its blocks."""

from candidates.models import Outcome
from candidates.states import DossierState
from referentials.models import Block


def move_dossier(dossier, target, *, at):
    """The jury's work moves the dossier; the caller holds the locks and leaves the trace."""
    dossier.move_to(target)
    if target == DossierState.DECIDED:
        dossier.closed_at = at
    dossier.save(update_fields=["state", "closed_at"])


def settle_block(dossier, block: Block, *, is_validated):
    """Write what became of a block; the caller holds the candidate's lock."""
    outcome = Outcome.VALIDATED if is_validated else Outcome.NOT_VALIDATED
    dossier.targets.filter(block=block).update(outcome=outcome)
