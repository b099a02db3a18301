"""A PDF that is kept for life: PDF/A-3a and PDF/UA-1 at once, with its data beside the picture of it.

WeasyPrint builds one or the other. What it lacks for both is added here: one block of metadata that
declares the two, the scope of table headers, the tree of their names, one mention of each associated file.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pydyf

from ui.printing import ONE_AT_A_TIME, laid_out

VARIANT = "pdf/a-3a"


class MissingLetters(Exception):
    """None of our fonts has these letters: a document that would show boxes for a name is not made."""


@dataclass(frozen=True)
class Attached:
    """A file that goes with the document: « Data » when the page is a picture of it."""

    name: str
    description: str
    content: bytes
    relationship: str = "Data"


def one_page(pages_of, attempts):
    """The first of `attempts` that holds on one page, laid out by `pages_of`; the last one if none does."""
    for attempt in attempts:
        document = pages_of(attempt)
        if len(document.pages) == 1:
            break
    return document


def archival_layout(html, *, sheet):
    return laid_out(html, sheet=sheet, variant=VARIANT)


def archival_pdf(document, *, identifier: str, attached: Attached, at: datetime) -> bytes:
    """The bytes of a document laid out: the same content at the same instant gives the same bytes. The
    identifier stands in clear in the file, for whoever looks for it without a PDF library."""
    from weasyprint import Attachment  # noqa: PLC0415 (needs Pango, see ui.printing)

    moment = at.astimezone(UTC).replace(microsecond=0)
    document.metadata = Metadata(document.metadata, identifier, moment)
    file = Attachment(
        string=attached.content,
        name=attached.name,
        description=attached.description,
        created=moment,
        modified=moment,
        relationship=attached.relationship,
    )
    with ONE_AT_A_TIME:
        content = document.write_pdf(pdf_variant=VARIANT, attachments=[file], finisher=_finish)
    missing = sorted({point for font in document.fonts.values() for point in font.missing})
    if missing:
        raise MissingLetters(" ".join(f"U+{point:04X}" for point in missing))
    return content


class Metadata:
    """What WeasyPrint asks of its own DocumentMetadata, with an XMP packet that declares both standards."""

    keywords, custom, attachments, xmp_metadata = (), {}, [], []

    def __init__(self, read, identifier, moment):
        self.identifier = identifier
        self.title, self.authors, self.description = read.title, read.authors, read.description
        self.lang, self.generator = read.lang, read.generator
        self.created = self.modified = moment.isoformat()

    def include_in_pdf(self, pdf, variant, version, conformance, compress):
        """One packet for the whole file; not compressed, so that archives read it without a PDF library."""
        xmp = XMP.format(
            title=escape(self.title or ""),
            author=escape(", ".join(self.authors)),
            description=escape(self.description or ""),
            identifier=escape(self.identifier),
            moment=self.created,
        )
        stream = pydyf.Stream([xmp.encode()], {"Type": "/Metadata", "Subtype": "/XML"}, compress=False)
        pdf.add_object(stream)
        pdf.catalog["Metadata"] = stream.reference


def _finish(document, pdf):
    """Called by WeasyPrint before the file is written."""
    pdf.info["Producer"] = pydyf.String("WeasyPrint")  # as in the metadata
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    elements = [one for one in pdf.objects if isinstance(one, dict) and one.get("Type") == "/StructElem"]
    by_reference = {one.reference: one for one in elements}
    for cell in (one for one in elements if one["S"] == "/TH"):
        row = by_reference[cell["P"]]
        has_data = any(by_reference[kid]["S"] == "/TD" for kid in row["K"])
        cell["A"]["Scope"] = "/Row" if has_data else "/Column"
    named = sorted((one for one in elements if "ID" in one), key=lambda one: one["ID"].data)
    if named:
        root = next(
            one for one in pdf.objects if isinstance(one, dict) and one.get("Type") == "/StructTreeRoot"
        )
        names = [part for one in named for part in (one["ID"], one.reference)]
        ids = pydyf.Dictionary({"Names": pydyf.Array(names)})
        pdf.add_object(ids)
        root["IDTree"] = ids.reference


# PDF/A accepts no property it does not know: the one of PDF/UA is described where it is used.
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:identifier>{identifier}</dc:identifier>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{description}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>fr</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>WeasyPrint</pdf:Producer>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
