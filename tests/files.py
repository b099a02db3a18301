"""Files made for tests: honest ones."""

from io import BytesIO

import pikepdf
from PIL import Image


def a_picture(*, color=(20, 90, 120), size=(40, 30), kind="PNG", **options):
    out = BytesIO()
    Image.new("RGB", size, color).save(out, kind, **options)
    return out.getvalue()


def a_pdf(*, pages=1, change=lambda document: None, **options):
    """A document of blank pages; `change` may add to it before it is written."""
    out = BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(200, 200))
        change(document)
        document.save(out, **options)
    return out.getvalue()
