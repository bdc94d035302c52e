"""Seal: from here on only two organisations can read it. Ends only; a node never imports this (SPEC.md 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import SystemRandom
from typing import Any

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt, sodium_pad
from nacl.utils import random

from crypto.attachments import Attachment, check_named, parse_attachments
from crypto.envelope import BUCKETS, HASH, MOST_BYTES, MOST_RECIPIENTS, NONCE, SIZES, Context, Envelope, Header
from crypto.errors import NotAllowed
from crypto.format import b64u, blake2b, jcs, lp, unb64u
from crypto.keys import SealingKey, SigningKey, kid, wrap

TYPES = ("referral", "reply", "status", "receipt", "feedback", "withdraw")
DECLARED = ("referral", "reply")
"""The letters that carry facts about her: all of their content stands in blocks, so that all of it is declared."""
SALT = 16
_dice = SystemRandom()


@dataclass(frozen=True, slots=True)
class Sender:
    """Say who seals: the device's key, and the officer's statement that vouches for it.

    For her own feedback the key is the one made from her secret, and the statement is empty.
    """

    key: SigningKey = field(repr=False)
    statement: bytes = b""


def blocks(data: Mapping[str, Any]) -> dict[str, Any]:
    """Make the body of a referral: one salted block a category, so that each can be declared without being shown."""
    return {"blocks": {category: {"salt": b64u(random(SALT)), "data": value} for category, value in data.items()}}


def commitment(category: str, salt: bytes, data: Any) -> bytes:
    """Commit to one block (32 bytes); the salt keeps a short block from being guessed."""
    return blake2b(lp("tolerant/v1/block", category, salt, jcs(data)))


def manifest_of(typ: str, body: Any) -> tuple[tuple[str, bytes], ...]:
    """Declare what a letter holds: its categories in order, each with its commitment; without blocks, nothing.

    Raises:
        ValueError: the blocks have another form, or are not there in a letter that carries facts about her.
    """
    if not isinstance(body, dict) or "blocks" not in body:
        if typ in DECLARED:
            raise ValueError("facts that are declared to nobody")
        return ()
    if body.keys() != {"blocks"}:
        raise ValueError("content that is declared to nobody")
    entries: list[tuple[str, bytes]] = []
    for category, block in sorted(body["blocks"].items()):
        if not isinstance(block, dict) or block.keys() != {"salt", "data"}:
            raise ValueError("no block")
        entries.append((category, commitment(category, unb64u(block["salt"], SALT), block["data"])))
    return tuple(entries)


def seal(
    typ: str,
    body: Any,
    *,
    context: Context,
    sender: Sender,
    recipients: Sequence[bytes],
    attachments: Sequence[Attachment] = (),
) -> Envelope:
    """Seal a body to 1 to 16 public keys (1,216 bytes each), with the attachments that its blocks name.

    Raises:
        NotAllowed: `recipients` (none, too many or twice the same), `type`, `too-large`, or `form` (the body or the
            context cannot be written in the one spelling, the blocks name other attachments, or no reader would take
            the header).
        BadKey: a public key is not usable.
    """
    if not 1 <= len(recipients) <= MOST_RECIPIENTS or len(set(recipients)) != len(recipients):
        raise NotAllowed("recipients")
    if typ not in TYPES:
        raise NotAllowed("type")
    keys = _shuffled(recipients)
    try:
        listed = [one.to_json() for one in sorted(attachments, key=lambda one: one.id)]
        inner = jcs({"typ": typ, "body": body, "attachments": listed})
        protected = Header(context, tuple(name for name, _ in keys), manifest_of(typ, body)).to_bytes()
        header = Header.parse(protected)
        check_named(body, parse_attachments(listed))
    except (ValueError, AttributeError, TypeError):
        raise NotAllowed("form") from None
    return _close(header, protected, inner, keys, sender)


def _shuffled(recipients: Sequence[bytes]) -> list[tuple[bytes, bytes | None]]:
    """Name the recipients in a random order, with random names in between that stand for nobody."""
    size = next(size for size in SIZES if size >= len(recipients))
    keys: list[tuple[bytes, bytes | None]] = [(kid(public), public) for public in recipients]
    keys += [(random(HASH), None) for _ in range(size - len(recipients))]
    _dice.shuffle(keys)
    return keys


def _close(
    header: Header, protected: bytes, inner: bytes, keys: list[tuple[bytes, bytes | None]], sender: Sender
) -> Envelope:
    cek = random(32)
    commit = blake2b(lp("tolerant/v1/commit", protected), key=cek)
    signature = sender.key.sign("tolerant/v1/inner", protected, inner)
    plain = lp(inner, signature, sender.statement)
    bucket = next((size for size in BUCKETS if len(plain) < size), None)
    if bucket is None:
        raise NotAllowed("too-large")
    nonce = random(NONCE)
    body_key = blake2b(lp("tolerant/v1/body", protected), key=cek)
    ct = crypto_aead_xchacha20poly1305_ietf_encrypt(sodium_pad(plain, bucket), lp(protected, commit), nonce, body_key)
    wraps = tuple(_wrap(cek, protected, public) for _, public in keys)
    envelope = Envelope(protected, header, commit, wraps, nonce, ct)
    if len(envelope.to_bytes()) > MOST_BYTES:
        raise NotAllowed("too-large")
    return envelope


def _wrap(cek: bytes, protected: bytes, public: bytes | None) -> bytes:
    if public is None:  # a dummy: a real wrap of other bytes, to a key that nobody kept
        cek, public = random(32), _nobody()
    return wrap(cek, public, lp("tolerant/v1/wrap", protected, public))


@cache
def _nobody() -> bytes:
    return SealingKey.generate().public
