"""When a certificate that was awarded may be delivered, and the number it gets.

Source: D11 (award and issue are two acts).
"""

from datetime import date

from rules.errors import IssueRefused
from rules.french import day


def check_issue(*, illustrative: bool, specimens_allowed: bool, awarded_on: date, on: date) -> None:
    """Raises IssueRefused. `specimens_allowed` is true in demonstration mode only."""
    if illustrative and not specimens_allowed:
        raise IssueRefused(
            "Ce référentiel est illustratif : aucun certificat ne peut en être délivré. "
            "Chargez le référentiel enregistré."
        )
    if on < awarded_on:
        raise IssueRefused(
            f"La date de délivrance précède la décision du jury ({day(awarded_on)}).", field="issued_on"
        )


def certificate_number(*, prefix: str, block: int | None, year: int, rank: int) -> str:
    """« MO-B3-2026-0118 » for a CCP, « MO-2026-0031 » for a CQP."""
    middle = f"B{block}-" if block else ""
    return f"{prefix}-{middle}{year}-{rank:04d}"
