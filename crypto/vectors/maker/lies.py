"""Vectors of section 8, steps 5 to 8: what a dishonest sender makes on purpose, or a recipient who forwards."""

from collections.abc import Iterator
from typing import Any

from . import cast, several
from .case import Case
from .letter import BODY, Letter, blocks, opening
from .letters import FEEDBACK, feedback_seed, hers_waits
from .primitives import fixed
from .spelling import b64u, jcs, lp


def cases() -> Iterator[Case]:
    """Make the vectors of what is wrong inside."""
    yield from _packed()
    yield from _vouched()
    yield from several.cases()
    yield from _signed()
    yield from _forwarded()
    yield from _declared()
    yield from _hers()
    yield from _order()


def _packed() -> Iterator[Case]:
    inner, signature, statement = Letter().parts
    packed: dict[str, tuple[str, Letter]] = {
        "commit-to-another-key": (
            "Authentic in all else: without this check it opens.",
            Letter(promise=fixed("promise")),
        ),
        "padding-missing": ("Zeros only.", Letter(padded=bytes(4096))),
        "padding-of-other-bytes": ("Something after the mark.", Letter(padded=Letter().padded_to(4096)[:-1] + b"\x01")),
        "nothing-inside": ("Padding and nothing else.", Letter(plain=b"")),
        "two-parts": ("A part is missing.", Letter(plain=lp(inner, signature))),
        "four-parts": ("A part too many.", Letter(plain=lp(inner, signature, statement, b""))),
        "part-cut-off": ("The last length is too large.", Letter(plain=lp(inner, signature, statement)[:-1])),
        "length-cut-off": ("The last length is not whole.", Letter(plain=lp(inner, signature) + b"\0\0")),
        "signature-short": ("A signature has 64 bytes.", Letter(plain=lp(inner, signature[:-1], statement))),
        "signature-missing": ("No signature.", Letter(plain=lp(inner, b"", statement))),
    }
    for name, (comment, letter) in packed.items():
        yield opening(f"lie-{name}", "8.5", comment, letter.to_bytes(), "Tampered")


def _vouched() -> Iterator[Case]:
    body = cast.device_body()
    statements: dict[str, tuple[str, bytes]] = {
        "of-another-member": ("A device of C writes in A's name.", cast.vouched(member=cast.C)),
        "expired": ("It ended in this second.", cast.vouched(exp=cast.NOW)),
        "not-yet-valid": ("It begins in the next second.", cast.vouched(nbf=cast.NOW + 1)),
        "by-a-stranger": ("An officer whom the reader does not know.", cast.vouched(cast.STRANGER)),
        "by-the-device-itself": ("Nobody vouches for herself.", cast.vouched(cast.DEVICE)),
        "of-another-kind": ("Another kind with the same body.", cast.statement("epoch.v1", body)),
        "changed": ("Changed after signing.", cast.vouched().replace(b'"officer":false', b'"officer":true')),
        "malformed": ("A device's id that is not its key's.", cast.vouched(device="d" * 32)),
        "useless-key": ("A sealing key that nobody could seal to.", cast.vouched(seal=b64u(b"\xff" * 1216))),
        "missing": ("A member's letter without a statement.", b""),
        "no-json": ("Something else.", b"\xff\xfe"),
    }
    for name, (comment, statement) in statements.items():
        data = Letter(statement=statement).to_bytes()
        yield opening(f"lie-statement-{name}", "8.6", comment, data, "NotAllowed", "device")
    data = Letter().to_bytes()
    yield opening(
        "lie-statement-no-officers", "8.6", "The reader knows no officer.", data, "NotAllowed", "device", officers=[]
    )
    last = {"exp": cast.NOW + 1, "nbf": cast.NOW}
    good = Letter(statement=cast.vouched(**last))
    yield opening(
        "open-statement-of-one-second", "8.6", "From `nbf` until before `exp`.", good.to_bytes(), out=good.out()
    )


def _signed() -> Iterator[Case]:
    typ, attachment = '"typ":"status"', '"attachments":[]'
    good = f'{{{attachment},"body":{{}},{typ}}}'
    signed: dict[str, tuple[str, Letter]] = {
        "by-another-device": (
            "The statement is of one device, the signature of another.",
            Letter(device=cast.OTHER_DEVICE),
        ),
        "another-label": ("A signature for another purpose.", Letter(label="tolerant/v1/statement")),
        "another-content": ("A signature over other content.", Letter(signature=Letter("x", blocks(NEED=1)).parts[1])),
        "nothing": ("Any 64 bytes.", Letter(signature=fixed("no signature", 64))),
        "another-header": (
            "Signed for another listing.",
            Letter(signed=Letter(header={"svc": cast.OTHER_LISTING}).protected),
        ),
    }
    for name, (comment, letter) in signed.items():
        yield opening(f"lie-signature-{name}", "8.7", comment, letter.to_bytes(), "Tampered")
    inners: dict[str, tuple[str, str]] = {
        "unknown-type": ("A type that this version does not know.", good.replace(typ, '"typ":"gossip"')),
        "type-null": ("Null is no type.", good.replace(typ, '"typ":null')),
        "with-attachments": ("An attachment without its fields.", good.replace(attachment, '"attachments":[{}]')),
        "attachments-null": ("Null is no list.", good.replace(attachment, '"attachments":null')),
        "without-type": ("A field is missing.", good.replace(f",{typ}", "")),
        "unknown-field": ("A field that this version does not know.", good.replace(typ, typ + ',"x":1')),
        "with-spaces": ("Another spelling.", good.replace(",", ", ")),
        "with-a-float": ("A float.", good.replace('"body":{}', '"body":{"n":1.0}')),
        "not-nfc": ("Decomposed letters.", good.replace('"body":{}', '"body":{"n":"e\u0301"}')),
        "too-deep": ("17 levels with the outer one.", good.replace('"body":{}', '"body":' + "[" * 16 + "]" * 16)),
        "no-json": ("Something else.", "hello"),
        "list": ("Not an object.", "[]"),
    }
    for name, (comment, inner) in inners.items():
        data = Letter("inner", {}, "status", inner=inner.encode()).to_bytes()
        yield opening(f"lie-inner-{name}", "8.7", comment, data, "Tampered")


def _forwarded() -> Iterator[Case]:
    """Let B, who may open A's letter, pass it on to C as if A had written to C."""
    original = Letter()
    inner, signature, statement = original.parts
    plain = lp(inner, signature, statement)
    to_c = Letter("forwarded", header={"to": cast.C}, readers=(None, cast.THIRD), plain=plain)
    at = {"me": cast.C, "keys": [cast.THIRD]}
    comment = "B seals A's signed letter anew to C: the signature covers the header."
    yield opening("lie-forwarded", "8.7", comment, to_c.to_bytes(), "Tampered", **at)
    kids = Letter("forwarded", readers=(None, cast.THIRD), plain=plain)
    comment = "The same, with A's letter still to B: the signature covers the kids."
    yield opening("lie-forwarded-new-kids", "8.7", comment, kids.to_bytes(), "Tampered", keys=[cast.THIRD])
    wrap = Letter(readers=(None, cast.THIRD)).wrap(1, original.cek)
    data = original.to_bytes(wraps=[original.outside()["wraps"][0], b64u(wrap)])
    comment = "A's letter as it was, with a wrap for C: C's kid is not named."
    yield opening("lie-forwarded-old-header", "8.4", comment, data, "NotForYou", keys=[cast.THIRD])
    moved = Letter("moved", header={"svc": cast.OTHER_LISTING, "consent": b64u(cast.OTHER_CONSENT)}, plain=plain)
    comment = "A's signed letter under another consent, for another service."
    at = {"consent_hex": cast.OTHER_CONSENT.hex(), "listing": cast.OTHER_LISTING}
    yield opening("lie-moved-to-another-consent", "8.7", comment, moved.to_bytes(), "Tampered", **at)


def _declared() -> Iterator[Case]:
    man = Letter().fields["man"]
    salt, data = b64u(fixed("salt NEED", 16)), {"goal": "A2"}
    need = Letter(body=blocks(NEED=data)).fields["man"]
    hidden = {"data": data, "salt": salt}
    bodies: dict[str, tuple[str, Letter]] = {
        "other-data": ("The content is not what was declared.", Letter(body=blocks(NEED="other"), man=need)),
        "block-undeclared": ("A block that the node was not told of.", Letter(man=man[1:])),
        "block-missing": ("Declared, and not there.", Letter(body=blocks(NEED=data), man=[man[0], *need])),
        "nothing-declared": ("Blocks, and an empty manifest.", Letter(man=[])),
        "no-blocks": ("Declared, and a body without blocks.", Letter(body={"text": "x"}, man=man)),
        "facts-without-blocks": (
            "A referral whose content is declared to nobody.",
            Letter(body={"story": "…"}, man=[]),
        ),
        "reply-without-blocks": (
            "An answer whose content is declared to nobody.",
            Letter("undeclared", {"story": "…"}, "reply", man=[]),
        ),
        "content-beside-the-blocks": (
            "Content next to the blocks is declared to nobody: more than she agreed to.",
            Letter(body={**blocks(NEED=data), "story": "…"}, man=need),
        ),
        "blocks-as-list": ("Blocks are an object.", Letter(body={"blocks": []}, man=[])),
        "block-without-salt": (
            "A short block could be guessed.",
            Letter(body={"blocks": {"NEED": {"data": data}}}, man=need),
        ),
        "block-with-more": ("A third field.", Letter(body={"blocks": {"NEED": {**hidden, "x": 1}}}, man=need)),
        "block-null": ("Null is no block.", Letter(body={"blocks": {"NEED": None}}, man=need)),
        "salt-short": (
            "A salt has 16 bytes.",
            Letter(body={"blocks": {"NEED": {**hidden, "salt": salt[:-2]}}}, man=need),
        ),
        "salt-as-number": ("A number is no salt.", Letter(body={"blocks": {"NEED": {**hidden, "salt": 1}}}, man=need)),
    }
    for name, (comment, letter) in bodies.items():
        yield opening(f"lie-manifest-{name}", "8.8", comment, letter.to_bytes(), "NotAllowed", "manifest-mismatch")
    for name, body in {"empty": {"blocks": {}}, "text": "text", "null": None, "list": [1]}.items():
        letter = Letter(f"body {name}", body, "status", man=[])
        yield opening(f"open-body-{name}", "8.8", "Nothing to declare.", letter.to_bytes(), out=letter.out())


def _hers() -> Iterator[Case]:
    at = hers_waits()
    key = feedback_seed()
    hers: dict[str, Any] = {"body": {"safe": "NO"}, "typ": "feedback", "header": FEEDBACK}
    letter = Letter("hers", **hers, device=key, statement=b"")
    data = letter.to_bytes()
    without = {"me": cast.A}
    yield opening(
        "lie-feedback-no-key", "8.6", "The consent names no feedback key.", data, "NotAllowed", "device", **without
    )
    other = Letter("hers", **hers, device=cast.OTHER_DEVICE, statement=b"").to_bytes()
    yield opening("lie-feedback-by-another", "8.7", "Somebody else writes in her name.", other, "Tampered", **at)
    vouched = Letter("hers", **hers, device=key).to_bytes()
    comment = "Nobody vouches for her: a statement makes it a member's letter."
    yield opening("lie-feedback-with-statement", "8.6", comment, vouched, "NotAllowed", "device", **at)
    member = Letter(
        "member", {"safe": "YES"}, "feedback", {"to": cast.A, "from": cast.B}, device=key, statement=b""
    ).to_bytes()
    comment = "Her key does not speak for a member."
    yield opening("lie-feedback-as-a-member", "8.6", comment, member, "NotAllowed", "device", **at)


def _order() -> Iterator[Case]:
    """Give letters with two faults inside: the first check that fails is the one that is told."""
    stranger = cast.vouched(cast.STRANGER)
    yield opening(
        "lie-order-signature-size-before-device", "8", "A short signature, and nobody vouches.",
        Letter(plain=lp(Letter().parts[0], b"short", stranger)).to_bytes(), "Tampered",
    )  # fmt: skip
    yield opening(
        "lie-order-device-before-signature", "8", "Nobody vouches, and another device signed.",
        Letter(statement=stranger, device=cast.OTHER_DEVICE).to_bytes(), "NotAllowed", "device",
    )  # fmt: skip
    yield opening(
        "lie-order-signature-before-manifest", "8", "Another device signed, and nothing is declared.",
        Letter(device=cast.OTHER_DEVICE, man=[]).to_bytes(), "Tampered",
    )  # fmt: skip
    inner = jcs({"attachments": [], "body": BODY, "typ": "gossip"})
    yield opening(
        "lie-order-type-before-manifest", "8", "An unknown type, and nothing is declared.",
        Letter(inner=inner, man=[]).to_bytes(), "Tampered",
    )  # fmt: skip
