"""When a block is validated, when the CQP is earned, what a later dossier keeps.

Source: A1, A2, A5; D1 (competences of a block that was not validated); D14 (equivalences of blocks).
"""

from collections.abc import Hashable, Iterable, Set
from dataclasses import dataclass
from datetime import date

from rules.calendar import add_months
from rules.errors import CompetencesMissing, VersionRefused


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


@dataclass(frozen=True)
class Equivalence:
    """D14: a CCP of `old`, a block of another version, counts for `new`, a block of this one. Blocks of other
    versions are told apart by a key of the caller's, for two versions may use one code for two blocks."""

    old: Hashable
    new: str


def blocks_by_equivalence(older: Set[Hashable], equivalences: Iterable[Equivalence]) -> frozenset[str]:
    """D14: the blocks of this version that CCPs of older ones count for. Read as written: nothing follows
    from two equivalences put end to end."""
    return frozenset(equivalence.new for equivalence in equivalences if equivalence.old in older)


def is_cqp_earned(
    blocks: Iterable[Block], ccps_held: Set[str], by_equivalence: Set[str] = frozenset()
) -> bool:
    """A5: every block of the certification has its CCP, its own or an older one declared equivalent (D14).
    A certification without blocks has none to earn."""
    asked = {block.code for block in blocks}
    return bool(asked) and asked <= ccps_held | by_equivalence


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


def check_may_move(*, open_dossiers: int, same_certification: bool, is_newer: bool, has_blocks: bool) -> None:
    """D14: from a version to a newer one of the same certification, and between two dossiers only: a dossier
    is bound to its version. Nobody follows a version without blocks, there being nothing to earn. Raises
    VersionRefused."""
    if not same_certification or not is_newer:
        raise VersionRefused("Choisissez une version plus récente de la même certification.", field="version")
    if not has_blocks:
        raise VersionRefused(
            "Cette version n’a aucun bloc de compétences : personne ne peut encore la suivre. Choisissez-en "
            "une autre.",
            field="version",
        )
    if open_dossiers:
        raise VersionRefused(
            "Un dossier est en cours, et il reste sur sa version : attendez sa décision, ou son retrait, "
            "pour changer de version."
        )
