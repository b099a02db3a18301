"""Who may judge whom: number, external share, ties, quorum.

Source: D7 (composition and ties), D9 (same jury, quorum). Every limit is a parameter of the certification.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from rules.errors import JuryRefused, QuorumMissing
from rules.folding import fold
from rules.french import count, listing

COLLEGES = {"employer": "employeurs", "employee": "salariés"}

# A share is written with three figures: two of three reach the « two thirds » that is written 0.667, and the
# rest covers what a computer makes of a fraction (0.28 × 25 is a little more than 7 for it).
TOLERANCE = 0.0005 + 1e-9


@dataclass(frozen=True)
class JuryParameters:
    """Limits of one version: `min_external_share` is a fraction of the members, between 0 and 1, to the
    thousandth (one third is 0.333, two thirds 0.667); each of the `colleges` (« employer », « employee »)
    has a member; `notice_days` is how long before a session a salaried juror must warn their employer (Code
    du travail, D3142-32, unless an agreement says otherwise)."""

    min_members: int = 2
    min_external_share: float = 0.5
    quorum: int = 2
    colleges: tuple[str, ...] = ()
    notice_days: int = 15


@dataclass(frozen=True)
class Juror:
    """`email` identifies the person; `organisation` is any identifier, None for an independent; `workplace`
    is its name, for two rows may be one body typed twice; `college` is one of COLLEGES, or another."""

    email: str
    name: str
    organisation: int | None
    unit: str = ""
    college: str = ""
    workplace: str = ""


@dataclass(frozen=True)
class CandidateTies:
    """The candidate as a jury must not know them. `people` maps an e-mail to the tie it stands for
    (« responsable hiérarchique », « formateur »…), `training_bodies` holds organisations."""

    email: str
    organisation: int | None
    unit: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    training_bodies: frozenset[int] = frozenset()
    workplace: str = ""
    training_names: frozenset[str] = frozenset()


def _same(one: str, other: str) -> bool:
    return bool(one.strip()) and one.strip().casefold() == other.strip().casefold()


def _same_words(one: str, other: str) -> bool:
    """The same name however it was typed: capitals, accents, hyphens."""
    return bool(fold(one)) and fold(one) == fold(other)


def _works_at(juror: Juror, organisation: int | None, workplace: str) -> bool:
    if juror.organisation is None or organisation is None:
        return False
    return juror.organisation == organisation or _same_words(juror.workplace, workplace)


def tie_between(juror: Juror, candidate: CandidateTies) -> str | None:
    """The tie that keeps this juror off the jury, in French, or None."""
    if _same(juror.email, candidate.email):
        return "c’est la personne candidate"
    for email, tie in candidate.people.items():
        if _same(juror.email, email):
            return tie
    same_body = _works_at(juror, candidate.organisation, candidate.workplace)
    if same_body and _same_words(juror.unit, candidate.unit):
        return "même service que la personne candidate"
    return None


def is_external(juror: Juror, candidate: CandidateTies) -> bool:
    """Employed neither by the candidate's organisation nor by the training body."""
    if juror.organisation is None:
        return True
    bodies = {candidate.organisation, *candidate.training_bodies}
    names = {candidate.workplace, *candidate.training_names}
    return juror.organisation not in bodies and not any(_same_words(juror.workplace, n) for n in names)


def check_composition(
    jurors: Sequence[Juror], *, chair: str, candidate: CandidateTies, parameters: JuryParameters
) -> None:
    """D7: raises JuryRefused with every reason why this jury may not judge this candidate."""
    reasons = [*_shape_reasons(jurors, chair, parameters)]
    for juror in jurors:
        if tie := tie_between(juror, candidate):
            reasons.append(f"{juror.name} ne peut pas siéger : {tie}.")
    external = sum(is_external(juror, candidate) for juror in jurors)
    if jurors and external / len(jurors) + TOLERANCE < parameters.min_external_share:
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
    for college in parameters.colleges:
        if not any(juror.college == college for juror in jurors):
            reasons.append(f"Aucun membre du collège {COLLEGES[college]} : il en faut au moins un.")
    return reasons


def check_may_sit_in(
    jurors: Sequence[Juror], *, certification: str, habilitated: Set[str], taken: Mapping[str, str]
) -> None:
    """D7, as far as the pool tells: each member may judge this `certification` and is free on the days of
    the session. `habilitated` holds e-mails; `taken` maps an e-mail to the words of an unavailability."""
    reasons = []
    for juror in jurors:
        if juror.email not in habilitated:
            reasons.append(f"{juror.name} n’est pas habilité(e) pour la certification {certification}.")
        if words := taken.get(juror.email):
            reasons.append(f"{juror.name} s’est déclaré(e) indisponible {words}.")
    if reasons:
        raise JuryRefused(*reasons)


def check_deliberating_panel(
    jurors: Sequence[Juror], *, chair: str, readers: Set[str], parameters: JuryParameters
) -> None:
    """D9, once the reading is closed: nobody enters any more, so that what is left of the jury decides only
    with its chair and a quorum of those who read."""
    reasons = []
    if not any(_same(juror.email, chair) for juror in jurors):
        reasons.append("La présidence est vacante : nommez un autre membre qui siège.")
    left = sum(juror.email in readers for juror in jurors)
    if left < parameters.quorum:
        reasons.append(
            f"{count(left, 'membre qui a lu le dossier siège', 'membres qui ont lu le dossier siègent')} "
            f"encore : le quorum est de {parameters.quorum}. Ce jury doit être dissous pour ce dossier ; "
            "un nouveau jury reprendra à la lecture."
        )
    if reasons:
        raise QuorumMissing(*reasons)


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
            f"{parameters.quorum}. Si un membre n’est empêché que ce jour-là, reportez l’entretien. Si le "
            "quorum n’est plus possible, demandez aux gestionnaires de dissoudre ce jury : un nouveau jury "
            "reprendra à la lecture."
        )
    if reasons:
        raise QuorumMissing(*reasons, field="present")
