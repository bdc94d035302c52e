"""Seal and open a file chunk by chunk, in constant memory. Ends only; a node never imports this (SPEC.md section 18).

Source of the construction: libsodium's secretstream (XChaCha20-Poly1305).
"""

import hashlib
from typing import BinaryIO

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)
from nacl.exceptions import CryptoError as SodiumError

from crypto.attachments import CHUNK, HASH, HEADER, MOST, OVERHEAD, Attachment, padded_size, sealed_size
from crypto.errors import NotAllowed, Tampered
from crypto.format import blake2b, lp

_MESSAGE = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = crypto_secretstream_xchacha20poly1305_TAG_FINAL


def seal_stream(source: BinaryIO, target: BinaryIO, *, att_id: str, key: bytes, size: int, mime: str) -> Attachment:
    """Seal a file of `size` bytes under a random key of its own (32 bytes); gives what the letter says of it.

    Raises:
        NotAllowed: `too-large`; or `form`: it is empty, not `size` bytes long, or of a kind that no reader takes.
    """
    if size > MOST:
        raise NotAllowed("too-large")
    try:
        made = Attachment.parse(Attachment(att_id, key, bytes(HASH), size, mime).to_json())
    except ValueError:
        raise NotAllowed("form") from None
    state = crypto_secretstream_xchacha20poly1305_state()
    header = crypto_secretstream_xchacha20poly1305_init_push(state, _stream_key(made))
    target.write(header)
    hashed, left, last = hashlib.blake2b(header, digest_size=HASH), size, padded_size(size) // CHUNK - 1
    for index in range(last + 1):
        plain = source.read(min(CHUNK, left)) if left else b""
        if len(plain) != min(CHUNK, left):
            raise NotAllowed("form")
        left -= len(plain)
        tag = _FINAL if index == last else _MESSAGE
        sealed = crypto_secretstream_xchacha20poly1305_push(state, plain.ljust(CHUNK, b"\0"), _at(made, index), tag)
        hashed.update(sealed)
        target.write(sealed)
    if source.read(1):
        raise NotAllowed("form")
    return Attachment(att_id, key, hashed.digest(), size, mime)


def open_stream(source: BinaryIO, target: BinaryIO, attachment: Attachment) -> None:
    """Open a sealed file; `source` can be read twice. What is in `target` after a refusal must be thrown away.

    Nothing is decrypted before all of it has the size and the hash that the letter says.

    Raises:
        Tampered: it is not whole, or not what the sender signed for, or made wrongly on purpose.
    """
    _check_whole(source, attachment)
    state = crypto_secretstream_xchacha20poly1305_state()
    crypto_secretstream_xchacha20poly1305_init_pull(state, source.read(HEADER), _stream_key(attachment))
    left, last = attachment.size, padded_size(attachment.size) // CHUNK - 1
    for index in range(last + 1):
        sealed = source.read(CHUNK + OVERHEAD)
        try:
            plain, tag = crypto_secretstream_xchacha20poly1305_pull(state, sealed, _at(attachment, index))
        except SodiumError:
            raise Tampered from None
        if tag != (_FINAL if index == last else _MESSAGE) or plain[left:].strip(b"\0"):
            raise Tampered
        target.write(plain[:left])
        left = max(0, left - CHUNK)


def _check_whole(source: BinaryIO, attachment: Attachment) -> None:
    """Go through the sealed file once before any of it is opened."""
    hashed, left = hashlib.blake2b(digest_size=HASH), sealed_size(attachment.size)
    while piece := source.read(CHUNK):
        left -= len(piece)
        hashed.update(piece)
        if left < 0:
            break
    if left or hashed.digest() != attachment.hash:
        raise Tampered
    source.seek(0)


def _stream_key(attachment: Attachment) -> bytes:
    return blake2b(lp("tolerant/v1/attachment", attachment.id), key=attachment.key)


def _at(attachment: Attachment, index: int) -> bytes:
    return lp(attachment.id, index.to_bytes(4, "big"))
