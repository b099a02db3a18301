"""Files that are no list of attendances: forged, damaged, far too big; each refused in a sentence."""

import io
import time
import tracemalloc
import zipfile

import pytest
from openpyxl import load_workbook

from candidates.attendance_file import read_attendance_file
from candidates.workbook import FileUnreadable
from tests.candidates.attendance_lists import csv_of, rezipped, with_doctype, xlsx_of

ROW = ["a@caisse.example", "AFP", "17/03/2026", "18/03/2026", "Institut", "f@institut.example", "oui"]
SHEET = "xl/worksheets/sheet1.xml"
ZEROS = b"<a>" + b"0" * 30_000_000 + b"</a>"


def merged(book, sheet):
    sheet.merge_cells("A2:A3")


def announcing(size):
    """A workbook whose zip lies about how much it holds once unpacked."""

    def lie(raw):
        spot = raw.rindex(b"PK\x01\x02")
        return raw[: spot + 24] + size.to_bytes(4, "little") + raw[spot + 28 :]

    return lie


def encrypted(raw):
    spot = raw.index(b"PK\x01\x02")
    return raw[: spot + 8] + b"\x01\x00" + raw[spot + 10 :]


def in_utf_16(part):
    return with_doctype(part).decode().encode("utf-16")


def under_another_name(raw):
    """The same workbook, whose relations call the first sheet « sheet1.dat »."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            spoken_of = name.endswith(".rels") or name == "[Content_Types].xml"
            part = part.replace(b"sheet1.xml", b"sheet1.dat") if spoken_of else part
            new.writestr(name.replace("sheet1.xml", "sheet1.dat"), part)
    return kept.getvalue()


PLAIN_BOOK = xlsx_of([ROW])
HOSTILE = {
    "empty": ("presences.csv", b"", "vide"),
    "a byte order mark alone": ("presences.csv", b"\xef\xbb\xbf\r\n", "vide"),
    "a UTF-16 mark alone": ("presences.csv", b"\xff\xfe", "vide"),
    "a UTF-16 mark and a space": ("presences.csv", b"\xff\xfe \x00", "vide"),
    "a no-break space": ("presences.csv", "\u00a0".encode(), "vide"),
    "a line separator": ("presences.csv", "\u2028".encode(), "vide"),
    "control characters": ("presences.csv", b"\x0b\x0c", "vide"),
    "a separator announced and nothing else": ("presences.csv", b"sep=;\r\n", "aucune ligne"),
    "a heading without end": ("presences.csv", b"x" * 200_000, "La ligne 1 dépasse 10000 caractères"),
    "a line without end": (
        "presences.csv",
        csv_of([ROW, ["x" * 200_000, *ROW[1:]]]),
        "La ligne 3 dépasse 10000 caractères",
    ),
    "too heavy": ("presences.csv", b"a;b\r\n" * 500_000, "2 Mo"),
    "a PDF": ("presences.csv", b"%PDF-1.7\n%%EOF", "est un PDF"),
    "a PDF named as a workbook": ("presences.xlsx", b"%PDF-1.7\n%%EOF", "est un PDF"),
    "an old workbook": (
        "presences.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "ancien classeur",
    ),
    "an image": ("presences.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "une image"),
    "a program": ("presences.csv", b"MZ\x90\0" + b"\0" * 50, "un programme"),
    "a gzip": ("presences.csv", b"\x1f\x8b\x08" + b"\0" * 50, "une archive"),
    "bytes that are no text": ("presences.csv", b"\x81\x8d\x8f\x90\x9d;\xff\xfe\0", "pas un texte lisible"),
    "text with null bytes": ("presences.csv", b"module;du\r\nAFP;\0\0", "pas un texte lisible"),
    "half of UTF-16": ("presences.csv", b"\xff\xfea\0b", "pas un texte lisible"),
    "a workbook named .csv": ("presences.csv", PLAIN_BOOK, "se nomme « .csv »"),
    "a CSV named .xlsx": ("presences.xlsx", csv_of([ROW]), "se nomme « .xlsx »"),
    "an archive that is no workbook": (
        "presences.xlsx",
        rezipped(PLAIN_BOOK, edit={}, add={"word/document.xml": b"<a/>"}).replace(
            b"xl/workbook.xml", b"xl/workbooc.xml"
        ),
        "une archive et non un classeur",
    ),
    "a workbook cut short": ("presences.xlsx", PLAIN_BOOK[: len(PLAIN_BOOK) // 2], "abîmé"),
    "a workbook without its sheet": (
        "presences.xlsx",
        PLAIN_BOOK.replace(b"sheet1.xml", b"sheet7.xml"),
        "aucune feuille visible",
    ),
    "hidden sheets": (
        "presences.xlsx",
        rezipped(PLAIN_BOOK, edit={"xl/workbook.xml": lambda p: p.replace(b'"visible"', b'"hidden"')}),
        "aucune feuille visible",
    ),
    "a sheet that is no XML": (
        "presences.xlsx",
        rezipped(PLAIN_BOOK, edit={SHEET: lambda _p: b"<a"}),
        "abîmé",
    ),
    "a workbook with macros": (
        "presences.xlsx",
        rezipped(PLAIN_BOOK, add={"xl/vbaProject.bin": b"macro"}),
        "macros",
    ),
    "an encrypted workbook": ("presences.xlsx", encrypted(PLAIN_BOOK), "mot de passe"),
    "a zip bomb": (
        "presences.xlsx",
        rezipped(PLAIN_BOOK, add={"xl/media/bomb.xml": ZEROS}),
        "trop volumineux",
    ),
    "a bomb of entries": (
        "presences.xlsx",
        rezipped(PLAIN_BOOK, add={f"xl/media/{n}.png": b"" for n in range(500)}),
        "trop volumineux",
    ),
    "a zip that announces more than it is": ("presences.xlsx", announcing(4_000_000_000)(PLAIN_BOOK), "trop"),
    "a zip that announces less than it is": (
        "presences.xlsx",
        announcing(5)(rezipped(PLAIN_BOOK, add={"xl/zeros.xml": ZEROS})),
        "abîmé",
    ),
    "entities that multiply": ("presences.xlsx", rezipped(PLAIN_BOOK, edit={SHEET: with_doctype}), "abîmé"),
    "entities that multiply, in UTF-16": (
        "presences.xlsx",
        rezipped(PLAIN_BOOK, edit={SHEET: in_utf_16}),
        "abîmé",
    ),
    "entities that multiply, in UTF-16, in a sheet that does not bear its name": (
        "presences.xlsx",
        under_another_name(rezipped(PLAIN_BOOK, edit={SHEET: in_utf_16})),
        "abîmé",
    ),
    "an encoding that says one thing and means another": (
        "presences.xlsx",
        rezipped(PLAIN_BOOK, edit={SHEET: lambda p: b'<?xml version="1.0" encoding="utf-7"?>' + p}),
        "abîmé",
    ),
    "merged cells": ("presences.xlsx", xlsx_of([ROW, ROW], change=merged), "fusionnées (A2:A3)"),
    "a row at the end of the world": (
        "presences.xlsx",
        rezipped(PLAIN_BOOK, edit={SHEET: lambda p: p.replace(b'r="2"', b'r="999999999"')}),
        "100000 lignes",
    ),
    "a heading alone": ("presences.csv", csv_of([]), "que ses titres"),
    "no heading": ("presences.csv", csv_of([ROW], heading=None), "Il manque 4 colonnes"),
    "one column missing": ("presences.csv", csv_of([ROW], heading=["e-mail", "module", "du"]), "« au »"),
    "a column twice": (
        "presences.csv",
        csv_of([ROW], heading=["e-mail", "Mail", "module", "du", "au"]),
        "deux fois",
    ),
    "a quote never closed": (
        "presences.csv",
        csv_of([ROW, ['"a@b.fr', *ROW[1:]]]),
        "La ligne 3 est mal formée",
    ),
    "20,000 lines": ("presences.csv", csv_of([["a@b.fr", "AFP", "1", "2"]] * 20_000), "plus de 2000 lignes"),
    "20,000 lines in a workbook": (
        "presences.xlsx",
        xlsx_of([["a", "b", "c", "d"]] * 20_000),
        "plus de 2000",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_not_a_list_is_refused_in_a_sentence(name):
    file, raw, words = HOSTILE[name]

    with pytest.raises(FileUnreadable) as refusal:
        read_attendance_file(raw, name=file)

    assert (len(refusal.value.sentences), refusal.value.field) == (1, "file")
    said = refusal.value.sentences[0].replace("\u00a0", " ")
    assert words in said
    assert said.endswith(".")


def test_a_sheet_that_does_not_bear_its_name_would_be_read_and_so_would_utf_16():
    renamed, wide = (
        under_another_name(PLAIN_BOOK),
        rezipped(PLAIN_BOOK, edit={SHEET: lambda part: part.decode().encode("utf-16")}),
    )

    read = [len(list(load_workbook(io.BytesIO(raw)).active.iter_rows())) for raw in (renamed, wide)]

    assert read == [2, 2]


def test_a_bomb_is_weighed_before_it_is_unpacked():
    bomb = rezipped(PLAIN_BOOK, add={f"xl/media/{n}.xml": ZEROS for n in range(10)})
    tracemalloc.start()
    began = time.monotonic()

    with pytest.raises(FileUnreadable):
        read_attendance_file(bomb, name="presences.xlsx")

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (peak < 5_000_000, time.monotonic() - began < 2) == (True, True)


def test_the_forged_archives_of_this_corpus_are_archives():
    """A corpus whose files were all « damaged » for another reason would prove nothing."""
    with zipfile.ZipFile(__import__("io").BytesIO(PLAIN_BOOK)) as archive:
        assert SHEET in archive.namelist()
    assert len(read_attendance_file(PLAIN_BOOK, name="l.xlsx").lines) == 1
