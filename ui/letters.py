"""Which letters our type has: asked before a document is promised, without laying out a page."""

import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

from ui.forms import clean_text

# Marks that say how letters join or in which form they stand, and show nothing themselves.
INVISIBLE = {0x061C, *range(0x200B, 0x2010), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)}


@cache
def _type():
    """(what one of our fonts has, what all of them have), as code points; read once per process."""
    fonts = sorted((Path(settings.BASE_DIR) / "static" / "fonts").glob("*.ttf"))
    letters = [frozenset(TTFont(font).getBestCmap()) for font in fonts]
    return frozenset().union(*letters), frozenset.intersection(*letters)


@cache
def can_be_printed(letter):
    """Whether the type has it, or draws it from a letter and its marks, all of one font; blanks have no
    drawing."""
    one, every = _type()
    if ord(letter) in one or ord(letter) in INVISIBLE or unicodedata.category(letter) == "Zs":
        return True
    parts = unicodedata.normalize("NFD", letter)
    return len(parts) > 1 and all(ord(part) in every for part in parts)


def unprintable(text):
    """The letters of a text that a document of ours would lack, in order: what `MissingLetters` would say of
    it, printed as documents are (composed, without control characters)."""
    letters = clean_text(unicodedata.normalize("NFC", text))
    return sorted(letter for letter in set(letters) - set("\n\t") if not can_be_printed(letter))


def named(letter):
    """« 漢 » (U+6F22); a mark that nobody would see goes by its code alone."""
    code = f"U+{ord(letter):04X}"
    return f"«\u00a0{letter}\u00a0» ({code})" if letter.isprintable() else code
