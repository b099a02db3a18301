"""Walking a JSON document of somebody else's: every error with its place, in French, whatever the bytes."""

import json
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from ui.forms import TURNING_MARKS
from ui.letters import can_be_printed, named

DEEPEST = 20  # objects one inside another; a referential has five
MOST = 1_000  # rows of one list
SHOWN = "LNPS"  # letters, figures, punctuation, symbols: not blanks, nor marks that stand on nothing


class FileRefused(Exception):
    """The file is not a referential. `errors` are sentences, each with its place in the file."""

    def __init__(self, errors):
        super().__init__("\n".join(errors))
        self.errors = list(errors)


@dataclass
class Reader:
    """Walks the document, noting what is wrong and where, so that one reading finds everything."""

    errors: list = field(default_factory=list)

    def wrong(self, place, sentence):
        self.errors.append(f"{place} : {sentence}")

    def mapping(self, value, place, *, required, optional=()):
        if not isinstance(value, dict):
            self.wrong(place, "un objet est attendu.")
            return {}
        keys = {key for key in value if not is_comment(key)}
        for key in sorted(set(required) - keys):
            self.wrong(place, f"« {key} » manque.")
        for key in sorted(keys - set(required) - set(optional)):
            self.wrong(f"{place}.{key}", "clé inconnue.")
        return value

    def text(self, mapping, key, place, *, limit, nullable=False):
        if key not in mapping:
            return ""
        value = mapping[key]
        if value is None and nullable:
            return None
        return self.words(value, f"{place}.{key}", limit=limit)

    def words(self, value, place, *, limit):
        """A text that shows something and that a certificate can print as it is."""
        if not isinstance(value, str) or not any(unicodedata.category(c)[0] in SHOWN for c in value):
            self.wrong(place, "un texte non vide est attendu.")
            return ""
        letters = set(unicodedata.normalize("NFC", value))
        if strange := sorted(c for c in letters if _hides(c) or not can_be_printed(c)):
            told = ", ".join(named(c) for c in strange)
            self.wrong(place, f"caractère interdit, qu’un document ne peut pas imprimer : {told}.")
            return ""
        if len(value) > limit:
            self.wrong(place, f"{len(value)} caractères, {limit} au plus.")
        return value.strip()

    def number(self, mapping, key, place, *, low, high, default):
        value = mapping.get(key, default)
        if value is None and default is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(f"{place}.{key}", f"un nombre entier de {low} à {high} est attendu.")
            return default
        return value

    def flag(self, mapping, key, place, *, default):
        value = mapping.get(key, default)
        if not isinstance(value, bool):
            self.wrong(f"{place}.{key}", "true ou false est attendu.")
            return default
        return value

    def day(self, mapping, key, place):
        value = mapping.get(key)
        if value is None:
            return None
        try:
            if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(f"{place}.{key}", "une date AAAA-MM-JJ est attendue.")
            return None

    def choice(self, mapping, key, place, *, choices):
        """One of a few words; the first is the default."""
        value = mapping.get(key, choices[0])
        if value not in choices:
            self.wrong(f"{place}.{key}", f"l’un de ces mots est attendu : {', '.join(choices)}.")
            return choices[0]
        return value

    def rows(self, mapping, key, place, *, at_least=0):
        value = mapping.get(key, [])
        if not isinstance(value, list):
            self.wrong(f"{place}.{key}", "une liste est attendue.")
            return []
        if len(value) < at_least:
            self.wrong(f"{place}.{key}", f"au moins {at_least} élément est attendu.")
        if len(value) > MOST:
            self.wrong(f"{place}.{key}", f"{len(value)} éléments, {MOST} au plus.")
        return value

    def unique(self, codes, place, what):
        for code in sorted({code for code in codes if code and codes.count(code) > 1}):
            self.wrong(place, f"{what} « {code} » en double.")


def is_comment(key):
    return key.startswith("$")


def _hides(letter):
    """A control, half of a pair, or a mark that turns the writing: nobody sees it."""
    return unicodedata.category(letter) in ("Cc", "Cs") or ord(letter) in TURNING_MARKS


def read_json(raw):
    """The document of a file. Raises FileRefused."""
    try:
        document = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_each_key_once)
    except UnicodeDecodeError as error:
        raise FileRefused([f"fichier : l’octet {error.start} n’est pas de l’UTF-8."]) from error
    except json.JSONDecodeError as error:
        place = f"ligne {error.lineno}, colonne {error.colno}"
        raise FileRefused([f"{place} : à partir d’ici, ce n’est pas du JSON."]) from error
    except ValueError as error:  # Python reads no whole number of more than some thousands of figures
        raise FileRefused(["fichier : un nombre y est trop long."]) from error
    except RecursionError as error:
        raise FileRefused([TOO_DEEP]) from error
    if _depth(document) > DEEPEST:
        raise FileRefused([TOO_DEEP])
    return document


TOO_DEEP = "fichier : trop d’objets emboîtés."


def _each_key_once(pairs):
    """JSON lets a key come twice and keeps the last one: which of the two was meant is not ours to guess."""
    document = dict(pairs)
    keys = [key for key, _value in pairs if not is_comment(key)]
    if len(set(keys)) < len(keys):
        twice = next(key for rank, key in enumerate(keys) if key in keys[:rank])
        raise FileRefused([f"fichier : la clé « {twice} » est écrite deux fois dans le même objet."])
    return document


def _depth(document):
    """Level by level: a deep document must not be walked by calls one inside another."""
    level, depth = [document], 0
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        level = [inside for one in level for inside in (one.values() if isinstance(one, dict) else one)]
    return depth
