"""When a text that was typed may take the place of the text that is kept: nothing is overwritten unseen.

Each field of a draft has a version number. A save says on which version it was typed; it also names the
open page it comes from and counts that page's attempts, for an answer may be lost and a request late.
"""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Revision:
    """What is kept: its number (0 while nothing was ever written), the page that wrote it, the count of
    that attempt on its page."""

    number: int = 0
    client: str = ""
    seq: int = 0


@dataclass(frozen=True)
class Attempt:
    """A save: `base` is the number of the version it was typed on."""

    base: int
    client: str
    seq: int


class Fate(Enum):
    """What becomes of an attempt."""

    WRITE = "write"
    ALREADY = "already"  # kept already, by this text or by a later one from the same page
    CONFLICT = "conflict"  # another page wrote in between: both texts are shown, the person chooses


def fate_of(attempt: Attempt, current: Revision, *, is_same_text: bool) -> Fate:
    """Decide what becomes of an attempt on the version that is kept now."""
    if is_same_text:
        return Fate.ALREADY
    if attempt.base == current.number:
        return Fate.WRITE
    if attempt.client and attempt.client == current.client:
        # Nobody else came in between: the answer to an earlier attempt was lost, or this one is late.
        return Fate.WRITE if attempt.seq > current.seq else Fate.ALREADY
    return Fate.CONFLICT


def both_texts(kept: str, typed: str) -> str:
    """« Garder les deux »: the text kept, then the text typed, to be merged by hand."""
    return f"{kept.rstrip()}\n\n{typed.lstrip()}".strip("\n")


def both_on_one_line(kept: str, typed: str) -> str:
    """The same in a field of one line, a title for instance."""
    return " / ".join(text for text in (kept.strip(), typed.strip()) if text)
