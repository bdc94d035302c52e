"""Keep the catalogues in step with the English source: `python -m directory.catalogue` after a sentence was changed.

A new sentence arrives without translation, which the tests refuse; a changed one is marked fuzzy and is not shown; one
that is gone is dropped. Nothing is sent anywhere.
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from directory.labels import LABELS
from directory.sentences import ASKS, CHANGES, CONDITIONS, RANGES, REASONS, Plural, Sentence
from directory.wording import TRANSLATED, context

FOLDER = Path(__file__).parent / "catalogues"


def template() -> Catalog:
    """Return every sentence and label that needs a translation, each with its code as context."""
    found = Catalog(fuzzy=False)
    kept: tuple[Mapping[Any, Sentence], ...] = (REASONS, ASKS, CHANGES, CONDITIONS, RANGES)
    for sentences in kept:
        for code, sentence in sentences.items():
            plural = isinstance(sentence, Plural)
            found.add(tuple(sentence[:2]) if plural else sentence, context=context(code), flags=["python-brace-format"])
    for labels in LABELS.values():
        for code, label in labels.items():
            found.add(label, context=context(code))
    return found


def in_step(text: bytes, language: str) -> bytes:
    """Return a catalogue with the sentences of today; one that is in step already stays as it is, byte for byte."""
    kept = read_po(BytesIO(text), locale=language)
    created = kept.creation_date
    kept.update(template())
    kept.creation_date = created
    written = BytesIO()
    write_po(written, kept, width=120, ignore_obsolete=True)
    return written.getvalue()


def main() -> None:
    """Rewrite each catalogue with the sentences of today."""
    for language in TRANSLATED:
        path = FOLDER / f"{language}.po"
        path.write_bytes(in_step(path.read_bytes(), language))


if __name__ == "__main__":
    main()
