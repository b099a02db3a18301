"""French as the rules speak it: dates and lists inside a sentence."""

import unicodedata
from collections.abc import Iterable
from datetime import date

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def day(value: date) -> str:
    """« 1er décembre 2026 », with no-break spaces."""
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number}\u00a0{MONTHS[value.month - 1]}\u00a0{value.year}"


def period(start: date, end: date) -> str:
    """« le 17 mars 2026 » or « du 3 février 2026 au 4 février 2026 »."""
    return f"le {day(start)}" if start == end else f"du {day(start)} au {day(end)}"


def listing(words: Iterable[str]) -> str:
    """« C1.1, C1.2 et C1.3 »."""
    *head, last = list(words) or [""]
    return f"{', '.join(head)} et {last}" if head else last


def of_name(name: str) -> str:
    """« d’Isabelle », « d’Yves », « de Yann », « de Hervé »: what stands before a name. An h is always
    kept whole: nobody hears from its spelling whether it is mute."""
    letters = unicodedata.normalize("NFD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    first, second = (*(c for c in letters if not unicodedata.combining(c)), "", "")[:2]
    is_elided = first in "aeiou" if first != "y" else second not in "aeiou"
    return f"d’{name}" if first and is_elided else f"de {name}"


def quoted(words: str) -> str:
    return f"«\u00a0{words}\u00a0»"


def count(number: int, singular: str, plural: str | None = None) -> str:
    """« 1 membre », « 3 membres »; zero takes the singular in French."""
    return f"{number}\u00a0{singular if number < 2 else plural or singular + 's'}"


def size(octets: int) -> str:
    """« 820 octets », « 12 ko », « 1,4 Mo », « 100 Mo »: decimal units, as phones and disks count."""
    if octets < 1000:
        return count(octets, "octet")
    if octets < 1_000_000:
        return f"{round(octets / 1000)}\u00a0ko"
    millions = octets / 1_000_000
    number = f"{millions:.0f}" if millions >= 10 else f"{millions:.1f}".removesuffix(".0").replace(".", ",")
    return f"{number}\u00a0Mo"
