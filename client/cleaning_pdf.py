"""Keep of a PDF its pages as they look: no author, no history, no files inside, no programs, no hidden layers.

The pages are moved into a new file, so that what is not named here stays behind.
"""

import io
import warnings
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from client.attachment_errors import CannotClean
from client.cleaning_pictures import stripped_jpeg

MOST_PAGES = 2000
_PAGE = {
    *("/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"),
    *("/Rotate", "/UserUnit", "/Group"),
}
_GONE = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/OPI", "/Ref", "/Alternates", "/StructParent", "/Measure",
         "/PtData", "/F", "/FFilter", "/FDecodeParms")  # fmt: skip
_UNSEEN = "it holds layers that are hidden now and would be shown to the reader"
_STRANGE = "a picture in it is of a kind that cannot be looked into; print it into a new PDF, and send that"


def clean_pdf(data: bytes) -> bytes:
    """Write a PDF's pages into a new file; notes and filled-in forms become part of the page as they look.

    Raises:
        CannotClean: it is damaged, closed by a password, or holds what cannot be looked into.
    """
    try:
        with Pdf.open(io.BytesIO(data)) as source, Pdf.new() as target:
            _check(source)
            source.generate_appearance_streams()
            source.flatten_annotations("screen")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that links and forms stay behind is what is wanted
                target.pages.extend(source.pages)
            for page in target.pages:
                _prune(page.obj)
            for found in list(target.objects):
                _scrub(found)
            target.remove_unreferenced_resources()
            out = io.BytesIO()
            target.save(out, deterministic_id=True, fix_metadata_version=False)
            return out.getvalue()
    except pikepdf.PasswordError:
        raise CannotClean("it is closed by a password; print it into a new PDF, and send that") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError):
        raise CannotClean("the PDF is damaged, or is not what it says") from None


def _check(source: Pdf) -> None:
    if not 0 < len(source.pages) <= MOST_PAGES:
        raise CannotClean(f"a PDF must have 1 to {MOST_PAGES} pages")
    layers = source.Root.get("/OCProperties")
    if isinstance(layers, Dictionary):
        shown = layers.get("/D", Dictionary())
        if len(shown.get("/OFF", Array())) or shown.get("/BaseState", Name.ON) != Name.ON:
            raise CannotClean(_UNSEEN)


def _prune(page: Object) -> None:
    for key in set(page.keys()) - _PAGE:
        del page[key]


def _scrub(found: Any) -> None:
    """Take out of one object what describes instead of showing."""
    if not isinstance(found, Dictionary | Stream):
        return
    if found.get("/Type") == Name.OCG:  # a layer's name, and who made it with what
        for key in set(found.keys()) - {"/Type"}:
            del found[key]
        found.Name = pikepdf.String("")
    for key in _GONE if isinstance(found, Stream) else ("/Metadata", "/PieceInfo", "/AF"):
        if key in found:
            del found[key]
    if isinstance(found, Stream):
        _scrub_picture(found)


def _scrub_picture(found: Stream) -> None:
    said = found.get("/Filter", Array())
    filters = [str(one) for one in said] if isinstance(said, Array) else [str(said)]
    if filters == ["/DCTDecode"]:
        parms: Any = found.get("/DecodeParms")
        found.write(stripped_jpeg(found.read_raw_bytes()), filter=Name.DCTDecode, decode_parms=parms)
    elif {"/DCTDecode", "/JPXDecode", "/Crypt"} & set(filters):
        raise CannotClean(_STRANGE)
