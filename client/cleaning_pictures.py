"""Keep of a picture its pixels: no place, no time, no camera, no text, no small picture of what was cut away."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from client.attachment_errors import CannotClean

MOST_PIXELS = 60_000_000
"""A picture that claims more would fill this machine's memory."""
_MIMES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png"}
_KEPT = {"1": "L", "L": "L", "LA": "LA", "RGB": "RGB", "RGBA": "RGBA", "I;16": "I;16", "I": "I;16"}
_QUALITY = 85
"""Words stay legible, and a telephone's photograph mostly fits the bucket of 4 MiB."""


def clean_picture(data: bytes) -> tuple[str, bytes]:
    """Write a picture's pixels anew, turned as the camera meant it; gives its kind and its content.

    Raises:
        CannotClean: it is no whole JPEG or PNG, is too large, or moves.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _clean(data)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, Warning):
        raise CannotClean("the picture is damaged, or is not what it says") from None


def _clean(data: bytes) -> tuple[str, bytes]:
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
        kind = _MIMES[str(opened.format)]
        if opened.width * opened.height > MOST_PIXELS:
            raise CannotClean("the picture has more than 60 million points; make it smaller")
        if opened.format == "PNG" and getattr(opened, "n_frames", 1) > 1:
            raise CannotClean("the picture moves, and only one that stands still can be sent")
        opened.load()
        upright = ImageOps.exif_transpose(opened)
    plain = upright.convert(_mode(upright, kind))
    pixels = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    out = io.BytesIO()
    if kind == "image/jpeg":
        pixels.save(out, "JPEG", quality=_QUALITY)
    else:
        pixels.save(out, "PNG")
    return kind, out.getvalue()


def _mode(image: Image.Image, kind: str) -> str:
    if kind == "image/jpeg":
        return "L" if image.mode == "L" else "RGB"
    if "transparency" in image.info:
        return "RGBA"
    return _KEPT.get(image.mode, "RGB")


def stripped_jpeg(data: bytes) -> bytes:
    """Cut out of a JPEG all that is no picture, without touching a pixel; for pictures inside a PDF.

    Raises:
        CannotClean: its parts do not follow each other.
    """
    kept, at = bytearray(data[:2]), 2
    while data[at : at + 1] == b"\xff" and at + 4 <= len(data):
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:  # the pixels begin; they go on to the last end mark
            end = data.rfind(b"\xff\xd9")
            if end > at:
                return bytes(kept + data[at : end + 2])
            break
        if not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)):  # APP0 and APP14 say how colours are written
            kept += data[at : at + 2 + length]
        at += 2 + length
    raise CannotClean("a picture in it is damaged")
