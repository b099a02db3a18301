"""A file of attendances that is not what it should be: one clear sentence, and nothing read by halves."""

import datetime as dt

import pytest
from openpyxl.chart import BarChart, Reference

from candidates.attendance_file import MAX_LINES, read_attendance_file
from candidates.attendance_lines import facts_of
from candidates.workbook import FileUnreadable
from tests.candidates.attendance_lists import HEADING, csv_of, xlsx_of

ROW = ["a@caisse.example", "AFP", "17/03/2026", "18/03/2026", "Institut", "f@institut.example", "oui"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_way_that_people_save_a_csv_reads_the_same(separator, encoding, end):
    raw = csv_of(
        [["é@caisse.example", "Pratique « réfléchie »", "1", "2"]],
        separator=separator,
        encoding=encoding,
        end=end,
        heading=["Adresse Électronique", "MODULE", "du", "au"],
    )

    sheet = read_attendance_file(raw, name="liste.csv")

    line = {
        "email": "é@caisse.example",
        "module": "Pratique « réfléchie »",
        "started_on": "1",
        "ended_on": "2",
    }
    assert sheet.lines == [{"line": 2, **line, "formulas": [], "is_too_long": False}]


def test_columns_go_in_any_order_whatever_their_case_and_accents_and_unknown_ones_are_said():
    heading = ["AU", " Du ", "Remarque", "E-Mail", "Module"]

    sheet = read_attendance_file(csv_of([["2", "1", "bof", "a@b.fr", "AFP"]], heading=heading), name="l.csv")

    assert {k: sheet.lines[0][k] for k in ("email", "module", "started_on", "ended_on")} == {
        "email": "a@b.fr",
        "module": "AFP",
        "started_on": "1",
        "ended_on": "2",
    }
    assert sheet.notes == ["Colonne laissée de côté\u00a0: «\u00a0Remarque\u00a0»."]


def test_a_workbook_gives_its_dates_whether_they_are_dates_or_text():
    import datetime as dt

    rows = [
        ["a@b.fr", "AFP", dt.date(2026, 3, 17), dt.datetime(2026, 3, 18, 0, 0), None, None, True],
        [None] * 7,
        ["b@b.fr", 12, "17/03/2026", "2026-03-18", "", "", "non"],
    ]

    sheet = read_attendance_file(xlsx_of(rows), name="l.xlsx")

    told = [(line["line"], facts_of(line)) for line in sheet.lines]
    assert [(number, f["started_on"], f["ended_on"], f["is_followed"], s) for number, (f, s) in told] == [
        (2, dt.date(2026, 3, 17), dt.date(2026, 3, 18), True, []),
        (4, dt.date(2026, 3, 17), dt.date(2026, 3, 18), False, []),
    ]
    assert sheet.lines[1]["module"] == "12"


def test_only_the_first_visible_sheet_is_read_and_that_is_said():
    def other(book, sheet):
        book.create_sheet("Brouillon").append(["n’importe quoi"])

    sheet = read_attendance_file(xlsx_of([ROW], change=other), name="l.xlsx")

    assert (len(sheet.lines), sheet.notes) == (1, ["Seule la feuille «\u00a0Sheet\u00a0» est lue."])


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_a_formula_is_told_by_its_column_and_never_computed(make):
    name = "l.csv" if make is csv_of else "l.xlsx"
    raw = make([["a@b.fr", "AFP", "=TODAY()", "18/03/2026", "=cmd|' /C calc'!A0", "", "oui"]])

    _facts, sentences = facts_of(read_attendance_file(raw, name=name).lines[0])

    assert [s.split("\u00a0")[1] for s in sentences] == ["du", "organisme"]
    assert all("formule" in s for s in sentences)


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("du", "17/03/26", "n’est pas lisible"),
        ("du", "46098", "n’est pas lisible"),
        ("du", "mars 2026", "n’est pas lisible"),
        ("du", "03/17/2026", "n’existe pas au calendrier"),
        ("au", "29/02/2026", "n’existe pas au calendrier"),
        ("au", "17/03/0026", "Vérifiez l’année"),
        ("au", "²7/03/2026", "n’est pas lisible"),
        ("formateur", "Jeanne Martin", "attend une adresse électronique"),
        ("organisme", "x" * 201, "dépasse 200"),
        ("suivi", "peut-être", "oui ou non"),
        ("module", "", "est vide"),
        ("adresse électronique", "", "est vide"),
    ],
)
def test_a_cell_that_says_nothing_readable_is_told_with_what_to_do(column, text, words):
    row = dict(zip(HEADING, ROW, strict=True)) | {column: text}

    _facts, sentences = facts_of(read_attendance_file(csv_of([list(row.values())]), name="l.csv").lines[0])

    assert len(sentences) == 1
    assert words in sentences[0]


def test_every_error_of_a_line_is_told_at_once():
    raw = csv_of([["", "", "x", "31/02/2026", "", "nobody", "si", "de trop"]])

    _facts, sentences = facts_of(read_attendance_file(raw, name="l.csv").lines[0])

    assert len(sentences) == 7


def test_two_thousand_lines_are_read_and_not_one_more():
    assert len(read_attendance_file(csv_of([ROW] * MAX_LINES), name="l.csv").lines) == 2000
    with pytest.raises(FileUnreadable):
        read_attendance_file(csv_of([ROW] * (MAX_LINES + 1)), name="l.csv")


@pytest.mark.parametrize("first", ["sep=;\r\n", "SEP=;\n", '"sep=;"\r\n', "\ufeffsep=;\r\n"])
def test_the_separator_that_excel_announces_is_no_heading(first):
    raw = first.encode() + csv_of([ROW])

    read = read_attendance_file(raw, name="presences.csv")

    assert [(line["line"], line["email"], line["module"]) for line in read.lines] == [(3, ROW[0], "AFP")]


@pytest.mark.parametrize("drawing", [True, False])
def test_the_list_is_read_though_the_first_sheet_is_a_chart(drawing):
    def with_a_chart_before(book, sheet):
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=2))
        shown = book.create_chartsheet("Graphique", 0)
        if drawing:
            shown.add_chart(chart)

    read = read_attendance_file(xlsx_of([ROW], change=with_a_chart_before), name="presences.xlsx")

    assert [line["module"] for line in read.lines] == ["AFP"]


@pytest.mark.parametrize(
    ("value", "said"), [(dt.timedelta(days=3), "(durée de 72 h 00)"), (dt.time(9, 30), "(9 h 30)")]
)
def test_a_duration_in_place_of_a_date_is_told_in_french(value, said):
    raw = xlsx_of([[*ROW[:2], value, *ROW[3:]]])

    (line,) = read_attendance_file(raw, name="presences.xlsx").lines

    (sentence,) = facts_of(line)[1]
    assert said in sentence


@pytest.mark.parametrize("name", ["œ" * 200, "㎯" * 200])
def test_an_organisation_that_folds_into_more_than_is_kept_is_refused_on_its_line(name):
    (line,) = read_attendance_file(csv_of([[*ROW[:4], name, *ROW[5:]]]), name="presences.csv").lines

    (sentence,) = facts_of(line)[1]
    assert "trop long" in sentence
