"""Importing attendances: the page of the office, and the command."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from candidates.models import AttendanceImport
from candidates.services.attendance_import import try_import
from candidates.workbook import FileUnreadable
from tests.candidates.attendance_lists import (
    attempt_of,
    codes_of,
    csv_of,
    outcomes,
    people,
    recorded,
    row,
    xlsx_of,
)
from tests.factories import CandidateFactory, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return published_version()


def send(client, raw, name="liste.csv"):
    return client.post(reverse("candidates:import_try"), {"file": SimpleUploadedFile(name, raw)})


def test_a_manager_tries_a_workbook_then_applies_it(version, sign_in):
    one, *_ = people(version)
    client = sign_in(manager())

    tried = send(client, xlsx_of([row(one, version.modules.first().title)]), "liste.xlsx")
    assert tried.status_code == 302
    assert recorded() == []
    page = client.get(tried.url).content.decode()
    applied = client.post(tried.url, follow=True).content.decode()

    assert "rien n’est encore enregistré" in page
    assert "Import appliqué" in applied
    assert len(recorded()) == 1


def test_what_cannot_be_read_is_said_under_the_file(sign_in):
    client = sign_in(manager())

    for raw, name, words in [
        (b"", "l.csv", "Ce fichier est vide."),
        (b"%PDF-1.7", "l.csv", "un PDF"),
        (b"a" * 2_000_001, "l.csv", "dépasse 2\u00a0Mo"),
    ]:
        answer = send(client, raw, name)
        assert answer.status_code == 200
        assert words.replace("\u00a0", " ") in answer.context["form"].errors["file"][0].replace("\u00a0", " ")
    assert AttendanceImport.objects.count() == 0


def test_the_model_to_download_is_a_list_that_the_import_reads(version, sign_in):
    CandidateFactory(version=version, user__email="prenom.nom@organisme.example")
    client = sign_in(manager())

    model = client.get(reverse("candidates:import_model"))

    assert "attachment" in model["Content-Disposition"]
    assert outcomes(AttendanceImport.objects.get(pk=int(send(client, model.content).url.split("/")[-2]))) == [
        "created"
    ]


def test_a_long_report_goes_by_pages_and_by_outcome_and_loses_no_line(version, sign_in):
    first = codes_of(version)[0]
    attempt = attempt_of(
        [*[row(c, first) for c in people(version, 130)], ["x@y.fr", first, "1", "2", "", "", ""]]
    )
    client = sign_in(manager())
    path = reverse("candidates:import_report", args=[attempt.pk])

    seen, after = [], "0"
    while after:
        page = client.get(path, {"apres": after}).context["page"]
        seen += [entry["line"] for entry in page]
        after = page.after

    assert seen == list(range(2, 133))
    assert [e["line"] for e in client.get(path, {"voir": "corriger"}).context["page"]] == [132]
    assert client.get(path, {"voir": "x", "apres": "~" * 30}).status_code == 200


def run(*args):
    out = io.StringIO()
    call_command("import_attendances", *args, stdout=out)
    return out.getvalue().replace("\u00a0", " ")


def test_the_command_tries_then_applies_and_a_second_time_changes_nothing(version, tmp_path):
    one, *_ = people(version)
    file = tmp_path / "liste.csv"
    file.write_bytes(csv_of([row(one, codes_of(version)[0])], encoding="cp1252", separator=","))

    tried = run(file)
    assert recorded() == []
    applied, again = run(file, "--apply"), run(file, "--apply")

    assert "Ligne 2" in tried
    assert "1 changement." in tried
    assert "1 changement appliqué." in applied
    assert again.endswith("0 changement.\n")
    assert AuditEntry.objects.get(action="attendances.imported").actor is None


def test_the_command_refuses_with_the_same_sentences(version, tmp_path):
    one, *_ = people(version)
    wrong, other = tmp_path / "liste.csv", tmp_path / "photo.csv"
    wrong.write_bytes(csv_of([row(one, "Tricot"), row(one, codes_of(version)[0])]))
    other.write_bytes(b"\x89PNG....")

    with pytest.raises(CommandError, match="1\u00a0ligne à corriger"):
        run(wrong, "--apply")
    with pytest.raises(CommandError, match="une image"):
        run(other)
    for raw, sentence in [(b"\xff\xfe", "vide"), (b"x" * 200_000, "10000 caractères")]:
        other.write_bytes(raw)
        with pytest.raises(CommandError, match=sentence):
            run(other)
    with pytest.raises(CommandError, match="absente"):
        run(tmp_path / "absente.csv")
    assert recorded() == []


def test_a_refused_file_leaves_no_attempt(version):
    with pytest.raises(FileUnreadable):
        try_import(b"%PDF-1.7", name="l.csv", by=None, at=timezone.now())

    assert AttendanceImport.objects.count() == 0
