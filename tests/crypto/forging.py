"""What an enemy makes out of letters: whatever bytes it likes, with the keys that it holds (SPEC.md section 7)."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    sodium_pad,
    sodium_unpad,
)
from nacl.utils import random

from crypto.envelope import BUCKETS, Context, Envelope, Header
from crypto.errors import Tampered
from crypto.format import b64u, blake2b, jcs, lp, unlp
from crypto.keys import SealingKey, SigningKey, kid, wrap
from tests.crypto.two_keys import equivocating, last_byte


@dataclass(frozen=True)
class Cracked:
    """What whoever holds one of its keys gets out of a letter: enough to seal it again, for somebody else."""

    envelope: Envelope
    inner: bytes
    signature: bytes
    statement: bytes
    by: bytes


def header(context: Context, kids: Sequence[bytes], manifest: Sequence[tuple[str, bytes]] = (), **edits: Any) -> bytes:
    """Write a header, or what is none."""
    said = json.loads(Header(context, tuple(kids), tuple(manifest)).to_bytes())
    return jcs({**said, **edits})


def kids_of(publics: Sequence[bytes]) -> list[bytes]:
    """Name recipients, with random names in between up to the next size."""
    size = next(size for size in (2, 4, 8, 16) if size >= len(publics))
    return [kid(one) for one in publics] + [random(32) for _ in range(size - len(publics))]


def close(protected: bytes, parts: tuple[bytes, bytes, bytes], publics: Sequence[bytes], wraps: int = 2) -> bytes:
    """Seal any three parts under any header to any keys."""
    cek, nonce, plain = random(32), random(24), lp(*parts)
    commit = blake2b(lp("tolerant/v1/commit", protected), key=cek)
    key = blake2b(lp("tolerant/v1/body", protected), key=cek)
    padded = sodium_pad(plain, next(size for size in BUCKETS if size > len(plain)))
    ct = crypto_aead_xchacha20poly1305_ietf_encrypt(padded, lp(protected, commit), nonce, key)
    sealed = [wrap(cek, public, lp("tolerant/v1/wrap", protected, public)) for public in publics]
    return written(protected, commit, sealed + [random(1168) for _ in range(wraps - len(sealed))], nonce, ct)


def write(
    context: Context, typ: str, body: Any, key: SigningKey, statement: bytes, publics: Sequence[bytes], **edits: Any
) -> bytes:
    """Seal and sign anything, like a program that checks nothing of what it seals."""
    manifest = edits.pop("manifest", ())
    protected = header(context, kids_of(publics), manifest, **edits)
    inner = jcs({"typ": typ, "body": body, "attachments": []})
    return close(protected, (inner, key.sign("tolerant/v1/inner", protected, inner), statement), publics)


def written(protected: bytes, commit: bytes, wraps: Sequence[bytes], nonce: bytes, ct: bytes) -> bytes:
    sealed = {"protected": b64u(protected), "commit": b64u(commit), "nonce": b64u(nonce), "ct": b64u(ct)}
    return jcs({**sealed, "wraps": [b64u(one) for one in wraps]})


def crack(envelope: Envelope, keys: Collection[SealingKey]) -> Cracked | None:
    """Try every key on every wrap, whatever names stand above it."""
    for key in keys:
        for sealed in envelope.wraps:
            try:
                cek = key.unwrap(sealed, lp("tolerant/v1/wrap", envelope.protected, key.public))
                body = blake2b(lp("tolerant/v1/body", envelope.protected), key=cek)
                aad = lp(envelope.protected, envelope.commit)
                padded = crypto_aead_xchacha20poly1305_ietf_decrypt(envelope.ct, aad, envelope.nonce, body)
            except Tampered:
                continue
            inner, signature, statement = unlp(sodium_unpad(padded, len(padded)), 3)
            return Cracked(envelope, inner, signature, statement, key.kid)
    return None


def two_letters_in_one(protected: bytes, publics: tuple[bytes, bytes]) -> bytes:
    """Make one ciphertext for two readers with a content key each; the commitment is the first one's."""
    ceks, nonce, size = [random(32), random(32)], random(24), BUCKETS[0]

    def key(cek: bytes) -> bytes:
        return blake2b(lp("tolerant/v1/body", protected), key=cek)

    while last_byte(key(ceks[0]), nonce, size) != last_byte(key(ceks[1]), nonce, size):
        ceks[1] = random(32)
    end = last_byte(key(ceks[0]), nonce, size) ^ 0x80  # both texts end where padding begins
    commit = blake2b(lp("tolerant/v1/commit", protected), key=ceks[0])
    text = random(size - 1) + bytes([end])
    ct = equivocating(key(ceks[0]), key(ceks[1]), nonce, lp(protected, commit), text)
    pairs = zip(ceks, publics, strict=True)
    return written(protected, commit, [wrap(c, p, lp("tolerant/v1/wrap", protected, p)) for c, p in pairs], nonce, ct)


def _edited(one: Envelope, **edits: Any) -> Envelope:
    return replace(one, protected=jcs({**json.loads(one.protected), **edits}))


MANGLES: dict[str, Callable[[Envelope, Envelope], Envelope]] = {
    "wraps swapped": lambda one, _: replace(one, wraps=one.wraps[::-1]),
    "wraps of another letter": lambda one, other: replace(one, wraps=other.wraps),
    "one wrap twice": lambda one, _: replace(one, wraps=(one.wraps[0],) * len(one.wraps)),
    "a wrap stripped": lambda one, _: replace(one, wraps=one.wraps[1:]),
    "commitment of another letter": lambda one, other: replace(one, commit=other.commit),
    "nonce of another letter": lambda one, other: replace(one, nonce=other.nonce),
    "ciphertext of another letter": lambda one, other: replace(one, ct=other.ct),
    "content of another letter": lambda one, other: replace(one, commit=other.commit, nonce=other.nonce, ct=other.ct),
    "header of another letter": lambda one, other: replace(one, protected=other.protected),
    "header and wraps of another letter": lambda one, other: replace(one, protected=other.protected, wraps=other.wraps),
    "one bit of the ciphertext": lambda one, _: replace(one, ct=bytes([one.ct[0] ^ 1]) + one.ct[1:]),
    "longer": lambda one, _: _edited(one, exp=2**40),
    "the next place": lambda one, _: _edited(one, seq=one.header.context.seq + 1),
    "another place before": lambda one, other: _edited(one, prev=b64u(other.env_id)),
    "another referral": lambda one, other: _edited(one, ref=other.header.context.ref),
    "another consent": lambda one, other: _edited(one, consent=b64u(other.header.context.consent)),
    "another recipient": lambda one, other: _edited(one, to=other.header.context.recipient),
    "another sender": lambda one, other: _edited(one, **{"from": other.header.context.sender}),
    "another epoch": lambda one, _: _edited(one, epoch=one.header.context.epoch + 1),
    "readers in another order": lambda one, _: _edited(one, rcpt=json.loads(one.protected)["rcpt"][::-1]),
    "an old suite": lambda one, _: _edited(one, suite="XW0"),
    "an old version": lambda one, _: _edited(one, v=0),
}
"""What a relay that holds no key can do to a letter."""
