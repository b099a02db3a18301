"""Names of files that anybody's system opens, whatever they were called."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})
EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,8})$")
# what Windows takes for a device
DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}


def plain_name(name, *, most=80):
    """« Été à l’accueil.pdf » → « Ete-a-l-accueil.pdf »: letters, digits and dashes, one dot at most. Neither
    a path nor a hidden file, whatever it is made from; « fichier » when nothing is left."""
    found = EXTENSION.search(name)
    stem, extension = (name[: found.start()], found[1]) if found and found.start() else (name, "")
    stem = _plain(stem)[:most].strip("-") or "fichier"
    if stem.lower() in DEVICES:
        stem = f"{stem}-"
    return f"{stem}.{extension}" if extension else stem


def _plain(text):
    letters = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^A-Za-z0-9]+", "-", kept).strip("-")
