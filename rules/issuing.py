"""When a certificate that was awarded may be delivered, what it must say, and the number it gets.

Source: D11 (award and issue are two acts), D12 (rectified certificates), D13 (revocation); mandatory mentions
of a certificate registered in the RNCP (France compétences; R6113-17).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from rules.calendar import add_months
from rules.errors import IssueRefused, RectificationRefused, RevocationRefused
from rules.french import day, listing

WARNED_MONTHS = 6  # how long before a registration ends its managers are told


class Standing(Enum):
    """Where a registration in the RNCP is on a given day."""

    ACTIVE = "active"
    LAPSED = "lapsed"
    ABSENT = "absent"


@dataclass(frozen=True)
class Registration:
    """The registration in the RNCP that a version was published with. `valid_until` and `last_award_on` are
    None while nothing limits them."""

    number: str
    decision_on: date | None
    level: int | None
    eqf_level: int | None
    nsf: Sequence[str]
    valid_until: date | None
    last_award_on: date | None
    is_required: bool  # what the version says: nothing is delivered without an active registration

    @property
    def ends_on(self) -> date | None:
        """The last day on which a certificate may be delivered under it: France compétences gives one
        beside the end of the registration, for whoever was on their way."""
        return self.last_award_on or self.valid_until

    def standing(self, on: date) -> Standing:
        if not self.number:
            return Standing.ABSENT
        if self.decision_on and on < self.decision_on:
            return Standing.ABSENT
        return Standing.LAPSED if self.ends_on and on > self.ends_on else Standing.ACTIVE


@dataclass(frozen=True)
class Sheet:
    """What a certificate would say if it were delivered on a day."""

    title: str
    registered_title: str
    registration: Registration
    authorities: Sequence[str]
    holder: Mapping[str, str]
    place: str
    signatory_title: str
    signatory_name: str
    # {what of PRINTED it is in: the letters that the document's type does not have, in words}
    unprintable: Mapping[str, Sequence[str]] = field(default_factory=dict)


HOLDER = {
    "birth_name": "le nom de naissance du titulaire",
    "first_names": "les prénoms du titulaire",
    "sex": "le sexe du titulaire (« né » ou « née »)",
    "birth_date": "la date de naissance du titulaire",
    "birth_place": "la commune de naissance du titulaire",
    "birth_area": "le département ou le pays de naissance du titulaire",
}
PRINTED = HOLDER | {
    "used_name": "le nom d’usage du titulaire",
    "certification": "l’intitulé de la certification et ses autorités",
    "blocks": "l’intitulé du bloc et de ses compétences",
    "issue": "le lieu de délivrance et le signataire",
}


def missing_mentions(sheet: Sheet, *, on: date) -> list[str]:
    """The mandatory mentions that the document would lack, in words. Those of the registration are asked for
    while it is active, and not printed otherwise."""
    missing = []
    if not sheet.title or sheet.title != sheet.registered_title:
        missing.append("l’intitulé exact de la certification enregistrée")
    if sheet.registration.standing(on) is Standing.ACTIVE:
        missing += _missing_of_registration(sheet.registration)
    if not sheet.authorities or not all(name.strip() for name in sheet.authorities):
        missing.append("le nom de chaque autorité certificatrice")
    missing += [words for key, words in HOLDER.items() if not sheet.holder.get(key, "").strip()]
    rest = [
        (sheet.place, "le lieu de délivrance"),
        (sheet.signatory_title, "la qualité du signataire"),
        (sheet.signatory_name, "le nom du signataire"),
    ]
    missing += [words for value, words in rest if not value.strip()]
    return missing + [_in_letters(key, sheet.unprintable[key]) for key in PRINTED if key in sheet.unprintable]


def _in_letters(key: str, letters: Sequence[str]) -> str:
    """A document that would show boxes for a name is not delivered."""
    is_identity = key in HOLDER or key == "used_name"
    act = (
        "rectifiez l’identité, en lettres latines"
        if is_identity
        else "transmettez ces lettres à l’équipe technique"
    )
    return (
        f"{PRINTED[key]} en lettres que le document peut imprimer (il ne peut pas {listing(letters)} : {act})"
    )


def _missing_of_registration(registration: Registration) -> list[str]:
    asked = [
        (registration.decision_on, "la date de la décision d’enregistrement au RNCP"),
        (registration.level, "le niveau de qualification"),
        (registration.eqf_level, "le niveau du cadre européen des certifications"),
        (registration.nsf, "les codes NSF"),
    ]
    return [words for value, words in asked if not value]


def check_registration(registration: Registration, *, on: date) -> Standing:
    """Where the registration stands on the day of the delivery. Raises IssueRefused when the version asks for
    an active one."""
    standing = registration.standing(on)
    if standing is not Standing.ACTIVE and registration.is_required:
        why = (
            f"a pris fin le {day(registration.ends_on)}"
            if standing is Standing.LAPSED and registration.ends_on
            else "n’existe pas à cette date"
        )
        raise IssueRefused(
            f"L’enregistrement au RNCP {why} : ce référentiel ne permet pas de délivrer sans lui."
        )
    return standing


def ends_soon(registration: Registration, *, on: date) -> bool:
    """Whether managers are to be warned: six months before the end, and ever after."""
    end = registration.ends_on
    return bool(registration.number) and end is not None and add_months(on, WARNED_MONTHS) >= end


def check_issue(
    *,
    illustrative: bool,
    specimens_allowed: bool,
    awarded_on: date,
    on: date,
    missing: Sequence[str] = (),
    revocations_asked: Sequence[str] = (),
) -> None:
    """Raises IssueRefused. `specimens_allowed` is true in demonstration mode only; `missing` names the
    mandatory mentions that are not known. `revocations_asked` names what awaits the answer of a second
    manager (D13), « de ce certificat » or « du CCP du bloc 2, sur lequel il repose »: a document delivered
    the day before its revocation would be in somebody's hands."""
    if illustrative and not specimens_allowed:
        raise IssueRefused(
            "Ce référentiel est illustratif : aucun certificat ne peut en être délivré. "
            "Chargez le référentiel enregistré."
        )
    if on < awarded_on:
        raise IssueRefused(
            f"La date de délivrance précède la décision du jury ({day(awarded_on)}).", field="issued_on"
        )
    if revocations_asked:
        raise IssueRefused(
            f"La révocation {listing(revocations_asked)} est demandée : rien n’est délivré avant la réponse. "
            "Confirmez la demande, ou écartez-la, puis délivrez."
        )
    if missing:
        raise IssueRefused(f"Mentions obligatoires manquantes : {listing(missing)}.")


def check_duplicate(*, revocations_asked: Sequence[str]) -> None:
    """Raises RectificationRefused while a second manager's answer is awaited, as `check_issue` does."""
    if revocations_asked:
        raise RectificationRefused(
            f"La révocation {listing(revocations_asked)} est demandée : aucun duplicata n’est délivré avant "
            "la réponse. Confirmez la demande, ou écartez-la d’abord."
        )


def check_rectification(
    *, before: Mapping[str, str], after: Mapping[str, str], wrong: str, reason: str
) -> dict[str, tuple[str, str]]:
    """D12: {field: (what it said, what it says)}. Raises RectificationRefused when nothing differs, or when
    what was wrong or why is not said."""
    if not wrong.strip():
        raise RectificationRefused("Dites ce qui était inexact.", field="wrong")
    if not reason.strip():
        raise RectificationRefused("Dites d’où vient l’erreur et ce qui l’établit.", field="reason")
    changes = {key: (before.get(key, ""), after[key]) for key in after if before.get(key, "") != after[key]}
    if not changes:
        raise RectificationRefused(
            "Rien ne diffère de ce que dit le certificat : corrigez au moins une mention de l’identité."
        )
    return changes


def check_revocation(*, asked_by: object, confirmed_by: object) -> None:
    """D13: two different managers. Raises RevocationRefused."""
    if asked_by == confirmed_by:
        raise RevocationRefused(
            "Vous avez demandé cette révocation : une autre personne parmi les gestionnaires doit la "
            "confirmer."
        )


def number_prefix(code: str) -> str:
    """« MO » of « CQP-MO »: the numbers of a certification begin with it."""
    return code.removeprefix("CQP-")


def names_no_series(code: str) -> bool:
    """Whether the numbers of this certification could be those of another one's.

    Read from their end, two equal numbers have the same rank, the same year, then the same prefix, with its
    block or without. So a prefix must be some letters, of one certification only (capitals or not, people
    copy them by hand), and never end as the block of another one does: « MO-B1 », for the CCPs of « MO ».
    """
    return not number_prefix(code) or re.search(r"-B[0-9]+$", code, re.IGNORECASE) is not None


def certificate_number(*, prefix: str, block: int | None, year: int, rank: int) -> str:
    """« MO-B3-2026-0118 » for a CCP, « MO-2026-0031 » for a CQP."""
    middle = f"B{block}-" if block else ""
    return f"{prefix}-{middle}{year}-{rank:04d}"
