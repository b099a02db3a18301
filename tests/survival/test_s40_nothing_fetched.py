"""S40: HTML, CSS or an address in a field that reaches a PDF stays text: no file read, no connection made."""

import http.server
import io
import threading
from itertools import cycle

import pikepdf
import pytest
from pypdf import PdfReader

from certificates.documents import document_pdf
from certificates.models import DocumentKind, Kind
from tests.certificates.paper import BORN_IN_FRANCE, REGISTERED, block_of, ccp_document
from ui.printing import pdf_from

pytestmark = pytest.mark.pdf


@pytest.fixture(scope="module")
def listener():
    """A server of this machine, and what it was asked."""
    asked = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def payloads(listener, tmp_path_factory):
    """What an attacker would write, one way each."""
    canary = tmp_path_factory.mktemp("secret") / "canary.txt"
    canary.write_text("CANARY-5f3a9c")
    url, file = listener[0], canary.as_uri()
    return [
        f"\"'></title></p></h2></td><img src={file}><img src={url}/img.png>",
        f"<link rel=attachment href={file}><link rel=attachment href={url}/attachment>",
        f"<style>@import url({url}/import.css); @font-face{{font-family:x;src:url({url}/font)}}</style>",
        f"<p style=\"background:url({url}/background.png); font-family:x; content:url('{file}')\">",
        f"<object data={file}></object><embed src={url}/embed><iframe src={file}></iframe>",
        f"<svg><image href='{url}/svg.png'/><use href='{file}#x'/></svg><a href={url}/link>x</a>",
        f"<link rel=stylesheet href={url}/sheet.css><base href={url}/><meta name=author content=CANARY-meta>",
        "{{ 7|add:7 }}{% load ui %}&lt;b&gt; ]]> --> \\00003c style ; } body { display: none",
    ]


def hostile(value, texts):
    """The same shape with the next of `texts` in every place a person or a file fills in."""
    if isinstance(value, dict):
        kept = {"sex", "birth_date", "rncp_decision_on", "position", "count", "is_illustrative", "proof"}
        return {key: one if key in kept else hostile(one, texts) for key, one in value.items()}
    if isinstance(value, list):
        return [hostile(one, texts) for one in value]
    return next(texts) if isinstance(value, str) else value


def hostile_document(kind, of, payloads):
    texts = cycle(payloads)
    document = ccp_document(
        kind=kind,
        holder=hostile(BORN_IN_FRANCE, texts),
        certification=hostile(REGISTERED, texts),
        block=hostile(block_of(), texts),
    )
    certificate = document.certificate
    certificate.kind, certificate.number = of, next(texts)
    ccps = [{"position": 1, "number": next(texts), "title": next(texts)}]
    certificate.issue = hostile(certificate.issue, texts) | {"ccps": ccps}
    certificate.snapshot["ccps"] = []
    return document


def everything_in(content):
    """The file as written, every stream unpacked, and what one reads on the page."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        streams = [one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        names = list(pdf.attachments)
        links = [
            str(one.A.URI) for page in pdf.pages for one in page.get("/Annots", []) if one.Subtype == "/Link"
        ]
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return b"".join([content, *streams]), names, links, text


@pytest.mark.parametrize(
    ("kind", "of"),
    [(DocumentKind.SHEET, Kind.CCP), (DocumentKind.ANNEX, Kind.CCP), (DocumentKind.SHEET, Kind.CQP)],
)
def test_every_field_of_every_document_stays_text(kind, of, payloads, listener, db):
    _url, asked = listener
    asked.clear()

    content, names, links, text = everything_in(document_pdf(hostile_document(kind, of, payloads)))

    assert asked == []
    assert b"CANARY-5f3a9c" not in content
    assert names == ["certificat.json"]
    assert all("/verifier/" in link for link in links)
    printed = [payload for payload in payloads if squeezed(payload) in squeezed(text)]
    assert len(printed) >= 5


def squeezed(text):
    return "".join(text.split()).replace("-", "")


def test_these_payloads_are_live_and_our_printer_fetches_none_even_when_a_page_forgets_to_escape(
    payloads, listener
):
    _url, asked = listener
    page = "<html lang=fr><title>x</title>" + "".join(payloads[:7])

    # the library cannot even be imported where Pango is missing
    from weasyprint import HTML

    HTML(string=page).write_pdf()
    without_us = set(asked)
    asked.clear()
    content, names, _links, _text = everything_in(pdf_from(page, sheet="sheet"))

    assert len(without_us) >= 4
    assert asked == []
    assert names == []
    assert b"CANARY-5f3a9c" not in content
