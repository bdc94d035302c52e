"""A letter to a house that is no member: a code said by telephone opens it once (SPEC.md section 25).

The code is one like hers (`crypto.her_code`), with other labels, so that neither opens what is the other's. Ends only.
"""

from dataclasses import dataclass
from typing import Any

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    sodium_pad,
    sodium_unpad,
)
from nacl.exceptions import CryptoError as SodiumError
from nacl.utils import random

from crypto.envelope import BUCKETS, MOST_BYTES, NONCE, TAG
from crypto.errors import MalformedEnvelope, NotAllowed, Tampered
from crypto.format import blake2b, jcs, lp, strict_json
from crypto.her_copy import open_part, seal_part, stretch
from crypto.inbox_letter import InboxLetter
from crypto.keys import SealingKey

_ANSWER = "inbox-answer"


@dataclass(frozen=True, slots=True, repr=False)
class InboxKeys:
    """Hold what a code gives (32 bytes each): `lookup` and `proof` are shown to a node, `seal` never is."""

    lookup: bytes
    proof: bytes
    seal: bytes


def derive(code: str, network: str) -> InboxKeys:
    """Derive all of it from a code that was read (25 digits), slowly: 64 MiB and three passes.

    Args:
        network: the name of the network's key log; the code of another network gives other keys.
    """
    slow = stretch(code, network, "inbox")
    return InboxKeys(*(blake2b(lp(f"tolerant/v1/inbox-{what}"), key=slow) for what in ("lookup", "proof", "seal")))


def seal(content: dict[str, Any], keys: InboxKeys, *, listing: str, version: int, consent: bytes) -> bytes:
    """Seal a letter for the house that offers a listing; `content["blocks"]` holds its facts by category.

    Args:
        content: JSON with the fields of SPEC.md section 25.
        consent: the hash (32 bytes) of the token under which it goes.

    Raises:
        NotAllowed: `form` (it has not one spelling, no blocks, or a name of another form) or `too-large`.
    """
    try:
        plain, blocks = jcs(content), _blocks(content)
    except ValueError:
        raise NotAllowed("form") from None
    bucket = next((size for size in BUCKETS if len(plain) < size), None)
    if bucket is None:
        raise NotAllowed("too-large")
    nonce = random(NONCE)
    made = InboxLetter(listing, version, consent, blocks, nonce, b"")
    ct = crypto_aead_xchacha20poly1305_ietf_encrypt(sodium_pad(plain, bucket), made.head, nonce, keys.seal)
    try:
        return InboxLetter.parse(made.to_bytes() + ct).to_bytes()
    except MalformedEnvelope:
        raise NotAllowed("form") from None


def open_(data: bytes, keys: InboxKeys) -> dict[str, Any]:
    """Open a letter; what is inside holds the categories that its head names, and no other.

    Raises:
        MalformedEnvelope: it has another form.
        Tampered: another code sealed it, it was changed, or it holds other categories than the node was told.
    """
    letter = InboxLetter.parse(data)
    try:
        padded = crypto_aead_xchacha20poly1305_ietf_decrypt(letter.ct, letter.head, letter.nonce, keys.seal)
        said = strict_json(sodium_unpad(padded, len(letter.ct) - TAG), most=MOST_BYTES)
        blocks = _blocks(said)
    except (SodiumError, ValueError):
        raise Tampered from None
    if blocks != letter.categories:
        raise Tampered
    found: dict[str, Any] = said
    return found


def seal_answer(content: dict[str, Any], reply: bytes) -> bytes:
    """Seal the house's answer to the one-time key (1,216 bytes) that stood in the letter; it always has 5,305 bytes.

    Raises:
        NotAllowed: `form` or `too-large`.
        BadKey: the key is not usable.
    """
    return seal_part(content, reply, _ANSWER)


def open_answer(data: bytes, key: SealingKey) -> dict[str, Any]:
    """Open the answer with the one-time key that the sender's device made.

    Raises:
        Tampered: it was made for another letter, or was changed.
    """
    return open_part(data, key, _ANSWER)


def _blocks(said: Any) -> tuple[str, ...]:
    """Name the categories of a letter, in order.

    Raises:
        ValueError: it holds no facts sorted by category.
    """
    blocks = said.get("blocks") if isinstance(said, dict) else None
    if not isinstance(blocks, dict) or not blocks or not all(isinstance(one, dict) for one in blocks.values()):
        raise ValueError("no blocks")
    return tuple(sorted(blocks))
