"""Names as people type them, made comparable: « Cpam du Rhone » is « CPAM du Rhône »."""

import re
import unicodedata


def fold(text: str) -> str:
    """« Gaëlle Œuvrard-L’Hôpital » → « gaelle oeuvrard l hopital »."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("ł", "l").replace("ı", "i")
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare))
