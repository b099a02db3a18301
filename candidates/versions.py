"""Two versions of a dossier as a page shows them: long stretches that stayed the same are folded."""

from dataclasses import dataclass

from rules.comparison import Kind, compare_versions

SHOWN = 160  # characters of an unchanged stretch that stay in sight on each side of a change


@dataclass(frozen=True)
class Stretch:
    """A piece of text as shown: `head`, then `middle` behind a fold, then `tail`."""

    kind: str
    head: str
    middle: str = ""
    tail: str = ""


def _stretch(piece):
    text = piece.text
    if piece.kind is not Kind.SAME or len(text) <= 4 * SHOWN:
        return Stretch(piece.kind.value, text)
    start = text.find(" ", SHOWN)
    end = text.rfind(" ", 0, len(text) - SHOWN)
    if not 0 < start < end:
        start, end = SHOWN, len(text) - SHOWN
    return Stretch(piece.kind.value, text[:start], text[start:end], text[end:])


def changes_between(before, after):
    """[(section, [(field, left column, right column)])]; empty when nothing changed."""
    return [
        (section, [(f.label, [*map(_stretch, f.left)], [*map(_stretch, f.right)]) for f in section.fields])
        for section in compare_versions(before, after)
    ]
