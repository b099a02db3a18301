"""A picture, and nothing but the picture: decoded, turned upright, encoded again without what came along."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageOps, JpegImagePlugin

from candidates.intake.outcomes import refuse

MOST_PIXELS = 30_000_000
TAKE_AGAIN = "Ouvrez-la, enregistrez-la de nouveau en JPEG, et choisissez ce nouveau fichier."
# what the decoder raises on a broken picture
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
)
KEPT_MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}}


def clean_image(content, kind):
    """The picture encoded again as `kind` (JPEG, PNG), or FileRefused. Of a picture made of several (a
    phone's MPO), the first one."""
    try:
        with Image.open(BytesIO(content), formats=[kind]) as picture:
            return _encoded_again(picture, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse_size()
    except BROKEN:
        refuse(f"Cette image est incomplète ou abîmée. {TAKE_AGAIN}")


def _refuse_size():
    refuse(
        f"Cette image dépasse {MOST_PIXELS // 1_000_000} millions de points. "
        "Réduisez-la, ou photographiez le document avec une définition plus basse."
    )


def _encoded_again(picture, kind):
    width, height = picture.size
    if width * height > MOST_PIXELS:
        _refuse_size()
    if kind == "PNG" and getattr(picture, "n_frames", 1) > 1:
        refuse("Cette image est animée : le jury n’en verrait qu’un instant. Choisissez une image fixe.")
    options = _options(picture, kind)
    upright = ImageOps.exif_transpose(picture)
    if "transparency" in upright.info:
        upright = upright.convert("RGBA")
    if upright.mode not in KEPT_MODES[kind]:
        upright = upright.convert("RGB")
    upright.info = {}  # the encoder would write back comments, colour profiles and texts it finds there
    again = BytesIO()
    upright.save(again, format=kind, **options)
    return again.getvalue()


def _options(picture, kind):
    """How to encode: a JPEG keeps its own quality where it can, so that it neither swells nor fades."""
    if kind == "PNG":
        return {}
    picture.load()
    tables, sampling = picture.quantization, JpegImagePlugin.get_sampling(picture)
    if picture.mode not in KEPT_MODES["JPEG"] or sampling < 0:
        return {"quality": 90}
    return {"qtables": tables, "subsampling": sampling} if picture.mode == "RGB" else {"qtables": tables}
