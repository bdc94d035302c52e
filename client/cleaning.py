"""Take out of a file what nobody sees and what can say who she is, where she was, and who wrote it.

A file is known by its content, never by its name. What cannot be cleaned is refused, not sent as it is. Source: OWASP
Application Security Verification Standard 5.0, 14.2.8 (metadata of files).
"""

from dataclasses import dataclass, field

from client.attachment_errors import CannotClean, FileTooLarge
from client.cleaning_pdf import clean_pdf
from client.cleaning_pictures import clean_picture
from client.cleaning_word import clean_word
from crypto.attachments import MOST

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Hold what may be sealed: the kind of file, and its content."""

    mime: str
    content: bytes = field(repr=False)


def clean(data: bytes) -> Cleaned:
    """Make a file that shows the same and holds nothing else.

    Raises:
        CannotClean: it is of another kind than JPEG, PNG, PDF and Word (DOCX), or holds what cannot be looked into.
        FileTooLarge: it has more than 20 MiB, before or after.
    """
    if len(data) > MOST:
        raise FileTooLarge
    made = _made(data)
    if len(made.content) > MOST:
        raise FileTooLarge
    return made


def _made(data: bytes) -> Cleaned:
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return Cleaned(*clean_picture(data))
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return Cleaned(PDF, clean_pdf(data))
    if data.startswith(b"PK\x03\x04"):
        return Cleaned(WORD, clean_word(data))
    raise CannotClean("only pictures (JPEG, PNG), PDF and Word documents (DOCX) can be sent")
