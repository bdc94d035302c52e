"""`seal-1`, `seal-3`, `seal-10` and `open-1`: our seals against the same bytes made with HPKE and libsodium by hand.

By hand means: the same header, as many wraps (an envelope shows 2, 4, 8 or 16), the same padding, signature,
commitment and body, and on opening the same two signatures, but no checks of form, no context, no classes.
"""

import hashlib
import json
import os
from collections.abc import Callable
from functools import partial

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from nacl import bindings

from bench.measure import compare, line
from crypto.envelope import Context
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey, SigningKey
from crypto.opening import Expect, open_
from crypto.sealing import Sender, blocks, seal
from crypto.signing import DeviceStatement, sign_statement

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
A, B, REF, LISTING, NOW, LATER = "a" * 32, "b" * 32, "1" * 32, "2" * 32, 1_800_000_000, 1_900_000_000
N = 150
WRAPS = {1: 2, 3: 4, 10: 16}
"""How many wraps an envelope for so many readers shows."""


def _lp(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _hash(data: bytes, key: bytes = b"") -> bytes:
    return hashlib.blake2b(data, key=key, digest_size=32).digest()


def _public(raw: bytes) -> MLKEM768X25519PublicKey:
    curve = X25519PublicKey.from_public_bytes(raw[1184:])
    return MLKEM768X25519PublicKey(MLKEM768PublicKey.from_public_bytes(raw[:1184]), curve)


def run(only: str | None) -> None:
    """Measure all, or one of them."""
    officer, device, intake = SigningKey.generate(), SigningKey.generate(), SealingKey.generate()
    said = DeviceStatement(A, device.kid, device.public, intake.public, 0, LATER, False)
    statement = sign_statement("device.v1", said.body(), officer)
    context = Context(REF, 0, b"", A, B, LISTING, 1, b"c" * 32, LATER, 1)
    body = blocks({"CONTACT": {"name": "Invented"}, "NEED": {"goal": "German A2", "note": "x" * 600}})
    sender = Sender(device, statement)
    secret = bindings.crypto_sign_seed_keypair(device.seed)[1]
    readers = [intake.public, *(SealingKey.generate().public for _ in range(15))]
    keys = [_public(each) for each in readers]

    def ours(number: int) -> bytes:
        return seal("referral", body, context=context, sender=sender, recipients=readers[:number]).to_bytes()

    sealed = ours(1)
    heads = {number: unb64u(json.loads(ours(number))["protected"]) for number in WRAPS}

    def by_hand(number: int) -> bytes:
        inner = json.dumps({"attachments": [], "body": body, "typ": "referral"}, sort_keys=True).encode()
        head = json.dumps(json.loads(heads[number]), sort_keys=True, separators=(",", ":")).encode()
        cek, nonce = os.urandom(32), os.urandom(24)
        signature = bindings.crypto_sign(_lp(b"tolerant/v1/inner", head, inner), secret)[:64]
        padded = bindings.sodium_pad(_lp(inner, signature, statement), 4096)
        commit = _hash(_lp(b"tolerant/v1/commit", head), cek)
        key = _hash(_lp(b"tolerant/v1/body", head), cek)
        ct = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(padded, _lp(head, commit), nonce, key)
        wraps = [
            SUITE.encrypt(cek, to, info=_lp(b"tolerant/v1/wrap", head, raw))
            for to, raw in zip(keys[: WRAPS[number]], readers, strict=False)
        ]
        parts = {"protected": b64u(head), "commit": b64u(commit), "wraps": [b64u(w) for w in wraps]}
        return json.dumps({**parts, "nonce": b64u(nonce), "ct": b64u(ct)}).encode()

    expect = Expect(B, REF, b"c" * 32, NOW)

    def opened() -> object:
        return open_(sealed, keys=[intake], expect=expect, officers=[officer.public])

    def opened_by_hand() -> object:
        said = json.loads(sealed)
        head = unb64u(said["protected"])
        header = json.loads(head)
        place = header["rcpt"].index(b64u(intake.kid))
        info = _lp(b"tolerant/v1/wrap", head, intake.public)
        cek = SUITE.decrypt(unb64u(said["wraps"][place]), intake._key, info=info)
        commit = _hash(_lp(b"tolerant/v1/commit", head), cek)
        key = _hash(_lp(b"tolerant/v1/body", head), cek)
        padded = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            unb64u(said["ct"]), _lp(head, commit), unb64u(said["nonce"]), key
        )
        plain = bindings.sodium_unpad(padded, 4096)
        size = int.from_bytes(plain[:4], "big")
        inner, signature, word = plain[4 : 4 + size], plain[8 + size : 72 + size], plain[76 + size :]
        bindings.crypto_sign_open(signature + _lp(b"tolerant/v1/inner", head, inner), device.public)
        vouched = json.loads(word)
        signed = json.dumps(vouched["body"], sort_keys=True, separators=(",", ":")).encode()
        message = _lp(b"tolerant/v1/statement", b"device.v1", signed)
        bindings.crypto_sign_open(unb64u(vouched["sig"]) + message, officer.public)
        return json.loads(inner)

    pairs: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        (f"seal-{number}", partial(ours, number), partial(by_hand, number)) for number in WRAPS
    ]
    for name, mine, hand in (*pairs, ("open-1", opened, opened_by_hand)):
        if only in (None, name):
            value, other = compare(mine, hand, N)
            line(name, value * 1000, "ms CPU", "HPKE + libsodium by hand", value / other, N)
