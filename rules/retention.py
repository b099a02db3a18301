"""How long each kind of personal data is kept, from what, and what goes then (RGPD, art. 5, 1, e).

The law sets no duration here: the office does, within the floors below. What proves a certification has no
end, for a CCP has none (A2): certificates, register, signed minutes and the verdicts they rest on are in no
line of this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from rules.calendar import add_months
from rules.french import count

# the person is told so long before; the database refuses to erase sooner
NOTICE = timedelta(days=30)
# what the office sees coming
FORESEEN = timedelta(days=60)


class Kind(Enum):
    DOSSIER = "dossier"
    DRAFT = "draft"
    CANDIDACY = "candidacy"
    ACCOMMODATION = "accommodation"
    CONVOCATION = "convocation"
    IMPORT = "import"
    MESSAGE = "message"
    TRAIL = "trail"
    ACCESS = "access"


@dataclass(frozen=True)
class Line:
    """One line of the schedule. `floor`: no setting may be shorter, in months (a time to contest and to take
    legal proceedings must have run)."""

    kind: Kind
    title: str
    what: str
    since: str
    months: int
    floor: int


SCHEDULE: tuple[Line, ...] = (
    Line(
        Kind.DOSSIER,
        "Dossiers déposés et grilles d’évaluation",
        "Le texte, les annexes, les reçus, les avis et notes des membres du jury, les liens déclarés, "
        "les lettres de résultat, les convocations à l’entretien, l’exposé et les pièces d’un recours.",
        "la décision, ou le retrait du dossier",
        60,
        12,
    ),
    Line(
        Kind.DRAFT,
        "Dossiers jamais déposés",
        "Le texte et les annexes d’un brouillon que plus personne n’écrit.",
        "le dernier enregistrement",
        24,
        6,
    ),
    Line(
        Kind.CANDIDACY,
        "Candidatures sans certificat",
        "L’identité, les coordonnées, le parcours de formation et ses justificatifs, les liens connus.",
        "la fin du dernier dossier, ou l’inscription",
        60,
        24,
    ),
    Line(
        Kind.ACCOMMODATION,
        "Aménagements",
        "Les mesures décidées pour une personne candidate.",
        "la fin du dernier dossier, ou celle de la mesure",
        12,
        2,
    ),
    Line(
        Kind.CONVOCATION,
        "Convocations à une session de jury",
        "Les convocations remises aux employeurs des membres du jury, et leurs réponses.",
        "le dernier jour de la session",
        60,
        12,
    ),
    Line(
        Kind.IMPORT,
        "Fichiers de présences importés",
        "Les lignes du fichier. Les présences qu’elles ont créées suivent la candidature.",
        "l’application du fichier",
        12,
        1,
    ),
    Line(Kind.MESSAGE, "Messages", "Le texte des messages reçus ici.", "l’envoi", 24, 12),
    Line(
        Kind.TRAIL,
        "Journal des actes",
        "Qui a fait quoi, et quand. Le registre des certificats, lui, reste.",
        "l’acte",
        60,
        12,
    ),
    Line(
        Kind.ACCESS,
        "Journal des consultations",
        "Qui a ouvert un dossier, et quand.",
        "la consultation",
        12,
        6,
    ),
)
LINES: Mapping[Kind, Line] = {line.kind: line for line in SCHEDULE}


def too_short(months: Mapping[Kind, int]) -> list[Line]:
    """The lines that these settings would cut under their floor."""
    return [line for line in SCHEDULE if months[line.kind] < line.floor]


def started_by(goes_on: date, months: int) -> date:
    """The latest start that has run for `months` on that day: what a query compares with.

    A start kept `months` ends on `add_months(start, months)`; several starts end on the last day of a short
    month, and the latest of them is given.
    """
    start = add_months(goes_on, -months)
    while add_months(start + timedelta(days=1), months) <= goes_on:
        start += timedelta(days=1)
    return start


def erased_on(since: date, months: int, *, told_on: date | None) -> date | None:
    """The day from which the data may go; None while the person was not told."""
    return None if told_on is None else max(add_months(since, months), told_on + NOTICE)


def in_words(months: int) -> str:
    """« 5 ans », « 18 mois »."""
    return count(months, "mois", "mois") if months % 12 else count(months // 12, "an")
