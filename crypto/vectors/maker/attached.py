"""Vectors of sections 7, 8 and 18: letters that say which sealed files belong to them."""

from collections.abc import Iterator
from typing import Any

from . import cast
from .case import Case
from .letter import BODY, Letter, blocks, opening
from .primitives import fixed
from .sealing import refused_by
from .spelling import b64u, jcs
from .streams import ID, OTHER_ID, PDF, attachment

PNG = "image/png"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def one(name: str = ID, **changes: Any) -> dict[str, Any]:
    """Say what a letter says of one file."""
    return attachment(id=name, key=b64u(fixed(f"key {name}")), hash=b64u(fixed(f"hash {name}"))) | changes


def _without(field: str) -> dict[str, Any]:
    return {name: value for name, value in one().items() if name != field}


def naming(*ids: Any, category: str = "CONTACT") -> dict[str, Any]:
    """Make a body whose block names attachments."""
    return blocks(**{category: {"attachments": list(ids)}, "NEED": {"goal": "A2"}})


def many(count: int) -> list[str]:
    """Give ids in order."""
    return [f"{at:032x}" for at in range(1, count + 1)]


def cases() -> Iterator[Case]:
    """Make the vectors of letters with attachments."""
    yield from _good()
    yield from _forms()
    yield from _categories()
    yield from _refused()


def _good() -> Iterator[Case]:
    two = blocks(CONTACT={"attachments": [OTHER_ID], "name": "Мария"}, NEED={"attachments": [ID]})
    letters = {
        "attachment": Letter("attached", naming(ID), attachments=[one()]),
        "attachments-of-two-categories": Letter("attached twice", two, attachments=[one(), one(OTHER_ID, mime=WORD)]),
        "attachments-16": Letter("attached 16", naming(*many(16)), attachments=[one(at, mime=PNG) for at in many(16)]),
        "attachment-of-an-answer": Letter(
            "attached reply", naming(ID), "reply", {"seq": 1, "prev": b64u(fixed("before"))}, attachments=[one()]
        ),
        "attachment-of-one-byte": Letter("attached byte", naming(ID), attachments=[one(size=1, mime="image/jpeg")]),
        "attachment-of-20-mib": Letter("attached most", naming(ID), attachments=[one(size=20 * 1024 * 1024)]),
    }
    for name, letter in letters.items():
        yield opening(f"open-{name}", "8.7", "The blocks name what is attached.", letter.to_bytes(), out=letter.out())
    for name in ("attachment", "attachments-of-two-categories"):
        letter = letters[name]
        out = {"envelope": letter.to_bytes().decode(), "env_id_hex": letter.env_id.hex()}
        comment = "Sealing gives these bytes when chance gives this order, keys and nonce."
        yield Case(f"seal-{name}", "7", comment, "seal", letter.made(), out=out)


def _forms() -> Iterator[Case]:
    changed: dict[str, tuple[str, Any]] = {
        "unknown-field": ("A name can say who she is: there is no place for it.", [{**one(), "name": "x.pdf"}]),
        **{f"without-{field}": ("A field is missing.", [_without(field)]) for field in one()},
        "id-in-capitals": ("Hex is written small.", [{**one(), "id": "A" * 32}]),
        "id-short": ("32 characters.", [{**one(), "id": ID[1:]}]),
        "id-number": ("A number is no id.", [{**one(), "id": 7}]),
        "key-short": ("A key has 32 bytes.", [{**one(), "key": b64u(bytes(31))}]),
        "key-null": ("Null is no key.", [{**one(), "key": None}]),
        "hash-long": ("A hash has 32 bytes.", [{**one(), "hash": b64u(bytes(33))}]),
        "size-zero": ("An empty file is none.", [one(size=0)]),
        "size-too-large": ("More than 20 MiB.", [one(size=20 * 1024 * 1024 + 1)]),
        "size-text": ("A text is no number.", [one(size="1")]),
        "size-true": ("True is no number.", [one(size=True)]),
        "mime-unknown": ("A kind that could carry a program.", [one(mime="text/html")]),
        "mime-in-capitals": ("Another spelling.", [one(mime="image/PNG")]),
        "mime-list": ("A list is no kind.", [one(mime=[PDF])]),
        "text": ("A text is no attachment.", [ID]),
        "as-object": ("An object is no list.", {}),
        "out-of-order": ("Two spellings of one list.", [one(OTHER_ID), one()]),
        "twice": ("One id, two keys.", [one(), one(key=b64u(fixed("second key")))]),
        "seventeen": ("At most 16.", [one(at) for at in many(17)]),
    }
    for name, (comment, listed) in changed.items():
        ids = many(17) if name == "seventeen" else [ID]
        body = naming(*ids)
        inner = jcs({"attachments": listed, "body": body, "typ": "referral"})
        data = Letter("attached wrongly", body, inner=inner).to_bytes()
        yield opening(f"lie-attachment-{name}", "8.7", comment, data, "Tampered")


def _categories() -> Iterator[Case]:
    both = blocks(CONTACT={"attachments": [ID]}, NEED={"attachments": [ID]})
    wrong: dict[str, tuple[str, Any, list[Any]]] = {
        "of-no-category": ("No block names it: it is declared to nobody.", BODY, [one()]),
        "named-and-not-there": ("A block names what is not attached.", naming(ID), []),
        "one-of-two-named": ("The second is declared to nobody.", naming(ID), [one(), one(OTHER_ID)]),
        "one-of-two-there": ("The second is not attached.", naming(ID, OTHER_ID), [one()]),
        "another-named": ("Another one is named.", naming(OTHER_ID), [one()]),
        "of-two-categories": ("It would pass if she agreed to either.", both, [one()]),
        "named-twice": ("One category names it twice.", naming(ID, ID), [one()]),
        "named-out-of-order": ("Two spellings of one list.", naming(OTHER_ID, ID), [one(), one(OTHER_ID)]),
        "named-as-text": ("A text is no list.", blocks(CONTACT={"attachments": ID}), [one()]),
        "named-as-number": ("A number is no id.", naming(1), []),
        "none-named": ("An empty list is left out.", naming(), []),
        "named-in-capitals": ("Hex is written small.", naming("A" * 32), []),
        "named-too-deep": ("Only the data's own entry counts.", blocks(CONTACT={"x": {"attachments": [ID]}}), [one()]),
        "named-in-a-list": ("Data that are a list name nothing.", blocks(CONTACT=[{"attachments": [ID]}]), [one()]),
    }
    for name, (comment, body, listed) in wrong.items():
        data = Letter("attached to nothing", body, attachments=listed).to_bytes()
        yield opening(f"lie-attachment-{name}", "8.8", comment, data, "NotAllowed", "manifest-mismatch")
    for name, body in {"status-without-blocks": {"note": "x"}, "status-of-text": "text"}.items():
        data = Letter(name, body, "status", attachments=[one()], man=[]).to_bytes()
        comment = "Without blocks there is no category."
        yield opening(f"lie-attachment-{name}", "8.8", comment, data, "NotAllowed", "manifest-mismatch")
    inner = jcs({"attachments": [one(size=0)], "body": BODY, "typ": "referral"})
    yield opening(
        "lie-order-attachment-before-manifest", "8", "An empty file, and nothing is declared.",
        Letter(inner=inner, man=[]).to_bytes(), "Tampered",
    )  # fmt: skip


def _refused() -> Iterator[Case]:
    some = [cast.INTAKE]
    for name, (comment, body, listed) in {
        "of-no-category": ("It would be declared to nobody.", BODY, [one()]),
        "named-and-not-there": ("A block names what is not attached.", naming(ID), []),
        "of-two-categories": (
            "A category must be one.", blocks(CONTACT={"attachments": [ID]}, NEED={"attachments": [ID]}), [one()],
        ),
        "seventeen": ("At most 16.", naming(*many(17)), [one(at) for at in many(17)]),
        "twice": ("One id, two keys.", naming(ID), [one(), one(key=b64u(fixed("second key")))]),
        "of-an-unknown-kind": ("No reader would take it.", naming(ID), [one(mime="text/html")]),
        "empty": ("No reader would take it.", naming(ID), [one(size=0)]),
        "of-a-status": ("Without blocks there is no category.", {"note": "x"}, [one()]),
    }.items():  # fmt: skip
        changes = {"body": body, "attachments": listed, **({"typ": "status"} if name == "of-a-status" else {})}
        yield refused_by(f"attachment-{name}", comment, "form", changes, some)
