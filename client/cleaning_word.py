"""Keep of a Word document what is seen: no author, no comments, no earlier wording, no hidden text.

All changes that were tracked are accepted. The parts of the file are those of a list; what is not on it is left behind,
or the document is refused. Source: ECMA-376 part 1 (Office Open XML).
"""

import io
import posixpath
import re
import zipfile

from lxml import etree

from client.attachment_errors import CannotClean
from client.cleaning_pictures import clean_picture
from client.word_markup import CONTENT_TYPES, RELATIONSHIPS, clean_part

MOST_PARTS, MOST_UNPACKED = 2_000, 100 * 1024 * 1024
_KEPT = re.compile(
    r"word/(document|styles|settings|fontTable|numbering|footnotes|endnotes|header\d*|footer\d*|theme/theme\d*)\.xml"
    r"|word/media/[^/]+\.(png|jpe?g)",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"docProps/.*|docMetadata/.*|customXml/.*|\[trash\]/.*|.*\.rels"
    r"|word/(glossary|fonts|printerSettings|documenttasks)/.*|word/(customizations|keyMapCustomizations)\.xml"
    r"|word/(comments\w*|people|webSettings|stylesWithEffects|intelligence\w*|recipientData)\.xml|word/media/.*\.(wdp|svg)"
    r"|.*/"
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DAMAGED = "the document is damaged, or is not a Word document (DOCX)"
_WHEN = (1980, 1, 1, 0, 0, 0)


def clean_word(data: bytes) -> bytes:
    """Write the parts of a Word document that are seen into a new file.

    Raises:
        CannotClean: it is damaged, closed by a password, or holds macros, charts or other files.
    """
    try:
        parts = _unpacked(data)
        names = [name for name in parts if _KEPT.fullmatch(name)]
        if _main_kind(parts) != _MAIN or "word/document.xml" not in names:
            raise CannotClean("only Word documents (DOCX) without macros can be sent of this kind")
        kept = {"[Content_Types].xml": _content_types(parts["[Content_Types].xml"], names)}
        kept["_rels/.rels"] = _relationships(parts, "_rels/.rels", "", names)[0]
        for name in names:
            kept |= _part(parts, name, names)
        return _packed(kept)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, RuntimeError, OSError):
        raise CannotClean(_DAMAGED) from None


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        entries = file.infolist()
        if len(entries) > MOST_PARTS or sum(one.file_size for one in entries) > MOST_UNPACKED:
            raise CannotClean("unpacked, the document is too large")
        if len({one.filename.lower() for one in entries}) != len(entries):
            raise CannotClean(_DAMAGED)
        strange = [one for one in entries if not (_KEPT.fullmatch(one.filename) or _LEFT.fullmatch(one.filename))]
        if [one.filename for one in strange] != ["[Content_Types].xml"]:
            raise CannotClean("it holds a macro, a chart, a picture or a file of a kind that cannot be looked into")
        return {one.filename: file.read(one) for one in entries}


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.doctype:
        raise CannotClean(_DAMAGED)
    return root


def _written(root: etree._Element) -> bytes:
    said: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return said


def _main_kind(parts: dict[str, bytes]) -> str:
    for one in _parsed(parts["[Content_Types].xml"]):
        if one.get("PartName") == "/word/document.xml":
            return str(one.get("ContentType"))
    return ""


def _content_types(data: bytes, names: list[str]) -> bytes:
    root = _parsed(data)
    endings = {name.rpartition(".")[2].lower() for name in names} | {"rels", "xml"}
    for one in list(root):
        is_default = one.tag == f"{{{CONTENT_TYPES}}}Default" and (one.get("Extension") or "").lower() in endings
        if not is_default and (one.get("PartName") or "")[1:] not in names:
            root.remove(one)
    return _written(root)


def _part(parts: dict[str, bytes], name: str, names: list[str]) -> dict[str, bytes]:
    """Clean one part, with what it leads to."""
    if name.startswith("word/media/"):
        return {name: clean_picture(parts[name])[1]}
    folder, _, file = name.rpartition("/")
    links = f"{folder}/_rels/{file}.rels"
    found: dict[str, bytes] = {}
    known: set[str] = set()
    if links in parts:
        found[links], known = _relationships(parts, links, folder, names)
    root = _parsed(parts[name])
    clean_part(root, known)
    return {name: _written(root), **found}


def _relationships(parts: dict[str, bytes], place: str, folder: str, names: list[str]) -> tuple[bytes, set[str]]:
    """Keep what leads to a part that is kept, or to an address that a reader sees as a link; gives the ids too."""
    root = _parsed(parts[place])
    known: set[str] = set()
    for one in list(root):
        target, kind = one.get("Target") or "", one.get("Type") or ""
        if one.get("TargetMode") == "External":
            keeps = kind.endswith("/hyperlink") and target.startswith(("http://", "https://", "mailto:"))
        else:
            keeps = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/") in names
        if one.tag == f"{{{RELATIONSHIPS}}}Relationship" and keeps:
            known.add(one.get("Id") or "")
        else:
            root.remove(one)
    return _written(root), known


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.create_system = 0
            file.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
