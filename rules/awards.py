"""When a block is validated, when the CQP is earned, what a later dossier keeps.

Source: A1, A2, A5; D1 (competences of a block that was not validated).
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date

from rules.calendar import add_months
from rules.errors import CompetencesMissing


@dataclass(frozen=True)
class Block:
    """A block of competences, as the referential defines it."""

    code: str
    competences: frozenset[str]

    def __post_init__(self) -> None:
        if not self.competences:
            raise ValueError(f"Block {self.code} has no competence, so anyone would validate it.")


@dataclass(frozen=True)
class ValidatedBlock:
    """The proof that 100 % of a block's competences are acquired (A1).

    A CCP is awarded from this object only, and it cannot exist otherwise.
    """

    block: Block
    acquired: frozenset[str]

    def __post_init__(self) -> None:
        if missing := missing_competences(self.block, self.acquired):
            raise CompetencesMissing(self.block.code, missing)


def missing_competences(block: Block, acquired: Set[str]) -> frozenset[str]:
    return block.competences - acquired


def is_cqp_earned(blocks: Iterable[Block], ccps_held: Set[str]) -> bool:
    """A5: every block of the certification has its CCP. A certification without blocks has none to earn."""
    asked = {block.code for block in blocks}
    return bool(asked) and asked <= ccps_held


def kept_until(*, decided_on: date, months: int) -> date | None:
    """D1: the first day on which a competence acquired on `decided_on`, in a block that was not validated,
    is no longer kept; None when the version keeps nothing (0, the default)."""
    return add_months(decided_on, months) if months > 0 else None


def is_still_kept(*, decided_on: date, months: int, on: date) -> bool:
    """D1: is a competence acquired on `decided_on`, in a block that was not validated, kept on `on`?

    `months` comes from the referential version; 0, the default, keeps nothing.
    """
    until = kept_until(decided_on=decided_on, months=months)
    return until is not None and on < until
