"""What may be annexed to a dossier, and what an annexe must say before the dossier is submitted.

Source: A8. An annexe helps the jury decide on reading: what it shows is said in words, what it supports is
named, and the people it may speak of are not recognisable.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.errors import AttachmentRefused
from rules.french import count, quoted, size
from rules.submission import Hole


@dataclass(frozen=True)
class Quota:
    """How much a dossier may hold: files, and bytes in all."""

    files: int
    total_bytes: int


@dataclass(frozen=True)
class DescribedAttachment:
    """An annexe as its candidate described it, and what the antivirus, if one is asked, said of it."""

    key: int
    name: str
    label: str
    is_anonymous: bool
    is_in_quarantine: bool
    is_infected: bool
    competences: int

    @property
    def called(self) -> str:
        return f"L’annexe {quoted(self.label.strip() or self.name)}"


def check_room(quota: Quota, held: Sequence[int], *, adding: int) -> None:
    """Raises AttachmentRefused when one more file of `adding` bytes does not fit beside those held."""
    if len(held) >= quota.files:
        raise AttachmentRefused(
            f"Ce dossier a déjà {count(len(held), 'annexe')}, le maximum est de {quota.files}. "
            "Retirez-en une, ou réunissez plusieurs pages dans un seul PDF."
        )
    if sum(held) + adding > quota.total_bytes:
        raise AttachmentRefused(
            f"Avec ce fichier, les annexes dépasseraient {size(quota.total_bytes)} en tout. "
            "Retirez une annexe, ou choisissez un fichier plus léger."
        )


def _holes_of(annexe: DescribedAttachment) -> list[Hole]:
    if annexe.is_infected:
        return [_hole(annexe, "est refusée par l’antivirus : retirez-la.")]
    holes = []
    if annexe.is_in_quarantine:
        holes.append(_hole(annexe, "est encore en cours d’analyse : attendez quelques minutes."))
    if not annexe.label.strip():
        holes.append(_hole(annexe, "n’a pas d’intitulé : dites ce qu’elle montre."))
    if not annexe.is_anonymous:
        holes.append(
            _hole(
                annexe,
                "ne dit pas si elle est sans donnée personnelle de tiers : vérifiez-la et cochez la case.",
            )
        )
    if not annexe.competences:
        holes.append(_hole(annexe, "n’appuie encore aucune compétence.", is_required=False))
    return holes


def _hole(annexe: DescribedAttachment, sentence: str, *, is_required: bool = True) -> Hole:
    return Hole("", f"{annexe.called} {sentence}", is_required, annexe=annexe.key)


def holes_in_attachments(annexes: Sequence[DescribedAttachment]) -> tuple[Hole, ...]:
    """What each annexe still lacks: required (its label, its anonymity, the antivirus's answer) or
    advisable."""
    return tuple(hole for annexe in annexes for hole in _holes_of(annexe))
