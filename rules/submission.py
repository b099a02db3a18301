"""What a dossier must hold to be addressed to the jury, and what is merely thin.

Source: A8. For each block: the presentation *and* the analysis of at least one significant situation.
Illustrations let the jury decide on reading, so their absence is advice, never a refusal.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import Enum

from rules.errors import DossierIncomplete
from rules.french import quoted

THIN_ILLUSTRATION = 150  # characters: under this, a jury seldom finds a fact to rest on
THIN_TEXT = 500


class Coverage(Enum):
    """How far a competence is illustrated. It informs; it never decides."""

    NONE = "none"
    THIN = "thin"
    FULL = "full"


@dataclass(frozen=True)
class TargetedBlock:
    """A block of the dossier; `competences` maps each code to its title, in order."""

    code: str
    label: str
    competences: Mapping[str, str]


@dataclass(frozen=True)
class WrittenSituation:
    """What a situation says. `illustrations` maps (block code, competence code) to the text that illustrates
    it here, `passages` to the stretches of the situation's own text that were linked to it."""

    key: int
    title: str
    blocks: frozenset[str]
    presentation: str
    analysis: str
    illustrations: Mapping[tuple[str, str], str]
    passages: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return quoted(self.title.strip() or "sans titre")

    @property
    def is_complete(self) -> bool:
        return bool(self.presentation.strip() and self.analysis.strip())

    def weight(self, block: str, competence: str) -> int:
        """Characters that speak for a competence: its illustration, or all its passages together."""
        written = len(self.illustrations.get((block, competence), "").strip())
        return max(written, sum(len(p.strip()) for p in self.passages.get((block, competence), ())))


@dataclass(frozen=True)
class Hole:
    """Something missing: required (A8, blocks the submission) or advisable. `situation` or `annexe` is where
    to mend it."""

    block: str
    sentence: str
    is_required: bool
    situation: int | None = None
    annexe: int | None = None


def coverage(
    situations: Sequence[WrittenSituation], block: str, competence: str, *, has_annexe: bool = False
) -> Coverage:
    """An annexe shows something, yet only words say what it proves: by itself it is thin."""
    heaviest = max((s.weight(block, competence) for s in situations), default=0)
    if heaviest >= THIN_ILLUSTRATION:
        return Coverage.FULL
    return Coverage.THIN if heaviest or has_annexe else Coverage.NONE


def _holes_in_block(
    block: TargetedBlock, situations: Sequence[WrittenSituation], supported: Set[tuple[str, str]]
) -> list[Hole]:
    own = [s for s in situations if block.code in s.blocks]
    is_proven = any(s.is_complete for s in own)
    holes: list[Hole] = []
    if not own:
        holes.append(
            Hole(block.code, f"{block.label} : aucune situation professionnelle n’est rattachée.", True)
        )
    for situation in own:
        where = f"{block.label} : la situation {situation.label}"
        for name, of_name, text in (
            ("présentation", "de présentation", situation.presentation),
            ("analyse", "d’analyse", situation.analysis),
        ):
            if not text.strip():
                holes.append(Hole(block.code, f"{where} n’a pas {of_name}.", not is_proven, situation.key))
            elif len(text.strip()) < THIN_TEXT:
                holes.append(Hole(block.code, f"{where} a une {name} courte.", False, situation.key))
    for code, title in block.competences.items():
        found = coverage(own, block.code, code, has_annexe=(block.code, code) in supported)
        if found is Coverage.NONE:
            holes.append(Hole(block.code, f"{code} {title} : aucune illustration.", False))
        elif found is Coverage.THIN:
            holes.append(Hole(block.code, f"{code} {title} : illustration mince.", False))
    return holes


def holes_in(
    blocks: Sequence[TargetedBlock],
    situations: Sequence[WrittenSituation],
    *,
    supported: Set[tuple[str, str]] = frozenset(),
) -> tuple[Hole, ...]:
    """Every hole, block by block, those that A8 requires first. `supported` holds the (block, competence)
    that an annexe supports."""
    holes = [hole for block in blocks for hole in _holes_in_block(block, situations, supported)]
    return tuple(sorted(holes, key=lambda hole: not hole.is_required))


def check_submission(holes: Sequence[Hole]) -> None:
    """Raises DossierIncomplete with each required hole (A8)."""
    if required := [hole.sentence for hole in holes if hole.is_required]:
        raise DossierIncomplete(*required)
