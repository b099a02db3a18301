"""The documents on paper: one page each, every letter ours, built to PDF/A-3a and PDF/UA-1."""

import io
import json
import re
import shutil
import subprocess

import pikepdf
import pytest
from pypdf import PdfReader

from certificates.documents import document_pdf
from certificates.models import DocumentKind
from certificates.sealing import seal
from tests.certificates.paper import (
    BORN_ABROAD,
    BORN_IN_FRANCE,
    CODE,
    ILLUSTRATIVE,
    REGISTERED,
    block_of,
    ccp_document,
    words,
)
from tests.certificates.pdfa_rules import broken_rules
from ui.archival import MissingLetters
from ui.letters import unprintable

pytestmark = pytest.mark.pdf
LONGEST = BORN_IN_FRANCE | {
    "name": "Anne-Charlotte Émilie Marguerite-Œdipe de La Rochefoucauld-Montbel-Ÿvetot dite Ğüłşah-Ðorđević",
    "birth_place": "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
}
SHORTEST = BORN_ABROAD | {"name": "Li Ÿ", "birth_place": "Y", "birth_area": "80"}


def pages_of(content):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def squeezed(text):
    """Without spaces: a name may go to the next line after its hyphen."""
    return "".join(text.split())


def text_of(**what):
    pages = pages_of(document_pdf(ccp_document(**what)))
    assert len(pages) == 1
    return pages[0]


@pytest.mark.parametrize("kind", DocumentKind.values)
@pytest.mark.parametrize(
    ("holder", "certification", "block"),
    [
        (SHORTEST, REGISTERED, block_of()),
        (LONGEST, REGISTERED, block_of([words(200)] * 40, title=words(400))),
        (BORN_ABROAD, ILLUSTRATIVE, block_of([words(250)] * 12, title=words(150))),
    ],
    ids=["shortest", "longest", "abroad"],
)
def test_a_document_holds_on_one_page_with_every_letter_and_keeps_both_standards_once_sealed(
    kind, holder, certification, block
):
    content = document_pdf(ccp_document(kind=kind, holder=holder, certification=certification, block=block))

    (text,) = pages_of(content)
    assert holder["name"] in text
    assert squeezed(f"{holder['birth_place']} ({holder['birth_area']})") in squeezed(text)
    assert squeezed(block["title"]) in squeezed(text)
    assert broken_rules(content) == []
    assert broken_rules(seal(content)) == []


def test_forty_competences_of_300_letters_hold_on_the_one_page_of_the_annex():
    text = text_of(kind=DocumentKind.ANNEX, block=block_of([words(300)] * 40))

    assert text.count(words(300)) == 40


def test_what_no_page_holds_goes_over_several_numbered_ones():
    content = document_pdf(ccp_document(kind=DocumentKind.ANNEX, block=block_of([words(400)] * 40)))

    pages = pages_of(content)

    assert f"page 1 sur {len(pages)}" in pages[0]
    assert all("MO-B3-2026-0118" in page for page in pages)
    assert broken_rules(content) == []


def test_the_sheet_sends_to_the_annex_when_its_list_does_not_hold():
    text = text_of(block=block_of([words(300)] * 40))

    assert "Ses 40 compétences, toutes acquises, sont énumérées dans l’annexe" in text


def test_the_sheet_bears_every_mandatory_mention_and_none_that_is_forbidden():
    text = text_of()

    for mention in [
        "Certificat de compétences professionnelles",
        "pour le bloc 3 sur 4, partie du CQP Manager opérationnel de la Sécurité sociale",
        "n° RNCP39999",
        "décision du directeur général de France compétences du 19 mars 2025",
        "niveau 6 (cadre européen des certifications : niveau 6) · NSF 310p, 315",
        "Ucanss · CPNEFP du régime général de Sécurité sociale",
        "née Œschger, le 29 février 1984 à L’Haÿ-les-Roses (94)",
        "Fait à Paris, le 14 décembre 2026",
        "Camille Delaunay",
        "décision du jury du 9 décembre 2026",
        "MO-B3-2026-0118",
    ]:
        assert mention in text
    assert "réserve" not in text
    assert "SPÉCIMEN" not in text
    assert "DUPLICATA" not in text


def test_the_annex_says_how_each_competence_was_proven_and_the_european_level():
    text = text_of(kind=DocumentKind.ANNEX)

    assert "C3.1 Donner du sens aux évolutions et mobiliser l’équipe autour d’elles à l’entretien" in text
    assert "C3.3 Piloter la mise en œuvre, lever les obstacles et ajuster par le dossier" in text
    assert "European Qualifications Framework, EQF level 6" in text


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_a_mention_that_the_snapshot_lacks_is_not_printed_at_all(kind):
    lapsed = REGISTERED | {"rncp_number": "", "rncp_decision_on": None, "level": None, "eqf_level": None}

    text = text_of(kind=kind, certification=lapsed | {"nsf": []})

    assert not re.search("RNCP|niveau|NSF|EQF|None", text)


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_a_specimen_and_a_duplicata_say_what_they_are(kind):
    text = text_of(kind=kind, certification=ILLUSTRATIVE, copy=2)

    assert "SPÉCIMEN" in text
    assert "DUPLICATA n° 2, délivré le 14 décembre 2026" in text


def test_the_document_carries_its_data_for_machines():
    with pikepdf.open(io.BytesIO(document_pdf(ccp_document()))) as pdf:
        data = json.loads(pdf.attachments["certificat.json"].get_file().read_bytes())

    assert (data["format"], data["certificate"]["code"]) == ("certificate/1", CODE)
    assert data["holder"]["name"] == BORN_IN_FRANCE["name"]
    assert data["blocks"][0]["competences"][0]["proof"] == "interview"
    assert "organisation" not in data["holder"]


def test_a_letter_that_none_of_our_fonts_has_is_refused_and_never_borrowed_from_the_machine():
    with pytest.raises(MissingLetters, match=re.escape("U+6F22")):
        document_pdf(ccp_document(holder=BORN_ABROAD | {"name": "漢 Ÿ"}))


# ours, drawn from a letter and its mark, in one of our fonts only, in none, an emoji, unseen, no letter
@pytest.mark.parametrize(
    "letter", [*"ŸİǞḄȂḀ漢ع😀½₽", "x\u030c", "\u200d", "\u2028", "\u2003", "\ufffd", "\ufdd0", "e\u0325"]
)
def test_a_letter_is_foretold_to_be_printed_as_it_is(letter):
    try:
        document_pdf(ccp_document(holder=BORN_ABROAD | {"name": f"A {letter} b"}))
        lacking = False
    except MissingLetters:
        lacking = True

    assert bool(unprintable(f"A {letter} b")) == lacking


def test_every_letter_of_a_civil_record_and_of_our_neighbours_is_ours():
    letters = "ŸŒÆœæğıİłŁđĐßñÑçÇøØåÅþÞðÐħĦŋŊőűţșȘǎạảấẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
    words_of_them = " ".join(letters[i : i + 12] for i in range(0, len(letters), 12))

    text = text_of(holder=BORN_ABROAD | {"birth_place": words_of_them})

    assert set(letters) <= set(text)


@pytest.mark.parametrize("kind", DocumentKind.values)
def test_a_title_without_a_blank_stays_on_its_page(kind):
    title = "".join(f"Mot{rank:03}" for rank in range(60))

    text = text_of(kind=kind, block=block_of(title=title))

    assert title in squeezed(text)
    assert title not in text


BREAKING = {
    "file_rules": lambda pdf: pdf.Root.__delitem__("/OutputIntents"),
    "metadata_rules": lambda pdf: pdf.docinfo.__setitem__("/Title", "Autre"),
    "font_rules": lambda pdf: [
        font.__delitem__("/ToUnicode") for font in pdf.objects if is_a(font, "/Subtype", "/Type0")
    ],
    "structure_rules": lambda pdf: [
        cell.A.__delitem__("/Scope") for cell in pdf.objects if is_a(cell, "/S", "/TH")
    ],
    "attachment_rules": lambda pdf: pdf.Root.AF[0].__delitem__("/AFRelationship"),
    "annotation_rules": lambda pdf: pdf.pages[0].Annots[0].__setitem__("/F", 2),
}


def is_a(one, key, value):
    return isinstance(one, pikepdf.Dictionary) and one.get(key) == value


@pytest.fixture(scope="module")
def annex():
    return document_pdf(ccp_document(kind=DocumentKind.ANNEX))


@pytest.mark.parametrize("rule", BREAKING)
def test_each_rule_of_the_set_sees_what_breaks_it(rule, annex):
    broken = io.BytesIO()
    with pikepdf.open(io.BytesIO(annex)) as pdf:
        BREAKING[rule](pdf)
        pdf.save(broken, linearize=False, preserve_pdfa=False)

    assert [wrong for wrong in broken_rules(broken.getvalue()) if wrong.startswith(rule)]


@pytest.mark.skipif(not shutil.which("verapdf"), reason="verapdf is not installed on this machine")
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_agrees(flavour, annex, tmp_path):
    for name, content in {"annex": annex, "sheet": document_pdf(ccp_document())}.items():
        (tmp_path / f"{name}.pdf").write_bytes(seal(content))

    answer = subprocess.run(
        ["verapdf", "--flavour", flavour, "--format", "text", *map(str, tmp_path.glob("*.pdf"))],
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.stdout.count("PASS") == 2, answer.stdout
