"""A photographed certificate, as a telephone writes it: with the place, the day and the telephone's name in it."""

import io
from pathlib import Path

from PIL import Image, ImageDraw

GPS, PLACE, MAKER, SAID = 0x8825, 1, 0x010F, 0x010E


def photographed(path: Path, mark: str) -> Path:
    """Write an invented certificate that says more than it shows."""
    picture = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(picture).text((40, 120), "Certificate (invented): German A1", fill="black")
    exif = Image.Exif()
    exif[MAKER], exif[SAID] = "A telephone", f"taken at a shelter {mark}"
    exif.get_ifd(GPS)[PLACE] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=mark.encode())
    path.write_bytes(out.getvalue())
    return path


def says_nothing_more(path: Path) -> bool:
    """See that a picture is what it was, and says nothing beside."""
    with Image.open(path) as picture:
        return picture.size == (400, 300) and not picture.getexif() and "comment" not in picture.info
