"""One line of a list of attendances, read as facts: dates, yes or no, addresses. What cannot be read is told
in sentences, all of them at once."""

import re
from datetime import date

from django.core.exceptions import ValidationError

from accounts.models import NAME_TOO_LONG, is_name_too_long
from candidates.attendance_file import COLUMNS, REQUIRED
from ui.forms import ADDRESS_LIMIT, FIRST_YEAR, LAST_YEAR, is_address
from ui.search import fold

YES = {"oui", "o", "x", "1", "vrai", "true", "yes", "suivi"}
NO = {"non", "n", "0", "faux", "false", "no", "planifie"}


def facts_of(line):
    """({fact: value}, [sentences]). An empty cell says nothing: its fact is None, and changes nothing."""
    sentences = []
    if line["is_too_long"]:
        sentences.append(
            "Cette ligne a plus de cases que de titres de colonnes : vérifiez qu’aucun séparateur "
            "n’est de trop."
        )
    told = {column: line.get(column, "") for column in COLUMNS}
    for column in REQUIRED:
        if not told[column]:
            sentences.append(f"La case « {COLUMNS[column][0]} » est vide : remplissez-la.")
    for column in line["formulas"]:
        sentences.append(
            f"La case « {COLUMNS[column][0]} » contient une formule : remplacez-la par sa valeur."
        )
        told[column] = ""
    facts = {
        "email": told["email"].lower(),
        "certification": told["certification"],
        "module": told["module"],
        "started_on": _day(told["started_on"], "du", sentences),
        "ended_on": _day(told["ended_on"], "au", sentences),
        "training_body": _name(told["training_body"], sentences),
        "trainer_email": _address(told["trainer_email"], sentences),
        "is_followed": _yes_or_no(told["is_followed"], sentences),
    }
    return facts, sentences


def _day(text, column, sentences):
    """A date written as people and spreadsheets do: 17/03/2026, 17-03-2026, 17.03.2026, 2026-03-17."""
    if not text:
        return None
    bare = re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", text)
    french = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", bare, re.ASCII)
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", bare, re.ASCII)
    parts = [french[3], french[2], french[1]] if french else list(iso.groups()) if iso else None
    if parts is None:
        sentences.append(
            f"La date « {column} » ({text[:40]}) n’est pas lisible : écrivez-la sous la forme 17/03/2026."
        )
        return None
    try:
        found = date(*map(int, parts))
    except ValueError:
        sentences.append(f"La date « {column} » ({text}) n’existe pas au calendrier.")
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        sentences.append(
            f"Vérifiez l’année de la date « {column} » : elle doit être entre {FIRST_YEAR} et {LAST_YEAR}."
        )
        return None
    return found


def _yes_or_no(text, sentences):
    if not text:
        return None
    word = fold(text)
    if word in YES | NO:
        return word in YES
    sentences.append(f"Dans la colonne « suivi », écrivez oui ou non (et non « {text[:40]} »).")
    return None


def _address(text, sentences):
    if not text:
        return None
    try:
        is_address(text)
    except ValidationError:
        sentences.append(
            f"La colonne « formateur » attend une adresse électronique (et non « {text[:60]} »)."
        )
        return None
    address = text.lower()
    if len(address) > ADDRESS_LIMIT:
        sentences.append(f"L’adresse du formateur dépasse {ADDRESS_LIMIT} caractères.")
        return None
    return address


def _name(text, sentences):
    name = " ".join(text.split())
    if len(name) > 200:
        sentences.append("Le nom de l’organisme dépasse 200 caractères.")
        return None
    if is_name_too_long(name):
        sentences.append(f"Colonne « organisme » : {NAME_TOO_LONG[0].lower()}{NAME_TOO_LONG[1:]}")
        return None
    return name or None
