"""S37: a name is data, whatever it pretends to be."""

import pytest
from django.utils.http import content_disposition_header
from hypothesis import given
from hypothesis import strategies as st

from candidates.intake.names import LONGEST, tidy_name


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("planning d’été.pdf", "planning d’été.pdf"),
        ("../../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Jeanne\\bilan.pdf", "bilan.pdf"),
        ("photo\u202egpj.exe", "photogpj.pdf"),
        ("bilan\r\nSet-Cookie: a=b.pdf", "bilanSet-Cookie- a=b.pdf"),
        ("bilan\0.pdf", "bilan.pdf"),
        ("facture.pdf.exe", "facture.pdf.pdf"),
        ("CON", "_CON.pdf"),
        ("lpt1.txt", "_lpt1.pdf"),
        ("   ", "annexe.pdf"),
        ("...", "annexe.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("a" * 300 + ".pdf", "a" * (LONGEST - 4) + ".pdf"),
        ("photo.png", "photo.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
    ],
    ids=repr,
)
def test_a_name_keeps_what_a_person_recognises(name, tidy):
    assert tidy_name(name, suffix=".pdf") == tidy


@given(name=st.text(max_size=400))
def test_no_name_breaks_a_line_leaves_its_folder_or_hides_its_kind(name):
    tidy = tidy_name(name, suffix=".pdf")
    header = content_disposition_header(as_attachment=True, filename=tidy)

    assert tidy.endswith(".pdf")
    assert len(tidy) <= LONGEST + 1
    assert not set(tidy) & set('/\\\r\n\0"<>|?*:')
    assert tidy_name(tidy, suffix=".pdf") == tidy
    assert header.isascii()
    assert header.startswith("attachment; filename")
