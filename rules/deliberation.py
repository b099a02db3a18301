"""From votes to a collective verdict, and from verdicts to blocks.

Source: A6, A9, A10; D2 (no refusal on reading alone), D3, D8 (majority, casting vote), D10 (absence).
"""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass

from rules.awards import Block, ValidatedBlock, missing_competences
from rules.errors import ReadingNotClosable, VerdictRefused
from rules.french import count, listing


@dataclass(frozen=True)
class CollectiveVerdict:
    """`is_acquired` is what stands; `by_casting_vote` tells that the chair's vote broke a tie,
    `against_majority` that the chair recorded another verdict, which takes a written reason (D8)."""

    is_acquired: bool
    by_casting_vote: bool = False
    against_majority: bool = False
    reason: str = ""


def majority(votes: Mapping[str, bool], *, chair: str) -> CollectiveVerdict:
    """D8: the majority of the members who sat; on a tie the chair's vote counts.

    `votes` maps each member to « acquise » (True) or not. Raises VerdictRefused without the chair's vote.
    """
    if chair not in votes:
        raise VerdictRefused("La présidence du jury n’a pas envoyé son avis.")
    acquired = sum(votes.values())
    missing = len(votes) - acquired
    if acquired == missing:
        return CollectiveVerdict(votes[chair], by_casting_vote=True)
    return CollectiveVerdict(acquired > missing)


def collective_verdict(
    votes: Mapping[str, bool], *, chair: str, set_by_chair: bool | None = None, reason: str = ""
) -> CollectiveVerdict:
    """The majority, or what the chair recorded instead with a written reason (D8)."""
    found = majority(votes, chair=chair)
    if set_by_chair is None or set_by_chair == found.is_acquired:
        return found
    if not reason.strip():
        raise VerdictRefused(
            "Un résultat différent de la majorité demande une raison écrite de la présidence.", field="reason"
        )
    return CollectiveVerdict(set_by_chair, against_majority=True, reason=reason.strip())


def check_everyone_voted(waiting: Collection[str]) -> None:
    """A6, D8: the stage closes once each member has sent a vote on every competence. `waiting`: names."""
    if waiting:
        raise ReadingNotClosable(
            f"Avis attendus : {listing(sorted(waiting))} ({count(len(waiting), 'membre')}). "
            "La clôture attend que chaque membre ait envoyé ses avis."
        )


def check_own_votes_sent(has_sent: bool) -> None:
    """D8: whoever has not sent their own votes learns nothing of the others', not even who is awaited."""
    if not has_sent:
        raise ReadingNotClosable(
            "Envoyez d’abord vos avis : tant qu’ils ne le sont pas, rien n’est dit de ceux des autres."
        )


def check_motives(motives: Mapping[str, str]) -> None:
    """A competence not acquired is explained to the candidate: each code needs a non-empty motive."""
    if bare := sorted(code for code, motive in motives.items() if not motive.strip()):
        raise VerdictRefused(
            f"Écrivez le motif pour {listing(bare)} : la personne candidate le lira.", field="motive"
        )


def split_blocks(
    blocks: Iterable[Block], acquired: Mapping[str, Set[str]]
) -> tuple[list[ValidatedBlock], list[Block]]:
    """Blocks proven at 100 % (A1, D3), and those that are not. `acquired` maps a block to its competences.

    At the end of the reading the second list opens the interview (A9, D2); after it, they are not validated.
    """
    proven: list[ValidatedBlock] = []
    open_blocks: list[Block] = []
    for block in blocks:
        found = frozenset(acquired.get(block.code, frozenset())) & block.competences
        if missing_competences(block, found):
            open_blocks.append(block)
        else:
            proven.append(ValidatedBlock(block, found))
    return proven, open_blocks


def competences_for_interview(block: Block, acquired: Set[str]) -> frozenset[str]:
    """A9, A10: the interview bears on what reading did not prove, and on nothing else."""
    return missing_competences(block, acquired)
