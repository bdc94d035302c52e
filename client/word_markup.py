"""Take out of one part of a Word document what is not seen: the markup of its way, its authors and its hidden words."""

import re

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KNOWN_ROOTS = {W, DRAWING}
_GONE = {
    *("del", "moveFrom", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange"),
    *("tblGridChange", "tblPrExChange", "numberingChange", "cellIns", "cellDel", "cellMerge", "moveFromRangeStart"),
    *("moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd"),
    *("customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd"),
    *("customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "commentRangeStart", "commentRangeEnd"),
    *("commentReference", "annotationRef", "permStart", "permEnd", "proofErr", "alias", "tag", "dataBinding"),
    *("rsid", "rsids", "nsid", "tmpl", "docVars", "attachedTemplate", "mailMerge", "documentProtection"),
    *("writeProtection", "trackRevisions", "linkStyles", "activeWritingStyle", "proofState", "saveThroughXslt"),
    *("schemaLibrary", "smartTagType", "revisionView", "smartTagPr", "customXmlPr", "embedRegular", "embedBold"),
    *("embedItalic", "embedBoldItalic"),
}
_UNWRAPPED = {"ins", "moveTo", "smartTag", "customXml"}
_SAYS_WHO = {
    *("author", "initials", "date", "userId", "providerId", "dateUtc", "paraId", "textId"),
    *("descr", "title", "alt"),  # of pictures: often the place where the file lay
}
_OF_WORD = re.compile(r"http://schemas\.microsoft\.com/office/word/")
_READS_FILES = re.compile(
    r"\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDE|DDEAUTO|RD|FILENAME|AUTHOR|LASTSAVEDBY|USERNAME|USERINITIALS"
    r"|USERADDRESS|DOCPROPERTY|DOCVARIABLE|TEMPLATE|INFO|COMMENTS|KEYWORDS|SUBJECT|TITLE|DATABASE|MERGEFIELD)\b",
    re.IGNORECASE,
)


def clean_part(root: etree._Element, links: set[str]) -> None:
    """Clean one part in place; `links` are the ids of what it may still lead to.

    Raises:
        ValueError: it is written in another language than Word's.
    """
    if etree.QName(root).namespace not in _KNOWN_ROOTS:
        raise ValueError("another language")
    for row in list(root.iter(f"{{{W}}}tr")):
        if row.find(f"{{{W}}}trPr/{{{W}}}del") is not None:
            _drop(row)
    for run in list(root.iter(f"{{{W}}}r")):
        hides = run.find(f"{{{W}}}rPr/{{{W}}}vanish")
        if hides is not None and hides.get(f"{{{W}}}val", "true") not in {"0", "false", "off"}:
            _drop(run)
    for found in list(root.iter(etree.Element)):
        _clean(found, links)


def _clean(found: etree._Element, links: set[str]) -> None:
    name = etree.QName(found)
    ours, above = name.namespace == W, found.getparent()
    setting = above is not None and above.tag == f"{{{W}}}settings"
    if (ours and name.localname in _GONE) or name.localname == "extLst" or (setting and _OF_WORD.match(name.namespace)):
        _drop(found)
    elif ours and (name.localname in _UNWRAPPED or _READS_FILES.match(found.get(f"{{{W}}}instr", ""))):
        _unwrap(found)
    else:
        _clean_attributes(found, name, links)


def _clean_attributes(found: etree._Element, name: etree.QName, links: set[str]) -> None:
    if name.localname == "instrText" and _READS_FILES.match(found.text or ""):
        found.text = ""
    if name.localname in {"docPr", "cNvPr"}:
        found.set("name", "Picture")
    for key in list(found.attrib):
        at = etree.QName(key)
        if at.namespace == _LINKS and found.get(key) not in links:
            if name.localname != "hyperlink":
                _drop(found)
                return
            del found.attrib[key]
        elif at.localname.startswith("rsid") or at.localname in _SAYS_WHO:
            del found.attrib[key]


def _drop(found: etree._Element) -> None:
    parent = found.getparent()
    if parent is not None:
        parent.remove(found)


def _unwrap(found: etree._Element) -> None:
    """Put what an element holds into its place."""
    parent = found.getparent()
    if parent is None:
        return
    at = parent.index(found)
    for child in reversed(list(found)):
        parent.insert(at, child)
    parent.remove(found)
