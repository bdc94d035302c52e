"""The key of one case inside an organisation: only colleagues on it open it, and post keys can end (SPEC.md 24)."""

from dataclasses import dataclass

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt, crypto_aead_xchacha20poly1305_ietf_encrypt
from nacl.exceptions import CryptoError as SodiumError
from nacl.utils import random

from crypto.errors import BadKey, Tampered
from crypto.format import blake2b, lp
from crypto.keys import SEED, WRAP, SealingKey, wrap

LETTER_KEY = 72
"""Bytes of the key of one letter, closed under a case key: a nonce of 24, the key, a tag of 16."""
_NONCE = 24


@dataclass(frozen=True, slots=True)
class Case:
    """Say whose case key it is, of which referral, and the how-manieth (from 1); all of it is authenticated."""

    member: str
    ref: str
    number: int

    def _said(self, label: str, *more: str) -> bytes:
        return lp(label, self.member, self.ref, str(self.number), *more)

    def wrap_info(self, to: str) -> bytes:
        """Say for whom a wrap is: a device's id, or the name of the ceremony whose recovery key it is sealed to."""
        return self._said("tolerant/v1/case-wrap", to)

    def letter_key(self, case_key: bytes) -> bytes:
        """Give the key (32 bytes) that closes the keys of this case's letters."""
        return blake2b(self._said("tolerant/v1/case-letter"), key=case_key)


def new_case_key() -> bytes:
    """Make a case key (32 random bytes)."""
    return random(SEED)


def wrap_case_key(case_key: bytes, to_public: bytes, case: Case, *, to: str) -> bytes:
    """Hand a case key to one device, or to the recovery key (1,168 bytes).

    Raises:
        BadKey: the case key is not 32 bytes, or the public key is not usable.
    """
    if len(case_key) != SEED:
        raise BadKey
    return wrap(case_key, to_public, case.wrap_info(to))


def unwrap_case_key(data: bytes, key: SealingKey, case: Case, *, to: str) -> bytes:
    """Take the case key out of a wrap made for this device and case (32 bytes).

    Raises:
        Tampered: it was made for another device, case or number, or was changed.
    """
    if len(data) != WRAP:
        raise Tampered
    return key.unwrap(data, case.wrap_info(to))


def close_letter_key(cek: bytes, case_key: bytes, case: Case, env_id: bytes) -> bytes:
    """Close the content key of one letter under a case key (72 bytes).

    Raises:
        BadKey: one of the two is not 32 bytes.
    """
    if len(cek) != SEED or len(case_key) != SEED:
        raise BadKey
    nonce = random(_NONCE)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(cek, env_id, nonce, case.letter_key(case_key))


def open_letter_key(data: bytes, case_key: bytes, case: Case, env_id: bytes) -> bytes:
    """Give the content key of one letter (32 bytes); whether it is the letter's own, its commitment says.

    Raises:
        Tampered: it is of another letter, case or number, or was changed.
    """
    if len(data) != LETTER_KEY or len(case_key) != SEED:
        raise Tampered
    try:
        key = case.letter_key(case_key)
        return crypto_aead_xchacha20poly1305_ietf_decrypt(data[_NONCE:], env_id, data[:_NONCE], key)
    except SodiumError:
        raise Tampered from None
