"""What is sent of a file is what is seen of it; what cannot be cleaned is not sent."""

import io
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from client import cleaning_pictures
from client.attachment_errors import CannotClean, FileTooLarge
from client.cleaning import PDF, WORD, clean
from tests.client import files
from tests.client.files import MARKER, W


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def words(data: bytes) -> list[str]:
    root = etree.fromstring(unpacked(data)["word/document.xml"])
    return [one.text for one in root.iter(f"{{{W}}}t")]


def everything(data: bytes) -> bytes:
    """Give all bytes of a PDF, with every stream unpacked."""
    with pikepdf.open(io.BytesIO(data)) as read:
        out = io.BytesIO()
        read.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                  object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
    return data + out.getvalue()


@pytest.mark.parametrize("make", [files.jpeg, files.png])
def test_a_picture_keeps_its_pixels_and_nothing_else(make):
    assert MARKER.encode() in make()

    cleaned = clean(make())

    assert MARKER.encode() not in cleaned.content
    with Image.open(io.BytesIO(cleaned.content)) as seen:
        assert (Image.MIME[seen.format], seen.size) == (cleaned.mime, (40, 20))
        assert not seen.getexif()
        assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert seen.convert("RGB").getpixel((2, 2))[0] > 200 > 100 > seen.convert("RGB").getpixel((2, 2))[1]
        assert min(seen.convert("RGB").getpixel((30, 15))) > 200


@pytest.mark.parametrize(
    "orientation, size, red", [(1, (40, 20), (2, 2)), (3, (40, 20), (37, 17)), (6, (20, 40), (17, 2))]
)
def test_a_photograph_stands_as_the_camera_meant_it(orientation, size, red):
    with Image.open(io.BytesIO(clean(files.jpeg(orientation)).content)) as seen:
        assert seen.size == size
        assert seen.getpixel(red)[1] < 100


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_a_picture_of_any_colours_stays_what_it_shows(mode):
    out = io.BytesIO()
    Image.new(mode, (3, 3), 1).save(out, "PNG")

    with Image.open(io.BytesIO(clean(out.getvalue()).content)) as seen:
        assert seen.size == (3, 3)


def test_a_pdf_keeps_its_pages_and_nothing_else():
    before = everything(files.pdf())
    assert before.count(MARKER.encode()) > 8

    cleaned = clean(files.pdf())

    after = everything(cleaned.content)
    assert cleaned.mime == PDF
    assert MARKER.encode() not in after
    assert b"(Visible)" in after
    for word in (
        b"/JavaScript",
        b"/EmbeddedFile",
        b"/Metadata",
        b"/OpenAction",
        b"/Info",
        b"/Annots",
        b"/AA",
        b"/PieceInfo",
    ):
        assert word not in after
    with pikepdf.open(io.BytesIO(cleaned.content)) as seen:
        assert len(seen.pages) == 1
        photo = io.BytesIO(seen.pages[0].obj.Resources.XObject.Im0.read_raw_bytes())
        assert Image.open(photo).size == (40, 20)


def test_a_pdf_forgets_its_earlier_wording():
    data = files.pdf_with_history()
    assert b"(Visible)" in data

    after = everything(clean(data).content)

    assert b"(Visible)" not in after
    assert b"(Second)" in after
    assert MARKER.encode() not in after


@pytest.mark.filterwarnings("ignore::pikepdf.PageCopyWarning")
def test_what_was_filled_into_a_form_stays_on_the_page():
    made = pikepdf.open(io.BytesIO(files.pdf()))
    look = made.make_stream(b"BT /F1 9 Tf (Filled) Tj ET", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    look.BBox = [0, 0, 50, 20]
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T=MARKER, V="Filled",
        Rect=[0, 0, 50, 20], F=4, AP=pikepdf.Dictionary(N=look),
    )  # fmt: skip
    made.pages[0].obj.Annots = pikepdf.Array([made.make_indirect(field)])
    out = io.BytesIO()
    made.save(out)

    after = everything(clean(out.getvalue()).content)

    assert b"(Filled)" in after
    assert MARKER.encode() not in after


def test_a_word_document_keeps_what_is_seen_and_nothing_else():
    assert sum(MARKER.encode() in part for part in unpacked(files.docx()).values()) > 8

    cleaned = clean(files.docx())

    parts = unpacked(cleaned.content)
    assert cleaned.mime == WORD
    assert MARKER.encode() not in cleaned.content
    assert [name for name, part in parts.items() if MARKER.encode() in part or b"rsid" in part] == []
    assert words(cleaned.content) == ["Added", "Kept", "Said", "Link", "File", "Field", "Row"]
    assert set(parts) == {
        *(
            "[Content_Types].xml",
            "_rels/.rels",
            "word/document.xml",
            "word/_rels/document.xml.rels",
            "word/header1.xml",
        ),
        *("word/settings.xml", "word/_rels/settings.xml.rels", "word/media/image1.jpeg"),
    }
    assert b"https://example.org/" in parts["word/_rels/document.xml.rels"]
    assert b"<w:compat/>" in parts["word/settings.xml"]
    with zipfile.ZipFile(io.BytesIO(cleaned.content)) as file:
        assert {(one.date_time, one.extra, one.comment) for one in file.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), b"", b"")
        }


def test_every_link_of_a_cleaned_document_leads_to_a_part_that_is_there():
    parts = unpacked(clean(files.docx()).content)
    links = etree.fromstring(parts["word/_rels/document.xml.rels"])

    inside = {one.get("Id"): one.get("Target") for one in links if one.get("TargetMode") != "External"}
    used = {
        value
        for one in etree.fromstring(parts["word/document.xml"]).iter(etree.Element)
        for key, value in one.attrib.items()
        if key.startswith(f"{{{files.R}}}")
    }

    assert {f"word/{target}" for target in inside.values()} <= parts.keys()
    assert used <= {one.get("Id") for one in links}


def bomb() -> bytes:
    header = files.png()[:16] + (60_000).to_bytes(4, "big") + (60_000).to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return header + zlib.crc32(header[12:]).to_bytes(4, "big") + files.png()[33:]


def moving() -> bytes:
    out = io.BytesIO()
    files.picture().save(out, "PNG", save_all=True, append_images=[files.picture().rotate(90)])
    return out.getvalue()


def with_doctype() -> bytes:
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    return files.docx(**{"word/document.xml": entity + files.DOCUMENT.split("?>", 1)[1].encode()})


def zip_bomb() -> bytes:
    return files.docx(**{"docProps/app.xml": bytes(101 * 1024 * 1024)})


def with_part(name: str, data: bytes = b"x") -> Callable[[], bytes]:
    return lambda: files.docx(**{name: data})


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"",
        lambda: b"MZ program",
        lambda: b"GIF89a",
        lambda: b"\xd0\xcf\x11\xe0 old Word",
        lambda: files.jpeg()[:200],
        lambda: files.png()[:60],
        bomb,
        moving,
        lambda: b"%PDF-1.7\nno pdf",
        lambda: files.pdf(locked=True),
        lambda: files.pdf(hidden_layer=True),
        lambda: b"PK\x03\x04 no zip",
        with_part("word/vbaProject.bin"),
        with_part("word/embeddings/sheet.xlsx"),
        with_part("word/charts/chart1.xml"),
        with_part("word/media/image2.emf"),
        with_part("word/document.xml", b"<broken"),
        with_part("word/document.xml", b"<other/>"),
        with_part("../outside.xml"),
        with_part("word/media/image1.jpeg", b"no picture"),
        with_doctype,
        zip_bomb,
    ],
)
def test_what_cannot_be_cleaned_is_refused_in_a_sentence(make):
    with pytest.raises(CannotClean) as refused:
        clean(make())

    assert str(refused.value).endswith("Nothing was sent.")
    assert MARKER not in str(refused.value)


def test_a_pdf_with_a_picture_that_cannot_be_looked_into_is_refused():
    made = pikepdf.open(io.BytesIO(files.pdf()))
    made.pages[0].obj.Resources.XObject.Im0.write(b"jpeg 2000", filter=pikepdf.Name.JPXDecode)
    out = io.BytesIO()
    made.save(out)

    with pytest.raises(CannotClean):
        clean(out.getvalue())


def test_a_file_of_more_than_20_mib_is_refused_before_it_is_looked_at():
    with pytest.raises(FileTooLarge):
        clean(b"\xff\xd8\xff" + bytes(20 * 1024 * 1024))


def test_a_picture_inside_a_pdf_keeps_every_pixel():
    data = files.jpeg()
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(cleaning_pictures.stripped_jpeg(data)))

    assert before.tobytes() == after.tobytes()
    assert MARKER.encode() not in cleaning_pictures.stripped_jpeg(data)


@pytest.mark.parametrize(
    "data", [b"\xff\xd8", b"\xff\xd8\xff\xe1\xff\xff", b"\xff\xd8\xff\xda\0\x02 no end", b"\xff\xd8x"]
)
def test_a_damaged_picture_inside_a_pdf_is_refused(data):
    with pytest.raises(CannotClean):
        cleaning_pictures.stripped_jpeg(data)
