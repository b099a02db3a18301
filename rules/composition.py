"""Who may judge whom: number, external share, ties, quorum.

Source: D7 (composition and ties), D9 (same jury, quorum). Every limit is a parameter of the certification.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from rules.errors import JuryRefused, QuorumMissing
from rules.french import count, listing

TOLERANCE = 1e-9  # 0.28 × 25 is a little more than 7 for a computer, and 7 for everybody else


@dataclass(frozen=True)
class JuryParameters:
    """Limits of one version: `min_external_share` is a fraction of the members, between 0 and 1; each of the
    `colleges` (« employer », « employee ») has a member; `notice_days` is how long before a session a
    salaried juror must warn their employer (Code du travail, D3142-32, unless an agreement says
    otherwise)."""

    min_members: int = 2
    min_external_share: float = 0.5
    quorum: int = 2
    colleges: tuple[str, ...] = ()
    notice_days: int = 15


@dataclass(frozen=True)
class Juror:
    """`email` identifies the person; `organisation` is any identifier, None for an independent."""

    email: str
    name: str
    organisation: int | None
    unit: str = ""


@dataclass(frozen=True)
class CandidateTies:
    """The candidate as a jury must not know them. `people` maps an e-mail to the tie it stands for
    (« responsable hiérarchique », « formateur »…), `training_bodies` holds organisations."""

    email: str
    organisation: int
    unit: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    training_bodies: frozenset[int] = frozenset()


def _same(one: str, other: str) -> bool:
    return bool(one.strip()) and one.strip().casefold() == other.strip().casefold()


def tie_between(juror: Juror, candidate: CandidateTies) -> str | None:
    """The tie that keeps this juror off the jury, in French, or None."""
    if _same(juror.email, candidate.email):
        return "c’est la personne candidate"
    for email, tie in candidate.people.items():
        if _same(juror.email, email):
            return tie
    if juror.organisation == candidate.organisation and _same(juror.unit, candidate.unit):
        return "même service que la personne candidate"
    return None


def is_external(juror: Juror, candidate: CandidateTies) -> bool:
    bodies = {candidate.organisation, *candidate.training_bodies}
    return juror.organisation is None or juror.organisation not in bodies


def check_composition(
    jurors: Sequence[Juror], *, chair: str, candidate: CandidateTies, parameters: JuryParameters
) -> None:
    """D7: raises JuryRefused with every reason why this jury may not judge this candidate."""
    reasons = [*_shape_reasons(jurors, chair, parameters)]
    for juror in jurors:
        if tie := tie_between(juror, candidate):
            reasons.append(f"{juror.name} ne peut pas siéger : {tie}.")
    external = sum(is_external(juror, candidate) for juror in jurors)
    if jurors and external + TOLERANCE < parameters.min_external_share * len(jurors):
        share = round(parameters.min_external_share * 100)
        reasons.append(
            f"{count(external, 'membre extérieur', 'membres extérieurs')} sur {len(jurors)} : au moins "
            f"{share}\u00a0% "
            "doivent être extérieurs à l’organisme de la personne candidate et à l’organisme de formation."
        )
    if reasons:
        raise JuryRefused(*reasons)


def check_jury_shape(jurors: Sequence[Juror], *, chair: str, parameters: JuryParameters) -> None:
    """D7, as far as it can be told before a candidate is known."""
    if reasons := _shape_reasons(jurors, chair, parameters):
        raise JuryRefused(*reasons)


def _shape_reasons(jurors: Sequence[Juror], chair: str, parameters: JuryParameters) -> list[str]:
    reasons = []
    if len(jurors) < parameters.min_members:
        reasons.append(
            f"Ce jury a {count(len(jurors), 'membre')} ; il en faut au moins {parameters.min_members}, "
            "dont la présidence."
        )
    if not any(_same(juror.email, chair) for juror in jurors):
        reasons.append("La présidence du jury doit être confiée à l’un de ses membres.")
    return reasons


def check_quorum(
    *, present: Set[str], readers: Set[str], chair: str, parameters: JuryParameters, names: Mapping[str, str]
) -> None:
    """D9: only members who took part in the reading sit; the chair and a quorum of them must be there.

    `present`, `readers` and `chair` are e-mails; `names` gives the words for a refusal.
    """
    reasons = []
    if strangers := present - readers:
        who = listing(sorted(names.get(email, email) for email in strangers))
        reasons.append(f"{who} : seuls les membres qui ont lu le dossier siègent à l’entretien (même jury).")
    if chair not in present:
        reasons.append("La présidence du jury doit être présente.")
    if len(present & readers) < parameters.quorum:
        reasons.append(
            f"{count(len(present & readers), 'membre présent', 'membres présents')} : le quorum est de "
            f"{parameters.quorum}. Sans quorum possible, demandez aux gestionnaires de dissoudre ce jury : "
            "un nouveau jury reprendra à la lecture."
        )
    if reasons:
        raise QuorumMissing(*reasons)
