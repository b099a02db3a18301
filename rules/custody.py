"""« Qui a la main »: who holds a dossier at each stage, what they are to do, what follows, and by when.

Source: the order of the proofs (A7 to A10), D4 for the two delays of the VAE route (Code du travail). A date
is given where a rule or a summons gives one, and nowhere else.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from rules.calendar import add_months
from rules.french import count

SESSION_MONTHS = 3  # VAE: the jury sits before the end of the third month after the filing
RESULT_DAYS = 15  # VAE: the result is notified within fifteen days of the session
FEWEST_CASES = 10  # under this a median says more about two dossiers than about the service


class Holder(Enum):
    CANDIDATE = "vous"
    OFFICE = "le service des certifications"
    JURY = "le jury"
    NOBODY = "personne"


class Stage(Enum):
    """Where a dossier is; while it is with its jury, where its examination is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    READING = "reading"
    TO_SUMMON = "to_summon"
    TO_CHOOSE = "to_choose"
    SUMMONED = "summoned"
    DELIBERATION = "deliberation"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Deadline:
    """The latest day of what is awaited, with the rule that says so."""

    on: date
    because: str


@dataclass(frozen=True)
class Custody:
    holder: Holder
    task: str
    follows: str
    deadline: Deadline | None = None


HANDS = {
    Stage.DRAFT: Custody(
        Holder.CANDIDATE,
        "Écrire votre dossier, puis le déposer.",
        "Une fois déposé, il est confié à un jury professionnel.",
    ),
    Stage.SUBMITTED: Custody(
        Holder.OFFICE,
        "Confier votre dossier à un jury professionnel.",
        "Le jury lit votre dossier et se prononce sur chaque compétence.",
    ),
    Stage.RETURNED: Custody(
        Holder.CANDIDATE,
        "Compléter votre dossier, puis le déposer de nouveau.",
        "Une fois déposé, il est confié à un jury professionnel.",
    ),
    Stage.READING: Custody(
        Holder.JURY,
        "Lire votre dossier et se prononcer sur chaque compétence.",
        "Les blocs prouvés à 100 % sont validés ; pour les autres, vous êtes convoqué(e) à un entretien avec "
        "ce même jury.",
    ),
    Stage.TO_SUMMON: Custody(
        Holder.OFFICE,
        "Fixer la date de l’entretien et vous convoquer.",
        "L’entretien avec ce même jury, sur les seules compétences que la lecture n’a pas prouvées.",
    ),
    Stage.TO_CHOOSE: Custody(
        Holder.CANDIDATE,
        "Choisir la date de votre entretien parmi celles que le jury propose.",
        "La convocation part aussitôt ; l’entretien a lieu avec ce même jury.",
    ),
    Stage.SUMMONED: Custody(
        Holder.CANDIDATE,
        "Préparer l’entretien et vous y présenter.",
        "Le jury délibère et rend sa décision.",
    ),
    Stage.DELIBERATION: Custody(
        Holder.JURY,
        "Délibérer et rendre sa décision.",
        "Vous recevez la décision, avec ses motifs pour chaque compétence non acquise.",
    ),
    Stage.DECIDED: Custody(
        Holder.NOBODY,
        "Ce dossier ne demande plus rien à personne.",
        "Un bloc non validé peut être présenté de nouveau, dans un autre dossier, quand vous le voulez.",
    ),
    Stage.WITHDRAWN: Custody(
        Holder.NOBODY,
        "Ce dossier a été retiré.",
        "Ses blocs peuvent être présentés de nouveau, dans un autre dossier, quand vous le voulez.",
    ),
}
_HELD_NOT_RECORDED = Custody(
    Holder.JURY, "Consigner l’entretien, puis délibérer.", "Le jury délibère et rend sa décision."
)


def session_deadline(filed_on: date) -> date:
    """D4: the last day of the third month after the one of the filing."""
    month = add_months(filed_on.replace(day=1), SESSION_MONTHS)
    return month.replace(day=monthrange(month.year, month.month)[1])


def result_deadline(held_on: date) -> date:
    """D4: fifteen days after the jury sat."""
    return held_on + timedelta(days=RESULT_DAYS)


def _deadline(
    stage: Stage, *, vae: bool, filed_on: date | None, complete_by: date | None, interview_on: date | None
) -> Deadline | None:
    if stage is Stage.RETURNED and complete_by:
        return Deadline(complete_by, "la date fixée pour le complément")
    if stage is Stage.SUMMONED and interview_on:
        return Deadline(interview_on, "la date de l’entretien")
    if not vae:
        return None
    if stage in (Stage.SUBMITTED, Stage.READING, Stage.TO_SUMMON, Stage.TO_CHOOSE) and filed_on:
        return Deadline(
            session_deadline(filed_on),
            "par la voie de la VAE, le jury se tient avant la fin du troisième mois qui suit le dépôt",
        )
    if stage is Stage.DELIBERATION and interview_on:
        return Deadline(
            result_deadline(interview_on),
            "par la voie de la VAE, le résultat est notifié dans les quinze jours qui suivent le jury",
        )
    return None


def custody(
    stage: Stage,
    *,
    on: date,
    vae: bool,
    filed_on: date | None = None,
    complete_by: date | None = None,
    interview_on: date | None = None,
) -> Custody:
    """Who holds the dossier on this day. `interview_on` is the day of the latest interview, `complete_by`
    that of an open request. The day after an interview it is for the jury to record it."""
    hand = HANDS[stage]
    if stage is Stage.SUMMONED and interview_on and interview_on < on:
        return _HELD_NOT_RECORDED
    deadline = _deadline(
        stage, vae=vae, filed_on=filed_on, complete_by=complete_by, interview_on=interview_on
    )
    return Custody(hand.holder, hand.task, hand.follows, deadline)


def usual_delay(median: timedelta, dossiers: int) -> str:
    """« 12 jours (médiane des 12 derniers mois, 34 dossiers) », or nothing under ten dossiers: silence rather
    than a guess."""
    if dossiers < FEWEST_CASES:
        return ""
    days = round(median / timedelta(days=1))
    length = count(days, "jour") if days else "moins d’un jour"
    return f"{length} (médiane des 12 derniers mois, {count(dossiers, 'dossier')})"
