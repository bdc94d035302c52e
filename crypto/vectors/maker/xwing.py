"""X-Wing and HPKE base mode by hand, with an encapsulation that is the same each time.

Sources: draft-connolly-cfrg-xwing-kem sections 5.2 to 5.4; RFC 9180 sections 4 and 5.1; draft-ietf-hpke-pq (KEM
0x647a); FIPS 203 through kyber-py.
"""

import hashlib
import hmac
from functools import cache

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from kyber_py.ml_kem import ML_KEM_768

_SUITE = b"HPKE" + bytes.fromhex("647a00010003")  # X-Wing, HKDF-SHA256, ChaCha20-Poly1305
_LABEL = b"\\.//^\\"
_MLKEM_PUBLIC = 1184


@cache
def seal_public(seed: bytes) -> bytes:
    """Give the X-Wing public key of a seed (1,216 bytes)."""
    expanded = hashlib.shake_256(seed).digest(96)
    public, _ = ML_KEM_768._keygen_internal(expanded[:32], expanded[32:64])
    return bytes(public) + X25519PrivateKey.from_private_bytes(expanded[64:]).public_key().public_bytes_raw()


def encapsulate(public: bytes, eseed: bytes) -> tuple[bytes, bytes]:
    """Give a shared secret and its ciphertext; `eseed` is 64 bytes: 32 for ML-KEM-768, 32 for X25519."""
    shared, ciphertext = ML_KEM_768._encaps_internal(public[:_MLKEM_PUBLIC], eseed[:32])
    curve = public[_MLKEM_PUBLIC:]
    ephemeral = X25519PrivateKey.from_private_bytes(eseed[32:])
    sent = ephemeral.public_key().public_bytes_raw()
    exchanged = ephemeral.exchange(X25519PublicKey.from_public_bytes(curve))
    return combine(bytes(shared), exchanged, sent, curve), bytes(ciphertext) + sent


def combine(shared: bytes, exchanged: bytes, sent: bytes, curve: bytes) -> bytes:
    """Combine both secrets as X-Wing does."""
    return hashlib.sha3_256(shared + exchanged + sent + curve + _LABEL).digest()


def low_order(public: bytes, eseed: bytes) -> tuple[bytes, bytes]:
    """Encapsulate with the X25519 point zero, whose shared secret is zero whoever receives it."""
    shared, ciphertext = ML_KEM_768._encaps_internal(public[:_MLKEM_PUBLIC], eseed[:32])
    return combine(bytes(shared), bytes(32), bytes(32), public[_MLKEM_PUBLIC:]), bytes(ciphertext) + bytes(32)


def schedule(shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Give HPKE's key and base nonce in base mode."""
    context = b"\0" + _extract(b"", b"psk_id_hash", b"") + _extract(b"", b"info_hash", info)
    secret = _extract(shared, b"secret", b"")
    return _expand(secret, b"key", context, 32), _expand(secret, b"base_nonce", context, 12)


def hpke(public: bytes, info: bytes, plain: bytes, eseed: bytes, aad: bytes = b"") -> bytes:
    """Seal one message: the ciphertext of X-Wing (1,120 bytes), then that of ChaCha20-Poly1305."""
    return finish(encapsulate(public, eseed), info, plain, aad)


def finish(encapsulated: tuple[bytes, bytes], info: bytes, plain: bytes, aad: bytes = b"") -> bytes:
    """Seal one message with what was encapsulated."""
    shared, sent = encapsulated
    key, nonce = schedule(shared, info)
    return sent + ChaCha20Poly1305(key).encrypt(nonce, plain, aad)


def _extract(salt: bytes, label: bytes, data: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + _SUITE + label + data, "sha256")


def _expand(secret: bytes, label: bytes, context: bytes, size: int) -> bytes:
    info = size.to_bytes(2, "big") + b"HPKE-v1" + _SUITE + label + context
    return hmac.digest(secret, info + b"\1", "sha256")[:size]
