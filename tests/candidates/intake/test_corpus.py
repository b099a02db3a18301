"""S34 to S37: each hostile file is refused in a sentence, or loses what made it hostile."""

import os
import subprocess
import sys
from io import BytesIO

import pikepdf
import pytest
from django.conf import settings
from PIL import Image

from candidates.intake import sandbox
from candidates.intake.outcomes import FileRefused
from candidates.intake.sandbox import clean_apart
from tests.candidates.intake.corpus import NEUTRALISED, REFUSED, in_mode, swelling_pdf, with_exif
from tests.files import a_pdf, a_picture


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_file_is_refused_in_a_sentence(what):
    make, words = REFUSED[what]

    with pytest.raises(FileRefused) as refusal:
        clean_apart(make())

    assert words in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_a_refusal_leaves_a_line_that_says_nothing_of_the_file(caplog):
    with pytest.raises(FileRefused):
        clean_apart(b"MZ a program of Mrs Kowalczyk")

    (line,) = [record for record in caplog.records if record.name == "candidates.intake.sandbox"]
    assert (line.levelname, line.getMessage()) == ("WARNING", "A file of 29 bytes was refused")


@pytest.mark.parametrize("what", NEUTRALISED)
def test_a_file_with_something_along_keeps_only_what_it_shows(what):
    make, media_type, lure = NEUTRALISED[what]
    content = make()
    assert lure in content

    clean = clean_apart(content)

    assert (clean.media_type, lure in clean.content) == (media_type, False)
    if media_type == "application/pdf":
        with pikepdf.open(BytesIO(clean.content)) as document:
            assert len(document.pages) == 1
    else:
        with Image.open(BytesIO(clean.content)) as picture:
            picture.load()
            assert (getattr(picture, "n_frames", 1), dict(picture.getexif())) == (1, {})


def test_a_photo_taken_upright_stays_upright_without_saying_so():
    turned = clean_apart(with_exif()).content

    with Image.open(BytesIO(turned)) as picture:
        assert picture.size == (30, 40)


HONEST = [("RGB", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("L", "JPEG"), ("I;16", "PNG"), ("1", "PNG")]


@pytest.mark.parametrize(("mode", "kind"), HONEST)
def test_an_honest_picture_keeps_its_points(mode, kind):
    content = in_mode(mode, kind)

    clean = clean_apart(content).content

    with Image.open(BytesIO(content)) as before, Image.open(BytesIO(clean)) as after:
        assert (after.mode, after.size) == (mode, before.size)
        if before.format == "PNG":
            assert after.tobytes() == before.tobytes()


def test_the_same_file_becomes_the_same_bytes_so_that_it_is_known_again():
    for content in (a_pdf(pages=3), a_picture(), a_picture(kind="JPEG")):
        assert clean_apart(content) == clean_apart(content)


def test_the_process_that_opens_files_has_no_more_memory_than_its_share():
    greedy = "from candidates.intake.checker import limit_ourselves as l; l(); bytearray(3_000_000_000)"

    child = subprocess.run(
        [sys.executable, "-c", greedy], capture_output=True, cwd=settings.BASE_DIR, check=False
    )

    assert (child.returncode, b"MemoryError" in child.stderr) == (1, True)


def test_a_pdf_that_swells_two_hundred_times_comes_out_as_small_as_what_it_shows():
    content = swelling_pdf()
    assert 1_000_000 < len(content) < 2_000_000

    assert len(clean_apart(content).content) < 5_000


def test_a_file_that_takes_too_long_to_check_is_refused(monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 0.001)

    with pytest.raises(FileRefused, match="trop complexe"):
        clean_apart(a_pdf())


def test_the_web_process_itself_never_loads_what_opens_files():
    loaded = (
        "import sys, django; django.setup(); import cqp.urls; "
        "print([name for name in ('pikepdf', 'PIL') if name in sys.modules])"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}

    said = subprocess.run(
        [sys.executable, "-c", loaded],
        capture_output=True,
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
    ).stdout

    assert said.strip() == b"[]"
