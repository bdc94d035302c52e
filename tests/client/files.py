"""Files that say more than is seen: wherever they hide something, they hide the word MARKER."""

import io
import zipfile

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

MARKER = "MARKER"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def picture(size: tuple[int, int] = (40, 20)) -> Image.Image:
    made = Image.new("RGB", size, "white")
    made.paste("red", (0, 0, size[0] // 4, size[1] // 2))
    return made


def jpeg(orientation: int = 1) -> bytes:
    """A photograph with the place, the camera, a small picture of itself, a comment and something behind its end."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x010E] = orientation, MARKER, MARKER
    exif.get_ifd(0x8825)[1] = MARKER
    out = io.BytesIO()
    xmp = f"<x:xmpmeta>{MARKER}</x:xmpmeta>".encode()
    picture().save(out, "JPEG", exif=exif, comment=MARKER.encode(), icc_profile=MARKER.encode(), xmp=xmp)
    return out.getvalue() + MARKER.encode()


def png() -> bytes:
    """A picture with texts, a profile and a place."""
    info, out, exif = PngInfo(), io.BytesIO(), Image.Exif()
    info.add_text("Author", MARKER)
    info.add_itxt("Comment", MARKER, zip=False)
    exif[0x010F] = MARKER
    picture().save(out, "PNG", pnginfo=info, exif=exif)
    return out.getvalue() + MARKER.encode()


def pdf(**options: bool) -> bytes:
    """A page with an author, a history, a file inside, a program, a note, a filled-in form and a photograph."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    page = made.pages[0].obj
    page.Contents = made.make_stream(b"q 100 0 0 50 0 0 cm /Im0 Do Q BT /F1 12 Tf 10 150 Td (Visible) Tj ET")
    photo = made.make_stream(jpeg(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=40, Height=20)
    photo.ColorSpace, photo.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    photo.Filter = pikepdf.Name.DCTDecode
    photo.Metadata = made.make_stream(MARKER.encode(), Type=pikepdf.Name.Metadata)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=made.make_indirect(photo)))
    page.Resources.Font = pikepdf.Dictionary(
        F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    page.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=pikepdf.String(MARKER)))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{MARKER}')"))
    page.AA = pikepdf.Dictionary(O=script)
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=MARKER, Contents=MARKER
    )
    page.Annots = pikepdf.Array([made.make_indirect(note)])
    made.Root.OpenAction = script
    made.docinfo["/Author"] = MARKER
    with made.open_metadata() as xmp:
        xmp["dc:creator"] = [MARKER]
    made.attachments["x.txt"] = pikepdf.AttachedFileSpec(made, MARKER.encode(), filename=f"{MARKER}.txt")
    layer = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=MARKER))
    page.Resources.Properties = pikepdf.Dictionary(MC0=layer)
    off = pikepdf.Array([layer]) if options.get("hidden_layer") else pikepdf.Array()
    made.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=off))
    out = io.BytesIO()
    lock = pikepdf.Encryption(owner="o", user="u") if options.get("locked") else False
    made.save(out, encryption=lock, compress_streams=False)
    return out.getvalue()


def pdf_with_history() -> bytes:
    """A PDF that was saved a second time behind the first: the first wording is still in the file."""
    first = pdf()
    with pikepdf.open(io.BytesIO(first)) as read:
        number, size = read.pages[0].obj.Contents.objgen[0], len(read.objects) + 1
        root = read.Root.objgen[0]
    before = first.rindex(b"startxref")
    start = int(first[before:].split()[1])
    update = b"BT /F1 12 Tf 10 150 Td (Second) Tj ET"
    body = b"\n%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(update), update)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(first) + 1)
    trailer = b"trailer\n<</Size %d /Root %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return first + body + table + trailer % (size, root, start, len(first) + len(body))


def _link(number: int, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="r{number}" Type="{R}/{kind}" Target="{target}" {more}/>'


DOCUMENT = f"""<?xml version="1.0"?><!--{MARKER}--><w:document xmlns:w="{W}" xmlns:r="{R}"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>
<w:p w:rsidR="00{MARKER}"><w:ins w:id="1" w:author="{MARKER}" w:date="2026-01-01T00:00:00Z">
<w:r><w:t>Added</w:t></w:r></w:ins>
<w:del w:id="2" w:author="{MARKER}"><w:r><w:delText>{MARKER} was deleted</w:delText></w:r></w:del>
<w:r><w:rPr><w:vanish/></w:rPr><w:t>{MARKER} is hidden</w:t></w:r>
<w:r><w:rPr><w:b/><w:rPrChange w:id="3" w:author="{MARKER}"><w:rPr/></w:rPrChange></w:rPr><w:t>Kept</w:t></w:r>
<w:commentRangeStart w:id="0"/><w:r><w:t>Said</w:t></w:r><w:commentRangeEnd w:id="0"/>
<w:r><w:commentReference w:id="0"/></w:r>
<w:hyperlink r:id="r4"><w:r><w:t>Link</w:t></w:r></w:hyperlink>
<w:hyperlink r:id="r5"><w:r><w:t>File</w:t></w:r></w:hyperlink>
<w:fldSimple w:instr=" AUTHOR {MARKER}"><w:r><w:t>Field</w:t></w:r></w:fldSimple>
<w:r><w:drawing><wp:inline>
<wp:docPr id="1" name="{MARKER}" descr="C:/{MARKER}.jpg"/><a:blip r:embed="r1"/>
</wp:inline></w:drawing></w:r>
</w:p><w:tbl>
<w:tr><w:trPr><w:del w:author="{MARKER}"/></w:trPr>
<w:tc><w:p><w:r><w:t>{MARKER}</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>Row</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:sectPr><w:headerReference w:type="default" r:id="r3"/></w:sectPr></w:body></w:document>"""


def docx(**more: bytes) -> bytes:
    """A document with an author, a comment, changes, hidden words, a photograph and a template on a shared drive."""
    kinds = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in {"word/document.xml": MAIN, "docProps/core.xml": "application/x-core"}.items()
    )
    external = 'TargetMode="External"'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="bin" ContentType="x/{MARKER}"/>'
        f"{kinds}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{LINKS}">{_link(1, "officeDocument", "word/document.xml")}'
        f"{_link(2, 'core', 'docProps/core.xml')}</Relationships>",
        "word/document.xml": DOCUMENT,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{LINKS}">{_link(1, "image", "media/image1.jpeg")}'
        f"{_link(2, 'comments', 'comments.xml')}{_link(3, 'header', 'header1.xml')}"
        f"{_link(6, 'settings', 'settings.xml')}"
        f"{_link(4, 'hyperlink', 'https://example.org/', external)}"
        f"{_link(5, 'hyperlink', f'file:///C:/{MARKER}', external)}</Relationships>",
        "word/header1.xml": f'<w:hdr xmlns:w="{W}"><w:p w:rsidR="{MARKER}"><w:r><w:t>Header</w:t></w:r></w:p></w:hdr>',
        "word/settings.xml": f'<w:settings xmlns:w="{W}" xmlns:r="{R}" '
        f'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        f'<w:attachedTemplate r:id="r1"/><w:rsids><w:rsid w:val="{MARKER}"/></w:rsids><w:docVars>'
        f'<w:docVar w:name="{MARKER}"/>'
        f'</w:docVars><w15:docId w15:val="{MARKER}"/><w:compat/></w:settings>',
        "word/_rels/settings.xml.rels": f'<Relationships xmlns="{LINKS}">'
        f"{_link(1, 'attachedTemplate', f'file:///X:/{MARKER}.dotx', external)}</Relationships>",
        "word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment w:author="{MARKER}"/></w:comments>',
        "word/people.xml": MARKER,
        "docProps/core.xml": MARKER,
        "docProps/app.xml": MARKER,
        "docProps/custom.xml": MARKER,
        "docProps/thumbnail.jpeg": MARKER,
        "customXml/item1.xml": MARKER,
        "docMetadata/LabelInfo.xml": MARKER,
        "word/media/image1.jpeg": jpeg(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.comment = MARKER.encode()
        for name, data in {**parts, **more}.items():
            file.writestr(name, data)
    return out.getvalue()
