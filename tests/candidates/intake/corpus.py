"""Hostile files, each made here: what they hide, and the words that refuse them or what is left of them."""

import struct
import zipfile
import zlib
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

from tests.files import a_pdf, a_picture

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
JS = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def a_zip():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def with_root(**entries):
    def change(document):
        for key, value in entries.items():
            document.Root[f"/{key}"] = value

    return a_pdf(change=change)


def with_annotation(**entries):
    def change(document):
        note = document.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **entries))
        document.pages[0].Annots = Array([note])

    return a_pdf(change=change)


def with_page(**entries):
    def change(document):
        for key, value in entries.items():
            document.pages[0].obj[f"/{key}"] = value

    return a_pdf(change=change)


def with_a_file_inside(document):
    document.attachments["facture.exe"] = b"MZ"


def with_hidden_javascript(document):
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), JS])))


def encrypted(**passwords):
    return a_pdf(encryption=pikepdf.Encryption(**passwords))


def by_hand(*objects, trailer=b""):
    """A PDF written object after object, for what a library would not write."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, trailer, start,
    )  # fmt: skip
    return bytes(out)


PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"


def escaped_names():
    return by_hand(
        b"<< /Type /Catalog /Pages 2 0 R /Open#41ction << /S /J#61vaScript /#4aS (app.alert(1)) >> >>", PAGES, PAGE
    )  # fmt: skip


def with_a_past():
    """An older version of the catalogue held a program; the newest one does not."""
    old = by_hand(
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (old) >> >>", PAGES, PAGE
    )
    start = len(old)
    newer = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    xref = b"xref\n1 1\n%010d 00000 n \n" % start
    tail = b"trailer\n<< /Size 4 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        old.rindex(b"xref\n0"), start + len(newer),
    )  # fmt: skip
    return old + newer + xref + tail


def swelling_pdf(size=240_000_000):
    """A stream of objects, one megabyte of it, that asks for two hundred to be opened."""
    squeeze, block = zlib.compressobj(1), b" " * 8_000_000
    stream = squeeze.compress(b"5 0 << >>")
    stream += b"".join(squeeze.compress(block) for _ in range(size // len(block))) + squeeze.flush()
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(
        [
            b"<< /Type /Catalog /Pages 2 0 R /PieceInfo 5 0 R >>",
            PAGES,
            PAGE,
            b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
            % (len(stream), stream),
        ],
        1,
    ):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows = [(0, 0, 65535), *((1, place, 0) for place in places), (2, 4, 0), (1, start, 0)]
    table = b"".join(struct.pack("!BLH", *row) for row in rows)
    out += b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n" % len(table)
    out += table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def chunk(kind, data):
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def huge_png(side=60_000):
    head = side.to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


def huge_jpeg():
    content = bytearray(a_picture(kind="JPEG"))
    place = content.index(b"\xff\xc0") + 5
    content[place : place + 4] = b"\xff\xfe\xff\xfe"
    return bytes(content)


def png_with(*chunks):
    content = a_picture()
    end = content.index(b"IDAT") - 4
    return content[:end] + b"".join(chunks) + content[end:]


def animated_png():
    out = BytesIO()
    frames = [Image.new("RGB", (9, 9), color) for color in ("red", "blue", "green")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def two_pictures_in_one():
    out = BytesIO()
    first, second = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (40, 30), "blue")
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def with_exif():
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the phone upright: to be turned
    exif[0x010F] = "Téléphone de Jeanne"
    exif.get_ifd(0x8825)[1] = "N"
    return a_picture(kind="JPEG", exif=exif)


def png_with_text():
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "<script>alert(1)</script>", zip=True)
    told.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Jeanne</x:xmpmeta>")
    return a_picture(pnginfo=told)


def in_mode(mode, kind):
    out = BytesIO()
    Image.new(mode, (20, 10)).save(out, kind)
    return out.getvalue()


def heic(brand):
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + b"\0" * 40


def saved_as(kind):
    return a_picture(kind=kind)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"

# ruff: noqa: E501 (tables read better in one line each)
# what it is: (how it is made, words of the refusal)
REFUSED = {
    "a PDF followed by an archive": (lambda: a_pdf() + a_zip(), "cache une archive"),
    "an archive wearing a PDF's head": (lambda: b"%PDF-1.7\n" + a_zip(), "cache une archive"),
    "a page of HTML followed by a PDF": (lambda: HTML + a_pdf(), "précédé d’un autre contenu"),
    "a PDF followed by a page of HTML": (lambda: a_pdf() + HTML, "suivi d’un autre contenu"),
    "a PDF with a program in its names": (lambda: a_pdf(change=with_hidden_javascript), "contient un programme"),
    "a PDF that runs a program when opened": (lambda: with_root(OpenAction=JS), "une action automatique"),
    "a PDF that goes to a page, then runs": (
        lambda: with_root(OpenAction=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=JS)), "une action automatique",
    ),
    "a PDF whose names are written in code": (escaped_names, "une action automatique"),
    "a PDF whose page acts when shown": (lambda: with_page(AA=Dictionary(O=JS)), "une action automatique"),
    "a PDF with a program packed in a stream": (
        lambda: a_pdf(change=with_hidden_javascript, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "contient un programme",
    ),
    "a PDF whose link starts a program": (
        lambda: with_annotation(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("cmd.exe"))),
        "le lancement d’un programme",
    ),
    "a PDF whose link holds a list of programs": (
        lambda: with_annotation(Subtype=Name.Link, A=Array([JS])), "contient un programme",
    ),
    "a PDF with a file inside": (lambda: a_pdf(change=with_a_file_inside), "un fichier joint"),
    "a PDF with a file pinned on a page": (lambda: with_annotation(Subtype=Name.FileAttachment), "un fichier joint"),
    "a PDF that opens the file inside it": (
        lambda: with_annotation(Subtype=Name.Link, A=Dictionary(S=Name.GoToE)), "un fichier joint",
    ),
    "a PDF with animated content": (lambda: with_annotation(Subtype=Name.RichMedia), "un contenu animé"),
    "a PDF with a film": (lambda: with_annotation(Subtype=Name.Movie), "un contenu animé"),
    "a PDF with an XFA form": (lambda: with_root(AcroForm=Dictionary(XFA=String("x"))), "un formulaire actif"),
    "a PDF that sends its form": (
        lambda: with_annotation(Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F=String("http://x"))),
        "un formulaire actif",
    ),
    "a PDF with a password": (lambda: encrypted(user="secret", owner="secret"), "demande un mot de passe"),
    "a PDF with its owner's lock": (lambda: encrypted(user="", owner="secret"), "est protégé"),
    "a PDF cut short": (lambda: a_pdf()[:200], "incomplet ou abîmé"),
    "a PDF that is only a head": (lambda: b"%PDF-1.7\n%%EOF\n", "incomplet ou abîmé"),
    "a PDF without a page": (lambda: a_pdf(pages=0), "n’a aucune page"),
    "a PNG of 60,000 points by 60,000": (huge_png, "30 millions de points"),
    "a PNG of 6,000 points by 6,000": (lambda: huge_png(6_000), "30 millions de points"),
    "a PNG of 12,000 points by 12,000": (lambda: huge_png(12_000), "30 millions de points"),
    "a JPEG of 65,534 points by 65,534": (huge_jpeg, "30 millions de points"),
    "a PNG whose text swells": (
        lambda: png_with(*[chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 900_000))] * 99), "incomplète ou abîmée",
    ),
    "an animated PNG": (animated_png, "est animée"),
    "a JPEG cut short": (lambda: a_picture(kind="JPEG", size=(900, 900))[:3000], "incomplète ou abîmée"),
    "a PNG cut short": (lambda: a_picture(size=(900, 900))[:200], "incomplète ou abîmée"),
    "a script wearing a JPEG's head": (lambda: b"\xff\xd8\xff<?php system('id');", "incomplète ou abîmée"),
    "a GIF": (lambda: saved_as("GIF"), "GIF"),
    "a WebP": (lambda: saved_as("WEBP"), "WebP"),
    "a TIFF": (lambda: saved_as("TIFF"), "TIFF"),
    "a photo in HEIC": (lambda: heic(b"heic"), "Sur iPhone"),
    "a photo in HEIF": (lambda: heic(b"mif1"), "Sur iPhone"),
    "a photo in AVIF": (lambda: heic(b"avif"), "exportez-la en JPEG"),
    "a Word document": (a_zip, "exportez-le en PDF"),
    "an old Word document": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "exportez-le en PDF"),
    "an SVG": (lambda: SVG, "quel que soit son nom"),
    "a page of HTML": (lambda: HTML, "quel que soit son nom"),
    "a Windows program": (lambda: b"MZ" + b"\0" * 600, "quel que soit son nom"),
    "the antivirus's test file": (lambda: EICAR, "quel que soit son nom"),
    "nothing": (lambda: b"", "est vide"),
    "one byte": (lambda: b"%", "quel que soit son nom"),
}  # fmt: skip

# what it is: (how it is made, what it becomes, what must be gone)
NEUTRALISED = {
    "a PDF that says at which page to open": (
        lambda: with_root(OpenAction=Array([0, Name.Fit])), "application/pdf", b"OpenAction",
    ),
    "a PDF with a script in its comments": (
        lambda: a_pdf().replace(b"\n", b"\n%" + HTML + b"\n", 1), "application/pdf", b"<script",
    ),
    "a PDF whose older version ran a program": (with_a_past, "application/pdf", b"JavaScript"),
    "a JPEG followed by an archive": (lambda: a_picture(kind="JPEG") + a_zip(), "image/jpeg", b"PK"),
    "a PNG followed by a page of HTML": (lambda: a_picture() + HTML, "image/png", b"<script"),
    "a JPEG with a script in its comment": (
        lambda: a_picture(kind="JPEG", comment=b"<?php system('id');"), "image/jpeg", b"<?php",
    ),
    "a JPEG that says where it was taken": (with_exif, "image/jpeg", b"Exif"),
    "a PNG with texts": (png_with_text, "image/png", b"xmpmeta"),
    "a picture made of two": (two_pictures_in_one, "image/jpeg", b"MPF"),
    "a JPEG for printers": (lambda: in_mode("CMYK", "JPEG"), "image/jpeg", b"Adobe"),
}  # fmt: skip
