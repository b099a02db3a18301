"""The name of a file: shown and given back, never part of a path."""

import re
import unicodedata

LONGEST = 120
DEVICES = re.compile(
    r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE
)  # names that Windows keeps for itself
INVISIBLE = {
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
    "Zl",
    "Zp",
}  # line ends, right-to-left overrides, halves of characters


def tidy_name(name, *, suffix):
    """The name that a person would recognise: no folder, nothing invisible, the suffix of what it really
    is."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(c for c in name if unicodedata.category(c) not in INVISIBLE)
    name = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "-", name)).strip(" .")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name).strip(" .")[: LONGEST - len(suffix)].strip(" .")
    if not stem:
        stem = "annexe"
    return f"{'_' if DEVICES.match(stem) else ''}{stem}{suffix}"
