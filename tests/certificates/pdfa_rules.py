"""What PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) ask of our documents, read with pikepdf.

Not a validator: the clauses that a document like ours can break. Each rule yields what is wrong, in words;
`veraPDF`, where it is installed, is asked too.
"""

import io
import re

import pikepdf
from lxml import etree

NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
}
FORBIDDEN_ACTIONS = {"/Launch", "/JavaScript", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide"}
PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "BI"}


def broken_rules(content):
    """[sentence]: empty when every rule holds."""
    rules = [file_rules, metadata_rules, font_rules, structure_rules, attachment_rules, annotation_rules]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [f"{rule.__name__}: {wrong}" for rule in rules for wrong in rule(pdf, content)]


def objects_of(pdf):
    return [one for one in pdf.objects if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream))]


def file_rules(pdf, content):
    if not re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", content):
        yield "no binary comment after the header"
    if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
        yield "encrypted"
    if "/ID" not in pdf.trailer:
        yield "no file identifier"
    intents = list(pdf.Root.get("/OutputIntents", []))
    if [intent.get("/S") for intent in intents] != ["/GTS_PDFA1"]:
        yield "no output intent of PDF/A"
    elif intents[0].DestOutputProfile.get("/N") != 3:
        yield "the output intent has no colour profile"
    for one in objects_of(pdf):
        if one.get("/S") in FORBIDDEN_ACTIONS or "/JS" in one or "/AA" in one or "/XFA" in one:
            yield f"a forbidden action: {one.get('/S')}"
        if one.get("/Type") == "/ExtGState" and one.get("/TR") is not None:
            yield "a transfer function"
    if "/OpenAction" in pdf.Root or "/NeedsRendering" in pdf.Root:
        yield "something happens when it is opened"
    if pdf.Root.get("/AcroForm", {}).get("/NeedAppearances"):
        yield "appearances are left to the reader"


def metadata_rules(pdf, _content):
    stream = pdf.Root.get("/Metadata")
    if stream is None:
        yield "no metadata"
        return
    tree = etree.fromstring(stream.read_bytes())
    blocks = tree.findall("rdf:RDF", NS)
    if len(blocks) != 1:
        yield f"{len(blocks)} RDF blocks"
        return

    def said(path):
        return next(iter(blocks[0].xpath(f".//{path}//text()[normalize-space()]", namespaces=NS)), None)

    expected = {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    for path, value in expected.items():
        if said(path) != value:
            yield f"{path} is {said(path)}"
    if "http://www.aiim.org/pdfua/ns/id/" not in tree.xpath(
        "//pdfaSchema:namespaceURI/text()", namespaces=NS
    ):
        yield "pdfuaid is not described"
    pairs = {"/Title": "dc:title", "/Author": "dc:creator", "/Subject": "dc:description"}
    for key, path in (pairs | {"/Producer": "pdf:Producer"}).items():
        if str(pdf.docinfo.get(key, "")) != (said(path) or ""):
            yield f"{key} differs from {path}"
    if not said("dc:title"):
        yield "no title"
    info = str(pdf.docinfo.get("/CreationDate", ""))
    if re.sub(r"\D", "", info)[:14] != re.sub(r"\D", "", said("xmp:CreateDate") or "")[:14]:
        yield "the creation date differs"


def font_rules(pdf, _content):
    fonts = [one for one in objects_of(pdf) if one.get("/Type") == "/Font"]
    if not fonts:
        yield "no font"
    for font in fonts:
        if font.get("/Subtype") == "/Type0":
            if "/ToUnicode" not in font:
                yield f"{font.BaseFont} has no ToUnicode"
            elif b"<0000>" in font.ToUnicode.read_bytes().partition(b"beginbfchar")[2]:
                yield f"{font.BaseFont} shows a missing letter"
            if font.Encoding not in ("/Identity-H", "/Identity-V"):
                yield f"{font.BaseFont} is encoded otherwise"
            continue
        descriptor = font.get("/FontDescriptor")
        if descriptor is None or not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield f"{font.get('/BaseFont')} is not embedded"
        if font.get("/Subtype") == "/CIDFontType2" and font.get("/CIDToGIDMap") is None:
            yield f"{font.get('/BaseFont')} has no CIDToGIDMap"
        if not re.match(r"/[A-Z]{6}\+Sheet-S", str(font.get("/BaseFont"))):
            yield f"{font.get('/BaseFont')} is not one of ours"


def structure_rules(pdf, _content):
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked") or root.get("/MarkInfo", {}).get("/Suspects"):
        yield "not marked"
    if str(root.get("/Lang", "")) != "fr":
        yield "no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the title is not shown"
    if "/StructTreeRoot" not in root:
        yield "no structure"
        return
    elements = [one for one in objects_of(pdf) if one.get("/Type") == "/StructElem"]
    yield from element_rules(elements)
    if any("/ID" in one for one in elements) and "/IDTree" not in root.StructTreeRoot:
        yield "elements have names and no tree of them"
    for number, page in enumerate(pdf.pages, 1):
        if page.get("/Tabs") != "/S" or "/StructParents" not in page:
            yield f"page {number} does not follow the structure"
        yield from (f"page {number}: {wrong}" for wrong in unmarked(page))


def element_rules(elements):
    levels = [int(str(one.S)[2:]) for one in elements if re.fullmatch(r"/H[1-6]", str(one.S))]
    if 1 not in levels:
        yield "no first heading"
    for one in elements:
        if one.S == "/Figure" and not str(one.get("/Alt", "")):
            yield "a figure without words"
        if one.S == "/TH" and one.get("/A", {}).get("/Scope") not in ("/Row", "/Column", "/Both"):
            yield "a table header without scope"
        if one.S == "/LI" and any(kid.S not in ("/Lbl", "/LBody") for kid in kids(one)):
            yield "a list item of another make"
        if one.S == "/Link" and not any(kid.get("/Type") == "/OBJR" for kid in one.K if is_dict(kid)):
            yield "a link that reaches nothing"


def is_dict(one):
    return isinstance(one, pikepdf.Dictionary)


def kids(element):
    own = element.get("/K", [])
    return [k for k in (own if isinstance(own, pikepdf.Array) else [own]) if is_dict(k) and "/S" in k]


def unmarked(page):
    """Everything painted is either content of the structure or an artifact."""
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            depth += 1
        elif name == "EMC":
            depth -= 1
        elif name in PAINTING and not depth:
            yield f"{name} {operands} is neither content nor artifact"
    if depth:
        yield "a marked content is not closed"


def attachment_rules(pdf, _content):
    associated = list(pdf.Root.get("/AF", []))
    names = [str(one.get("/UF")) for one in associated]
    if len(names) != len(set(names)):
        yield "a file is associated twice"
    for one in objects_of(pdf):
        if one.get("/Type") != "/Filespec":
            continue
        if one.get("/AFRelationship") not in ("/Data", "/Source", "/Alternative", "/Supplement"):
            yield "a file without relationship"
        if not str(one.get("/F", "")) or not str(one.get("/UF", "")) or not str(one.get("/Desc", "")):
            yield "a file without name or description"
        if str(one.EF.F.get("/Subtype")) != "/application/json":
            yield "a file without its kind"
        if "/ModDate" not in one.EF.F.get("/Params", {}):
            yield "a file without its date"
        if str(one.get("/UF")) not in names:
            yield "a file that is not associated"


def annotation_rules(pdf, _content):
    for page in pdf.pages:
        left, bottom, right, top = (float(side) for side in page.MediaBox)
        for one in page.get("/Annots", []):
            flags, box = int(one.get("/F", 0)), [float(side) for side in one.Rect]
            if not flags & 4 or flags & (1 | 2 | 32):
                yield f"{one.Subtype}: not printed, or hidden"
            outside = box[2] < left or box[0] > right or box[3] < bottom or box[1] > top
            empty = box[0] == box[2] and box[1] == box[3]
            if one.Subtype == "/Link" and "/Contents" not in one:
                yield "a link without words"
            if one.Subtype == "/Widget" and not str(one.get("/TU", "")):
                yield "a field without words"
            if "/StructParent" not in one and not outside:
                yield f"{one.Subtype} is not in the structure"
            if one.Subtype != "/Link" and "/AP" not in one and not empty:
                yield f"{one.Subtype} has no appearance"
