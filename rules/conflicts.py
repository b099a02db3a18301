"""What keeps somebody off a jury: ties found in what is recorded, links that members declare.

Source: D7, « nobody with a tie to the candidate may sit »; Code du travail D6412-6 (no professional or
personal relation, past or present, nor having accompanied the candidate).
"""

from collections.abc import Mapping
from enum import StrEnum

from rules.errors import ConflictRefused

TIES: Mapping[str, str] = {
    "self": "c’est la personne candidate",
    "line_manager": "responsable hiérarchique de la personne candidate, aujourd’hui ou auparavant",
    "companion": "accompagne ou a accompagné la personne candidate",
    "trainer": "a formé la personne candidate",
    "tutor": "a tutoré la personne candidate",
    "registered": "a inscrit ou invité la personne candidate",
    "invited": "a été invité(e) par la personne candidate",
    "same_unit": "même service que la personne candidate",
}
# An office registers and invites: that is its work on a procedure, not a reason to be kept from it.
OFFICE_WORK = frozenset({"registered", "invited"})


class LinkKind(StrEnum):
    """What a member says ties them to a candidate."""

    FAMILY = "family"
    PERSONAL = "personal"
    PROFESSIONAL = "professional"
    OTHER = "other"


LINKS: Mapping[LinkKind, str] = {
    LinkKind.FAMILY: "Familial",
    LinkKind.PERSONAL: "Personnel",
    LinkKind.PROFESSIONAL: "Professionnel",
    LinkKind.OTHER: "Autre",
}


def check_declaration(*, has_link: bool, kind: str, text: str) -> None:
    """A link is declared with its nature and a word on it; « aucun lien » says nothing more."""
    if not has_link:
        if kind or text.strip():
            raise ConflictRefused(
                "Vous déclarez n’avoir aucun lien et vous en décrivez un : choisissez l’un ou l’autre.",
                field="has_link",
            )
        return
    if kind not in LINKS:
        raise ConflictRefused("Dites de quelle nature est ce lien.", field="kind")
    if not text.strip():
        raise ConflictRefused(
            "Dites ce lien en quelques mots : seuls les gestionnaires les liront.", field="text"
        )


def check_may_judge(*, tie: str | None, is_sitting: bool, has_declared: bool) -> None:
    """Asked at each act of a member, whatever page it comes from."""
    if not is_sitting or tie:
        because = f"\u00a0: {tie}" if tie else ""
        raise ConflictRefused(f"Vous ne siégez plus sur ce dossier{because}. Rien n’a été enregistré.")
    if not has_declared:
        raise ConflictRefused(
            "Déclarez d’abord si vous avez un lien avec la personne candidate : ce dossier s’ouvre ensuite."
        )
