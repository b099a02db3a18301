"""The rows of the register as files: CSV, XLSX, JSON Lines, written row after row in constant memory."""

import csv
import json
import re
from datetime import date

from django.db.models import F
from django.db.models.fields.json import KT
from django.utils import timezone

from certificates.models import ExportFormat, Kind
from certificates.states import CertificateState

# key in JSON Lines, heading of a table, where it is
COLUMNS = [
    ("number", "Numéro", F("number")),
    ("kind", "Nature", F("kind")),
    ("state", "État", F("state")),
    ("birth_name", "Nom de naissance", KT("snapshot__holder__birth_name")),
    ("used_name", "Nom d’usage", KT("snapshot__holder__used_name")),
    ("first_names", "Prénoms", KT("snapshot__holder__first_names")),
    ("sex", "Sexe", KT("snapshot__holder__sex")),
    ("birth_date", "Date de naissance", KT("snapshot__holder__birth_date")),
    ("birth_place", "Commune de naissance", KT("snapshot__holder__birth_place")),
    ("birth_area", "Département ou pays de naissance", KT("snapshot__holder__birth_area")),
    ("organisation", "Organisme", F("organisation")),
    ("certification", "Certification", KT("snapshot__certification__code")),
    ("version", "Version du référentiel", KT("snapshot__certification__version")),
    ("rncp_number", "Numéro RNCP", KT("snapshot__certification__rncp_number")),
    ("block", "Bloc", KT("snapshot__block__code")),
    ("block_title", "Intitulé du bloc", KT("snapshot__block__title")),
    ("awarded_on", "Décision du jury", F("awarded_on")),
    ("issued_on", "Délivré le", F("issued_on")),
    ("ended_at", "Remplacé ou révoqué le", F("ended_at")),
    ("replaces", "Remplace le n°", F("replaces__number")),
    ("replaced_by", "Remplacé par le n°", F("replaced_by__number")),
]
KEYS = [key for key, _heading, _source in COLUMNS]
HEADINGS = [heading for _key, heading, _source in COLUMNS]
ENDED = KEYS.index("ended_at")
DAYS = {KEYS.index("birth_date"), KEYS.index("awarded_on"), KEYS.index("issued_on")}
CHUNK = 2_000
SHEET_ROWS = 1_048_575  # what a sheet of a workbook holds under its heading
# what no XML may hold (XML 1.0, production 2), so no workbook: controls, halves of pairs, U+FFFE and U+FFFF
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet takes for a formula


def rows_of(certificates):
    """The rows as tuples in the order of COLUMNS, by a cursor of the server: never more than a chunk here."""
    found = certificates.values_list(*(source for _key, _heading, source in COLUMNS), named=False)
    return found.iterator(chunk_size=CHUNK)


def write_export(export_format, path, rows, *, told):
    """Write the rows to a file. `told(count)` is called now and then. Returns how many there are."""
    writers = {
        ExportFormat.CSV: _write_csv,
        ExportFormat.XLSX: _write_xlsx,
        ExportFormat.JSONL: _write_jsonl,
    }
    counted = _Counted(rows, told)
    writers[export_format](path, counted)
    return counted.count


class _Counted:
    """Rows that tell how many have gone by."""

    def __init__(self, rows, told):
        self.rows, self.told, self.count = rows, told, 0

    def __iter__(self):
        for row in self.rows:
            yield row
            self.count += 1
            if self.count % CHUNK == 0:
                self.told(self.count)


def _in_words(row):
    """The codes of a row as people read them, and the day here of what the database keeps as an instant."""
    number, kind, state, *rest = row
    words = [number, Kind(kind).label, CertificateState(state).label, *rest]
    if words[ENDED]:
        words[ENDED] = timezone.localdate(words[ENDED])
    return words


def _write_csv(path, rows):
    """For spreadsheets in French: semicolons, a BOM, and no cell that one would compute."""
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS)
        writer.writerows([_plain(value) for value in _in_words(row)] for row in rows)


def _plain(value):
    if value is None:
        return ""
    text = value if isinstance(value, str) else value.isoformat()
    return f"'{text}" if text.startswith(COMPUTED) else text


def _write_xlsx(path, rows):
    """One sheet, and another after each million: text stays text, days are days."""
    # openpyxl is heavy: only whoever writes a workbook pays for it
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    book, sheet = Workbook(write_only=True), None

    def cell(rank, value):
        if rank in DAYS and isinstance(value, str):
            return date.fromisoformat(value)
        if not isinstance(value, str):
            return value
        text = NOT_IN_XML.sub("", value)
        if not text.startswith("="):
            return text
        typed = WriteOnlyCell(sheet, text)
        typed.data_type = "s"  # openpyxl takes it for a formula
        return typed

    with open(path, "wb") as file:  # before a sheet is begun: half a one that nothing takes is not let go of
        for rank, row in enumerate(rows):
            if rank % SHEET_ROWS == 0:
                sheet = _new_sheet(book)
            sheet.append([cell(place, value) for place, value in enumerate(_in_words(row))])
        if sheet is None:
            _new_sheet(book)
        book.save(file)


def _new_sheet(book):
    sheet = book.create_sheet("Registre" if not book.worksheets else f"Registre {len(book.worksheets) + 1}")
    sheet.append(HEADINGS)
    return sheet


def _write_jsonl(path, rows):
    """One object a line, with codes for machines."""
    with open(path, "w", encoding="utf-8") as file:
        for row in rows:
            said = {
                key: value.isoformat() if hasattr(value, "isoformat") else value
                for key, value in zip(KEYS, row, strict=True)
            }
            file.write(json.dumps(said, ensure_ascii=False) + "\n")
