"""The register taken away: every row once, nothing that computes, for its asker, for seven days."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from time_machine import travel

from audit.models import AuditEntry
from certificates.exporting import HEADINGS, KEYS
from certificates.models import Certificate, Export
from certificates.searching import read_search
from certificates.services import exporting
from cqp.tasks import catch_up, do_what_is_left
from tests.acts import issue_all, revoke, validated_on_reading
from tests.factories import eligible_candidate, manager, published_version
from ui.storing import open_stored

pytestmark = pytest.mark.django_db
EVIL = ["=cmd|'/c calc'!A1", "+33", "-2", "@SUM(A1)", "\tx", "=HYPERLINK(1)"]


@pytest.fixture
def world():
    version = published_version(blocks=(1,))
    for place in EVIL:
        candidate = eligible_candidate(version=version, birth_place=place, birth_name="Œuvrard")
        validated_on_reading(candidate)
    issue_all(candidate)
    return candidate


def made(export_format, query=None, *, by=None):
    export = exporting.ask_export(
        read_search(query or {}), export_format, by=by or manager(), at=timezone.now()
    )
    exporting.make_export(export.pk, at=timezone.now())
    export.refresh_from_db()
    with open_stored(export.file) as file:
        return export, file.read()


def test_the_csv_opens_in_french_spreadsheets_and_computes_nothing(world):
    export, raw = made("csv")

    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))

    assert raw.startswith("\ufeff".encode())
    assert lines[0] == HEADINGS
    assert len(lines) - 1 == export.written == export.total == Certificate.objects.count()
    assert {f"'{place}" for place in EVIL} <= {cell for line in lines for cell in line}
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert "Œuvrard" in lines[1]


def test_the_workbook_has_text_cells_days_and_no_formula(world):
    export, raw = made("xlsx")

    sheet = load_workbook(io.BytesIO(raw)).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]

    assert sheet.max_row - 1 == export.written
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {place for place in EVIL if place.startswith("=")} <= {cell.value for cell in cells}
    assert {c.is_date for c in sheet[2] if c.column == KEYS.index("awarded_on") + 1} == {True}


def test_a_letter_that_no_xml_may_hold_is_left_out_of_the_workbook_and_keeps_no_row_away(world):
    strange = eligible_candidate(version=world.version, birth_name="Ca\ufffeba\uffffnis 𝔾\x7f")
    validated_on_reading(strange)

    export, raw = made("xlsx")

    sheet = load_workbook(io.BytesIO(raw)).active
    names = [row[KEYS.index("birth_name")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sheet.max_row - 1 == export.written == export.total
    assert "Cabanis 𝔾\x7f" in names


def test_json_lines_hold_one_object_a_certificate_with_codes(world):
    _export, raw = made("jsonl", {"etat": "issued", "nature": "ccp"})

    (said,) = [json.loads(line) for line in raw.decode().splitlines()]

    ccp = world.certificates.ccps().get()
    assert list(said) == KEYS
    assert (said["number"], said["kind"], said["state"]) == (ccp.number, "ccp", "issued")
    assert said["awarded_on"] == ccp.awarded_on.isoformat()


def test_an_export_never_holds_ones_own_certificates(world):
    world.user.roles = ["candidate", "manager"]
    world.user.save()

    export, raw = made("jsonl", by=world.user)

    assert world.certificates.first().number not in raw.decode()
    assert export.written == Certificate.objects.count() - 2


def test_it_is_asked_for_followed_and_downloaded_by_its_asker_only(world, sign_in, committed):
    office = manager()
    client = sign_in(office)

    with committed():
        answer = client.post(
            f"{reverse('certificates:export_ask')}?etat=issued&q=oeuvrard", {"format": "csv"}
        )
    export = Export.objects.get()
    page = client.get(answer["Location"]).content.decode()
    file = client.get(reverse("certificates:export_file", args=[export.pk]))

    assert "Prêt" in page
    assert file["Content-Type"].startswith("text/csv")
    assert "attachment" in file["Content-Disposition"]
    assert b"Num\xc3\xa9ro" in b"".join(file.streaming_content)
    entry = AuditEntry.objects.get(action="register.exported")
    assert (entry.actor, entry.facts) == (
        office,
        {"format": "csv", "filters": ["etat", "q"], "rows": export.written},
    )
    other = sign_in(manager())
    for name in ("export", "export_file"):
        assert other.get(reverse(f"certificates:{name}", args=[export.pk])).status_code == 404


def test_what_a_crash_cut_short_is_made_by_catch_up_and_erased_after_seven_days():
    export = exporting.ask_export(read_search({}), "csv", by=manager(), at=timezone.now())

    catch_up()
    export.refresh_from_db()
    key = export.file
    assert export.is_ready

    assert left_at(export.done_at + timedelta(days=6)) == {}
    assert left_at(export.done_at + timedelta(days=8)) == {"export effacé": (1, 0)}
    export.refresh_from_db()
    assert (export.file, export.is_ready) == ("", False)
    with pytest.raises(FileNotFoundError):
        open_stored(key)


def left_at(instant):
    with travel(instant):  # tasks read the clock
        return do_what_is_left(at=timezone.now())


def test_a_full_disk_leaves_no_half_file_and_the_next_try_works(world, settings):
    export = exporting.ask_export(read_search({}), "csv", by=manager(), at=timezone.now())
    settings.MEDIA_ROOT.parent.mkdir(parents=True, exist_ok=True)
    Path(settings.MEDIA_ROOT).write_text("not a folder")  # whatever is stored fails as a disk does

    with pytest.raises(OSError, match="exports"):
        exporting.make_export(export.pk, at=timezone.now())
    Path(settings.MEDIA_ROOT).unlink()
    exporting.make_export(export.pk, at=timezone.now())

    export.refresh_from_db()
    assert export.is_ready


@pytest.mark.parametrize("export_format", ["csv", "xlsx", "jsonl"])
def test_the_whole_register_is_exported_from_the_command_line(world, tmp_path, export_format, capsys):
    path = tmp_path / f"registre.{export_format}"

    call_command("export_register", export_format, str(path))

    assert path.stat().st_size > 0
    assert str(Certificate.objects.count()) in capsys.readouterr().out
    assert AuditEntry.objects.filter(action="register.exported", actor=None).count() == 1


def test_a_table_says_the_day_here_of_what_ended_after_midnight(world):
    """Half past midnight in Paris is still the day before for the database."""
    with travel("2027-07-14T22:30:00Z", tick=False):
        revoke(world.certificates.ccps().get())
    column = KEYS.index("ended_at")

    _export, raw = made("csv")
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    _export, raw = made("xlsx")
    sheet = load_workbook(io.BytesIO(raw)).active
    _export, raw = made("jsonl")
    said = [json.loads(line)["ended_at"] for line in raw.decode().splitlines()]

    assert {line[column] for line in table[1:]} == {"", "2027-07-15"}
    days = {row[column] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert {day.date().isoformat() for day in days if day} == {"2027-07-15"}
    assert set(said) == {None, "2027-07-14T22:30:00+00:00"}
