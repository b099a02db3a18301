"""Lists of attendances as files: what the office sends, and what it should never have sent."""

import io
import re
import zipfile

from django.utils import timezone
from openpyxl import Workbook

from candidates.models import ModuleAttendance
from candidates.services.attendance_import import try_import
from tests.factories import CandidateFactory, manager

HEADING = ["adresse électronique", "module", "du", "au", "organisme", "formateur", "suivi"]


def csv_of(rows, *, heading=HEADING, separator=";", encoding="utf-8", end="\r\n"):
    lines = [heading, *rows] if heading else rows
    return end.join(separator.join(map(str, row)) for row in lines).encode(encoding)


def xlsx_of(rows, *, heading=HEADING, change=None):
    """A workbook; `change` gets the book and its sheet before it is saved."""
    book = Workbook()
    sheet = book.active
    for row in [heading, *rows]:
        sheet.append(row)
    if change:
        change(book, sheet)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def rezipped(raw, *, edit=None, add=None, compression=zipfile.ZIP_DEFLATED):
    """The same workbook with parts rewritten (`edit`: {path: function}) or added."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(kept, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, (edit or {}).get(name, lambda part: part)(old.read(name)))
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return kept.getvalue()


def with_doctype(part):
    return re.sub(rb"^(<\?xml[^>]*\?>)?", b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">]>', part, count=1)


def codes_of(version):
    return [module.code for module in version.modules.all()]


def people(version, size=3):
    return [CandidateFactory(version=version) for _ in range(size)]


def row(candidate, module, start="17/03/2026", end="18/03/2026", body="Institut", trainer="", followed="oui"):
    return [candidate.user.email, module, start, end, body, trainer, followed]


def attempt_of(rows, *, by=None, heading=HEADING, at=None):
    return try_import(
        csv_of(rows, heading=heading), name="liste.csv", by=by or manager(), at=at or timezone.now()
    )


def outcomes(attempt):
    return [entry["outcome"] for entry in attempt.plan]


def recorded():
    """The whole end state, but for keys and instants."""
    rows = ModuleAttendance.objects.values_list(
        "candidate__user__email",
        "module__code",
        "started_on",
        "ended_on",
        "is_followed",
        "training_body__name",
        "trainer_email",
    )
    return sorted(rows, key=str)
