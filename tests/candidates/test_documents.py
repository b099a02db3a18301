"""The dossier on paper: what was frozen, all of it, in order, for every reader."""

import datetime as dt
import hashlib
import io
import re

import pypdf
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from candidates.documents import Book, paragraphs, submission_html, submission_pdf
from candidates.models import DocumentKind, Situation, Submission
from candidates.receipts import content_digest
from tests.acts import submitted_dossier, write_dossier
from tests.factories import eligible_candidate, published_version

NAME = "Anne-Élisabeth Œschger-Łukasiewicz"
TEXT = "À l’automne, j’ai repris l’accueil avec quatre personnes. Chacune tenait un guichet.\n" * 12


def document_of(kind=DocumentKind.DOSSIER, other=(), **changes):
    """A document of a submission whose frozen content holds these keys too."""
    candidate = eligible_candidate(version=published_version(blocks=(2, 1)))
    first = submitted_dossier(candidate).submissions.get()
    content = first.content | changes | dict(other)
    submission = Submission.objects.create(
        dossier=first.dossier,
        number=2,
        submitted_at=dt.datetime(2026, 3, 14, 20, 47, tzinfo=dt.UTC),
        content=content,
        sha256=content_digest(content),
    )
    return submission.documents.create(kind=kind)


def situation(position, **changes):
    return {
        "position": position,
        "title": f"Situation {position}",
        "context": TEXT,
        "presentation": TEXT,
        "analysis": TEXT,
        "blocks": ["B1"],
        "illustrations": [{"block": "B1", "competence": "C1.1", "text": TEXT}],
    } | changes


def annex(position):
    return {
        "position": position,
        "label": f"Annexe de travail {position}",
        "name": f"a{position}.pdf",
        "media_type": "application/pdf",
        "size": 2_500_000,
        "sha256": hashlib.sha256(bytes(position)).hexdigest(),
        "competences": [{"block": "B1", "competence": "C1.2"}],
    }


def read(document):
    pdf = pypdf.PdfReader(io.BytesIO(submission_pdf(document)))
    # a word cut at the end of a line is one word; spaces of layout are one space
    pages = [re.sub(r"[-\u2010]\n", "", page.extract_text()) for page in pdf.pages]
    return pdf, [" ".join(text.replace("\u00a0", " ").split()) for text in pages]


@pytest.mark.django_db
@pytest.mark.pdf
def test_the_pdf_is_tagged_french_named_outlined_and_carries_its_type():
    document = document_of(situations=[situation(1), situation(2)], attachments=[annex(1)])

    pdf, _pages = read(document)

    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    assert pdf.metadata.title.startswith("Dossier de pratiques professionnelles")
    assert [one.title for one in pdf.outline if not isinstance(one, list)] == [
        "Dossier de pratiques professionnelles",
        "Sommaire",
        "Carte des compétences",
        "Situation 1 Situation 1",
        "Situation 2 Situation 2",
        "Annexes",
    ]
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in pdf.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all(re.match(r"/[A-Z]{6}\+Sheet-(Sans|Serif)", name) for name in fonts)


@pytest.mark.django_db
@pytest.mark.pdf
def test_everything_submitted_is_there_in_order_with_the_pages_that_the_map_says():
    passage = {"block": "B1", "competence": "C1.2", "field": "analysis", "text": "Chacune tenait un guichet."}
    document = document_of(
        situations=[situation(1, passages=[passage]), situation(2, illustrations=[])],
        attachments=[annex(1)],
    )
    submission = document.submission

    _pdf, pages = read(document)

    whole = " ".join(pages)
    order = ["Sommaire", "Carte des compétences", "Contexte", "Présentation", "Analyse", "Illustrations"]
    places = [whole.index(word, whole.index("Sommaire")) for word in order]
    assert places == sorted(places)
    assert submission.sha256[:8] in pages[0]
    assert submission.receipt in pages[-1]
    assert f"page {len(pages)} / {len(pages)}" in pages[-1]
    assert "Chacune tenait un guichet. [C1.2]" in whole
    chart = whole[whole.index("où le dossier l’illustre") : whole.index("Contexte")]
    assert "Aucune illustration." in chart
    for where, mark in [
        ("Situation 1, illustration", "C1.1 – "),
        ("Situation 1, analyse", "[C1.2]"),
        ("Annexe 1", "Annexe de travail 1"),
    ]:
        page = int(re.search(rf"{where} p\. (\d+)", chart)[1])
        assert mark in pages[page - 1], where


@pytest.mark.django_db
@pytest.mark.pdf
def test_the_same_submission_gives_the_same_bytes():
    document = document_of(situations=[situation(1)])

    assert submission_pdf(document) == submission_pdf(document)


@pytest.mark.django_db
def test_the_pdf_is_made_from_what_was_frozen_whatever_becomes_of_the_rows():
    document = document_of()
    before = submission_html(document)
    candidate = document.submission.dossier.candidate
    type(candidate).objects.filter(pk=candidate.pk).update(birth_name="Autrenom")
    type(candidate.user).objects.filter(pk=candidate.user_id).update(organisation=None)
    document.refresh_from_db()

    assert Situation.objects.exists()
    assert submission_html(document) == before
    assert "Autrenom" not in before


@pytest.mark.django_db
@pytest.mark.parametrize("kind", DocumentKind.values)
def test_what_was_typed_is_text_and_never_markup(kind):
    attack = '<img src="file:///etc/passwd"><script>x</script>'
    document = document_of(
        kind,
        situations=[situation(1, title=attack, presentation=attack, illustrations=[])],
        attachments=[annex(1) | {"label": attack, "name": attack}],
        candidate={"name": attack, "organisation": attack},
    )

    html = submission_html(document)

    assert "&lt;script&gt;" in html
    assert "<img" not in html
    assert "<script" not in html


@pytest.mark.django_db
@pytest.mark.pdf
def test_long_names_and_titles_stay_on_the_page():
    title = ("Réorganisation pluridisciplinaire " * 6)[:200]
    unbroken = "x" * 200
    document = document_of(
        candidate={"name": NAME, "organisation": "Caisse " * 30},
        situations=[situation(1, title=title), situation(2, title=unbroken)],
    )
    pdf, pages = read(document)

    lines = [run for page in pdf.pages for run in re.findall("x{20,}", page.extract_text())]
    assert NAME in pages[0]
    assert all(NAME in page for page in pages[1:])
    assert sum(page.count(title.strip()) for page in pages) == 2  # in the contents and as a heading
    assert sum(len(line) for line in lines) == 2 * len(unbroken)
    assert max(len(line) for line in lines) < 90  # cut where the column ends


@pytest.mark.django_db
@pytest.mark.pdf
def test_what_no_font_here_can_draw_stops_nothing_and_stays_in_what_was_submitted():
    said = "Merci 😀 à l’équipe, \U0010fffd\U000e0fff fin."  # the last two are in nobody's font
    document = document_of(situations=[situation(1, analysis=said), situation(2)])

    _pdf, pages = read(document)

    assert any("Situation 2" in page for page in pages[3:])  # what comes after it is there
    assert document.submission.content["situations"][0]["analysis"] == said


@pytest.mark.django_db
@pytest.mark.pdf
def test_no_heading_is_left_alone_at_the_end_of_a_page():
    lengths = [TEXT * n for n in range(1, 9)]
    document = document_of(
        situations=[
            situation(n, context=text, presentation=text[::-1], analysis=text[:-40])
            for n, text in enumerate(lengths, 1)
        ]
    )

    _pdf, pages = read(document)

    foot = re.compile(r"(Contexte|Présentation|Analyse|Illustrations|C1\.1 – \S[^.]*?)\s*Version 2, déposée")
    assert len(pages) > 20
    assert [page[-160:] for page in pages if foot.search(page)] == []


@pytest.mark.django_db
def test_a_receipt_of_a_validation_dossier_bears_its_own_name():
    html = submission_html(document_of(DocumentKind.RECEIPT, {"kind": "Dossier de validation"}))

    assert "Dossier de validation" in html
    assert "Dossier de pratiques professionnelles" not in html


words = st.text(alphabet="ab \n", min_size=1, max_size=60)


@given(text=words, cuts=st.lists(st.tuples(st.integers(0, 59), st.integers(1, 30)), max_size=5))
def test_marking_passages_loses_no_character_however_they_overlap(text, cuts):
    quotes = [text[start : start + length].strip() for start, length in cuts]
    passages = [
        {"anchor": f"p{n}", "name": f"C{n}", "text": quote} for n, quote in enumerate(quotes) if quote
    ]

    found = paragraphs(text, passages)

    assert ["".join(one["text"] for one in line) for line in found] == [
        line for line in text.split("\n") if line.strip()
    ]
    anchors = [anchor for line in found for one in line for anchor in one["anchors"]]
    closing = [name for line in found for one in line for name in one["closing"]]
    assert sorted(anchors) == sorted(passage["anchor"] for passage in passages)
    assert sorted(closing) == sorted(passage["name"] for passage in passages)


def test_a_code_that_two_blocks_share_is_told_with_its_block():
    block = {"label": "Bloc 1", "title": "Un", "competences": [{"code": "C1", "title": "Une"}]}
    content = {
        "blocks": [block | {"code": "B1"}, block | {"code": "B2", "label": "Bloc 2"}],
        "situations": [
            situation(1, blocks=["B2"], illustrations=[{"block": "B2", "competence": "C1", "text": "x"}])
        ],
    }

    book = Book(content)

    assert [one["name"] for one in book.situations[0]["illustrations"]] == ["Bloc 2, C1"]
    assert [len(places) for _block, lines in book.competences() for _one, places in lines] == [0, 1]


@pytest.mark.django_db
@pytest.mark.pdf
def test_bullets_of_a_word_processor_are_bullets_on_paper():
    typed = "\uf0b7 Premier point\n\uf0d8 Second point"
    content = {"situations": [situation(1, analysis=typed)], "attachments": []}

    _pdf, pages = read(document_of(other=content))

    assert "• Premier point" in "".join(pages)
    assert "\uf0b7" not in "".join(pages)


@pytest.mark.django_db
def test_what_the_paper_will_not_have_is_said_before_the_submission_and_stops_nothing(client):
    dossier = write_dossier(eligible_candidate(version=published_version(blocks=(1,))))
    Situation.objects.update(title="L’accueil 🎯", analysis=f"\uf0b7 {TEXT} 漢")
    client.force_login(dossier.candidate.user)
    address = reverse("candidates:dossier_submit", args=[dossier.pk])

    page = " ".join(client.get(address).content.decode().split())
    sent = client.post(address, {"is_own_work": "on"})

    assert "« 漢 » (U+6F22), « 🎯 » (U+1F3AF). À l’écran, ils restent." in page.replace("\u00a0", " ")
    assert "U+F0B7" not in page
    assert sent.status_code == 302
