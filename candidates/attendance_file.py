"""A list of attendances as people keep them: CSV or .xlsx, their columns by their French names."""

import csv
import io
import re
from dataclasses import dataclass

from candidates.workbook import FileUnreadable, Formula, rows_of_workbook
from rules.french import count, listing
from ui.forms import clean_line
from ui.search import fold

MAX_BYTES = 2_000_000
MAX_LINES = 2_000
# column → the names it may have, folded; the first is the one we write
COLUMNS = {
    "email": (
        "adresse électronique",
        "adresse mail",
        "adresse e-mail",
        "e-mail",
        "email",
        "mail",
        "courriel",
    ),
    "certification": ("certification", "sigle", "code de la certification"),
    "module": ("module", "code du module", "intitulé du module"),
    "started_on": ("du", "premier jour", "date de début", "début"),
    "ended_on": ("au", "dernier jour", "date de fin", "fin"),
    "training_body": ("organisme", "organisme de formation"),
    "trainer_email": (
        "formateur",
        "formatrice",
        "formateur ou formatrice",
        "adresse du formateur",
        "adresse du formateur ou de la formatrice",
    ),
    "is_followed": ("suivi", "suivi (oui/non)", "module suivi"),
}
MAX_WIDTH = 10_000  # characters of a line, whose cells hold 1,500 at the very most
EMPTY = "Ce fichier est vide."
TOO_HEAVY = "Ce fichier dépasse 2 Mo : partagez-le en plusieurs."
REQUIRED = ("email", "module", "started_on", "ended_on")
BY_NAME = {fold(name): column for column, names in COLUMNS.items() for name in names}
SEPARATORS = ";,\t"
# how files of another kind begin, and what to call them
OTHER_KINDS = {
    b"%PDF": "un PDF",
    b"\xd0\xcf\x11\xe0": "un ancien classeur (.xls) ou un classeur protégé par un mot de passe",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"\x1f\x8b": "une archive",
    b"Rar!": "une archive",
    b"7z\xbc\xaf": "une archive",
    b"MZ": "un programme",
    b"\x7fELF": "un programme",
}
MODEL = (
    "adresse électronique;module;du;au;organisme;formateur;suivi\r\n"
    "prenom.nom@organisme.example;{module};17/03/2026;18/03/2026;Organisme de formation;"
    "formateur@organisme.example;oui\r\n"
)


@dataclass(frozen=True)
class Sheet:
    """The lines of a file: [{"line": number, column: text}], and what the reader should know."""

    lines: list
    notes: list


def read_attendance_file(raw, *, name):
    """The lines of a file, or FileUnreadable with the sentence that says why and what to do."""
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileUnreadable(EMPTY)
    if len(raw) > MAX_BYTES:
        raise FileUnreadable(TOO_HEAVY)
    is_workbook, extension = raw.startswith(b"PK\x03\x04"), name.lower().rpartition(".")[2]
    kind = next((kind for head, kind in OTHER_KINDS.items() if raw.startswith(head)), None)
    if kind:
        raise FileUnreadable(f"Ce fichier est {kind} : enregistrez la liste au format .xlsx ou CSV.")
    if is_workbook and extension in ("csv", "txt", "tsv"):
        raise FileUnreadable(
            f"Ce fichier se nomme « .{extension} » mais son contenu est une archive ou un classeur : "
            "enregistrez la liste au format CSV, ou rendez-lui son nom en « .xlsx »."
        )
    if not is_workbook and extension in ("xlsx", "xlsm", "ods"):
        raise FileUnreadable(
            f"Ce fichier se nomme « .{extension} » mais son contenu n’est pas un classeur : enregistrez la "
            "liste au format .xlsx ou CSV."
        )
    rows, notes = rows_of_workbook(raw, limit=MAX_LINES + 1) if is_workbook else (_rows_of_csv(raw), [])
    return _sheet(rows, notes)


def _decoded(raw):
    """The text of a CSV, whether it was saved by a browser, a script or Excel."""
    marks = [(b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")]
    marked = next((encoding for mark, encoding in marks if raw.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileUnreadable(
        "Ce fichier n’est pas un texte lisible : enregistrez la liste au format CSV (UTF-8) ou .xlsx."
    )


def _separator_of(text):
    """(separator, text): the one that the first line announces, as Excel writes « sep=; », that line then
    being emptied; or else the one that makes known columns of the heading."""
    heading = next((line for line in io.StringIO(text, newline=None) if line.strip()), "").rstrip("\n")
    if not heading:
        raise FileUnreadable(EMPTY)
    announced = re.fullmatch(r'"?sep=([;,|\t])"?', heading, re.IGNORECASE)
    if announced:
        return announced[1], text.replace(heading, "", 1)
    return max(
        SEPARATORS,
        key=lambda mark: (len(_known(next(csv.reader([heading], delimiter=mark)))), heading.count(mark)),
    ), text


def _rows_of_csv(raw):
    text = _decoded(raw)
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        if len(line) > MAX_WIDTH:
            raise FileUnreadable(
                f"La ligne {number} dépasse {MAX_WIDTH} caractères : ce n’est pas une ligne de présence. "
                "Corrigez-la, puis recommencez."
            )
    separator, text = _separator_of(text)
    reader, rows, number = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), [], 0
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return rows
        except csv.Error as error:
            raise FileUnreadable(
                f"La ligne {number} est mal formée (un guillemet n’est sans doute pas fermé) : corrigez-la, "
                "puis recommencez."
            ) from error
        texts = [Formula(cell) if cell.lstrip().startswith("=") else clean_line(cell) for cell in cells]
        if any(texts):
            rows.append((number, texts))
        if len(rows) > MAX_LINES + 1:
            return rows


def _known(cells):
    return {BY_NAME[fold(cell)] for cell in cells if fold(cell) in BY_NAME}


def _sheet(rows, notes):
    """Columns by their names, whatever their order; what nobody knows is left aside and said."""
    if not rows:
        raise FileUnreadable("Ce fichier ne contient aucune ligne.")
    (_number, heading), *rows = rows
    columns = {rank: BY_NAME[fold(cell)] for rank, cell in enumerate(heading) if fold(cell) in BY_NAME}
    if twice := sorted({c for c in columns.values() if list(columns.values()).count(c) > 1}):
        names = listing(f"« {COLUMNS[column][0]} »" for column in twice)
        raise FileUnreadable(f"Une colonne est là deux fois : {names}. N’en gardez qu’une.")
    if missing := [c for c in REQUIRED if c not in columns.values()]:
        names = listing(f"« {COLUMNS[column][0]} »" for column in missing)
        raise FileUnreadable(
            f"Il manque {count(len(missing), 'colonne')} : {names}. La première ligne du fichier nomme les "
            "colonnes ; partez du modèle si besoin."
        )
    if not rows:
        raise FileUnreadable("Ce fichier n’a que ses titres de colonnes : aucune présence n’y est écrite.")
    if len(rows) > MAX_LINES:
        raise FileUnreadable(f"Ce fichier a plus de {MAX_LINES} lignes : partagez-le en plusieurs fichiers.")
    ignored = [cell[:60] for rank, cell in enumerate(heading) if rank not in columns and cell]
    if ignored:
        names = listing(f"« {cell} »" for cell in ignored)
        notes = [
            *notes,
            f"{'Colonnes laissées' if len(ignored) > 1 else 'Colonne laissée'} de côté : {names}.",
        ]
    return Sheet([_line(number, cells, columns, width=len(heading)) for number, cells in rows], notes)


def _line(number, cells, columns, *, width):
    """One line. `formulas` names the columns that compute; `is_too_long` says that cells have no column."""
    texts = {column: str(cells[rank]) for rank, column in columns.items() if rank < len(cells)}
    computed = [c for r, c in columns.items() if r < len(cells) and isinstance(cells[r], Formula)]
    return {
        "line": number,
        **texts,
        "formulas": sorted(computed),
        "is_too_long": any(cells[width:]),
    }
