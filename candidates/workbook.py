"""The rows of an .xlsx workbook that nobody vouches for: weighed before it is opened, then read as text."""

import io
import re
import warnings
import zipfile
import zlib
from datetime import date, datetime, time, timedelta

from rules.errors import DomainError
from ui.forms import clean_line

MAX_ENTRIES = 200
MAX_UNPACKED = 20_000_000  # 2,000 lines of text weigh less than 1 MB; styles and themes some more
MAX_COLUMNS = 50
MAX_ROWS = 100_000
# What a damaged or forged workbook makes zipfile, the XML parser and openpyxl raise.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # what XML parsers raise
    OSError,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


class FileUnreadable(DomainError):
    """A file that is not the list it should be; says what it is, and what to do."""

    def __init__(self, *sentences):
        super().__init__(*sentences, field="file")


class Formula(str):
    """A cell that computes: shown to the reader, never computed."""

    __slots__ = ()


DAMAGED = (
    "Ce classeur est abîmé et ne peut pas être lu : ouvrez-le dans votre tableur, enregistrez-le de nouveau "
    "au format .xlsx, ou enregistrez-le au format CSV."
)


def rows_of_workbook(raw, *, limit):
    """([(row number, [cell text])], notes) of the first visible sheet; at most `limit` rows with something in
    them, and one more when there is more. Raises FileUnreadable."""
    try:
        sheets = _weigh(raw)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of the ornaments it does not read
            book = _opened(raw)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not shown:
            raise FileUnreadable(
                "Ce classeur n’a aucune feuille visible : affichez celle qui est à importer."
            )
        _refuse_merged_cells(sheets, book, shown[0])
        rows = _rows(shown[0], limit)
    except BROKEN as error:
        raise FileUnreadable(DAMAGED) from error
    others = [sheet.title for sheet in book.worksheets if sheet is not shown[0]]
    notes = [f"Seule la feuille « {shown[0].title} » est lue."] if others else []
    return rows, notes


def _opened(raw):
    """The workbook as openpyxl opens it, without what stands around the cells: sheets of charts, on some of
    which it stumbles, names and themes."""
    # openpyxl brings Pillow in where it is installed: only whoever imports a workbook pays for it
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415
    from openpyxl.styles.stylesheet import apply_stylesheet  # noqa: PLC0415

    reader = ExcelReader(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
    reader.read_chartsheet = lambda sheet, rel: None
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    reader.read_worksheets()
    return reader.wb


def _weigh(raw):
    """{path: XML} of the sheets, once the archive is known to be a small workbook without macros."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if any(entry.flag_bits & 1 for entry in entries):
            raise FileUnreadable("Ce classeur est protégé par un mot de passe : ôtez-le, puis recommencez.")
        if "xl/workbook.xml" not in names:
            raise FileUnreadable("Ce fichier est une archive et non un classeur .xlsx.")
        if "xl/vbaProject.bin" in names:
            raise FileUnreadable(
                "Ce classeur contient des macros : enregistrez-le au format .xlsx, sans macro."
            )
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise FileUnreadable(
                "Ce classeur est trop volumineux une fois ouvert : copiez ses lignes dans un classeur neuf, "
                "ou enregistrez-le au format CSV."
            )
        # zipfile unpacks no more than the size announced, so this weighing holds
        parts = {name: archive.read(name) for name in names}
    if not all(_is_plain(part) for part in parts.values() if _is_xml(part)):
        raise FileUnreadable(DAMAGED)
    return {name: part for name, part in parts.items() if name.startswith("xl/worksheets/")}


def _is_xml(part):
    """By its content: a relation may call a sheet by any name. In any width of character, marked or not."""
    return part.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def _is_plain(part):
    """UTF-8, as every spreadsheet writes, and without a DOCTYPE: another encoding would hide one."""
    declared = re.search(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)", part)
    try:
        part.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    is_utf8 = b"\x00" not in part and (not declared or declared[1].lower() == b"utf-8")
    return is_utf8 and b"<!DOCTYPE" not in part and b"<!ENTITY" not in part


def _refuse_merged_cells(sheets, book, sheet):
    """Merged cells hide which line a value belongs to."""
    path = sheet._worksheet_path.lstrip("/")
    found = re.search(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z0-9:]+)"', sheets.get(path, b""))
    if found:
        raise FileUnreadable(
            f"Des cellules sont fusionnées ({found[1].decode()}) dans la feuille « {sheet.title} » : "
            "annulez la fusion, puis écrivez chaque valeur sur sa ligne."
        )


def _rows(sheet, limit):
    sheet.reset_dimensions()  # the size a sheet announces is its own affair
    rows = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            rows.append((number, texts))
        if len(rows) > limit:
            break
        if number > MAX_ROWS:
            raise FileUnreadable(
                f"La feuille « {sheet.title} » s’étend sur plus de {MAX_ROWS} lignes, presque toutes vides : "
                "supprimez les lignes vides du bas, ou copiez la liste dans un classeur neuf."
            )
    return rows


def _text(cell):
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Formula(value if isinstance(value, str) else "=…")
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date | time | timedelta):
        return _moment(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return clean_line(str(value))


def _moment(value):
    """A date; an hour or a duration, which is none, in words for the sentence that will say so."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value.hour} h {value.minute:02}"
    minutes = int(abs(value).total_seconds()) // 60
    return f"durée de {minutes // 60} h {minutes % 60:02}"
