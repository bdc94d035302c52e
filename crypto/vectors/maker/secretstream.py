"""libsodium's secretstream (XChaCha20-Poly1305) by hand, out of OpenSSL's ChaCha20 and Poly1305.

Source: libsodium, `crypto_secretstream/xchacha20poly1305`; rekeying is left out, for nobody here counts that far.
"""

import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20
from cryptography.hazmat.primitives.poly1305 import Poly1305

from .primitives import hchacha

MESSAGE, FINAL = 0, 3


class Push:
    """Seal one chunk after the other; `header` (24 bytes) stands for chance."""

    def __init__(self, key: bytes, header: bytes) -> None:
        self.key = hchacha(key, header[:16])
        self.inner = header[16:]
        self.counter = 1

    def _chacha(self, block: int, data: bytes) -> bytes:
        nonce = struct.pack("<II", block, self.counter) + self.inner
        return Cipher(ChaCha20(self.key, nonce), None).encryptor().update(data)

    def chunk(self, plain: bytes, ad: bytes, tag: int) -> bytes:
        """Seal a chunk; the next one depends on it."""
        poly = Poly1305(self._chacha(0, bytes(64))[:32])
        poly.update(ad + bytes(-len(ad) % 16))
        first = self._chacha(1, bytes([tag]) + bytes(63))
        poly.update(first)
        sealed = self._chacha(2, plain)
        poly.update(sealed + bytes(len(plain) % 16))  # sic: libsodium fills up by this many
        poly.update(struct.pack("<QQ", len(ad), 64 + len(plain)))
        mac = poly.finalize()
        self.inner = bytes(a ^ b for a, b in zip(self.inner, mac, strict=False))
        self.counter += 1
        return first[:1] + sealed + mac
