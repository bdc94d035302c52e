"""Signed notes: the log's operator and its witnesses say in a few lines of text what the key log held, and when.

SPEC.md section 15. A key of a note signs nothing else: its text begins with no label. Sources: C2SP signed-note,
tlog-checkpoint and tlog-cosignature (c2sp.org); Ed25519 is verified by libsodium only, as everywhere here.
"""

import binascii
import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from nacl.bindings import crypto_sign_ed25519_pk_to_curve25519
from nacl.exceptions import CryptoError as SodiumError

from crypto.errors import BadCheckpoint, BadKey, BadSignature
from crypto.format import LARGEST
from crypto.keys import SIGN_PUBLIC, SigningKey, verify_bytes

LONGEST = 64 * 1024
MOST_SIGNATURES = 16
ED25519, COSIGNATURE = 1, 4
"""The two types of signatures: the operator's, and a witness's with its time (`cosignature/v1`)."""
_NAME = r"[!-*,-~]{1,255}"
_ANY_NAME = r"[^+\x00-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
"""A name of a key that we do not know: anything without a space of Unicode and without a plus."""
_FIELD = 2**255 - 19
_BASE64 = r"[A-Za-z0-9+/]+={0,2}"


def base64(data: bytes) -> str:
    """Write bytes as base64 with padding, as notes have them."""
    return binascii.b2a_base64(data, newline=False).decode()


def unbase64(text: str, size: int | None = None) -> bytes:
    """Read base64 with padding in its one spelling; `size` is the number of bytes that must come out.

    Raises:
        ValueError: another alphabet, other padding, stray bits, or another size.
    """
    if not re.fullmatch(_BASE64, text):
        raise ValueError("not base64")
    data = binascii.a2b_base64(text, strict_mode=True)
    if base64(data) != text or (size is not None and len(data) != size):
        raise ValueError("another size, or bits that say nothing")
    return data


@dataclass(frozen=True, slots=True)
class Vkey:
    """Know somebody who signs notes by name, type and public key; programs are set up with these, never sent them.

    Raises:
        BadKey: the name has another form, the type is unknown, or the key is not one of the main group of Ed25519.
    """

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        if not re.fullmatch(_NAME, self.name) or self.kind not in (ED25519, COSIGNATURE):
            raise BadKey
        if len(self.public) != SIGN_PUBLIC or int.from_bytes(self.public, "little") % 2**255 >= _FIELD:
            raise BadKey
        try:
            crypto_sign_ed25519_pk_to_curve25519(self.public)  # refuses points of low and of mixed order
        except SodiumError:
            raise BadKey from None

    @property
    def id(self) -> bytes:
        """Name the key in a signature's line (4 bytes)."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:4]

    def encode(self) -> str:
        """Write it in one line: `<name>+<id in hex>+<base64 of type and key>`."""
        return f"{self.name}+{self.id.hex()}+{base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def decode(cls, text: str) -> "Vkey":
        """Read such a line.

        Raises:
            BadKey: it has another form, or its id is another key's.
        """
        name, _, rest = text.partition("+")
        try:
            data = unbase64(rest.partition("+")[2], 1 + SIGN_PUBLIC)
        except ValueError:
            raise BadKey from None
        key = cls(name, data[0], data[1:])
        if key.encode() != text:
            raise BadKey
        return key


@dataclass(frozen=True, slots=True)
class LogKey:
    """Sign the states of one log; the name is the log's origin."""

    name: str
    key: SigningKey

    @property
    def vkey(self) -> Vkey:
        """Give what others know this signer by."""
        return Vkey(self.name, ED25519, self.key.public)

    def sign(self, text: bytes) -> bytes:
        """Sign a note's text; gives the signature's line."""
        return _line(self.vkey, self.key.sign_bytes(text))


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """Say of states of a log that one saw them, and when."""

    name: str
    key: SigningKey

    @property
    def vkey(self) -> Vkey:
        """Give what others know this witness by."""
        return Vkey(self.name, COSIGNATURE, self.key.public)

    def sign(self, text: bytes, time: int) -> bytes:
        """Sign a note's text at a time (unix seconds); gives the signature's line."""
        return _line(self.vkey, time.to_bytes(8, "big") + self.key.sign_bytes(_cosigned(text, time)))


@dataclass(frozen=True, slots=True)
class Note:
    """Hold a note's text, and each known key that signed it with the time it said (None without a time)."""

    text: bytes
    signed: dict[Vkey, int | None]


def open_note(note: bytes, keys: Collection[Vkey]) -> Note:
    """Read a note, verify every signature of a known key, and pass over those of others; `keys` are those one trusts.

    Of several signatures of one key the latest time counts.

    Raises:
        BadCheckpoint: `malformed`; or `signature`: one of a known key does not verify.
    """
    text, lines = split_note(note)
    known = {(key.name, key.id): key for key in keys}
    signed: dict[Vkey, int | None] = {}
    for name, data in lines:
        if key := known.get((name, data[:4])):
            time = _verify(key, text, data[4:])
            signed[key] = time if time is None else max(time, signed.get(key) or 0)
    return Note(text, signed)


def split_note(note: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Take a note apart without believing it: its text, and of each signature the name and the bytes.

    Raises:
        BadCheckpoint: `malformed`.
    """
    try:
        if len(note) > LONGEST or re.search(rb"[\x00-\x09\x0b-\x1f]", note):
            raise ValueError("too long, or a control character")
        note.decode()
        text, gap, rest = note.rpartition(b"\n\n")
        if not gap or not text or not rest.endswith(b"\n"):
            raise ValueError("no text, no signature, or cut off")
        return text + b"\n", list(_signatures(rest.decode()))
    except ValueError:
        raise BadCheckpoint("malformed") from None


def _signatures(lines: str) -> Iterator[tuple[str, bytes]]:
    found = lines[:-1].split("\n")
    if len(found) > MOST_SIGNATURES:
        raise ValueError("too many signatures")
    for line in found:
        parts = re.fullmatch(f"— ({_ANY_NAME}) ({_BASE64})", line)
        data = unbase64(parts[2]) if parts else b""
        if not parts or len(data) < 5:
            raise ValueError("no line of a signature")
        yield parts[1], data


def _verify(key: Vkey, text: bytes, data: bytes) -> int | None:
    try:
        if key.kind == ED25519:
            verify_bytes(key.public, data, text)
            return None
        time = int.from_bytes(data[:8], "big")
        if time > LARGEST:
            raise BadSignature
        verify_bytes(key.public, data[8:], _cosigned(text, time))
        return time
    except BadSignature:
        raise BadCheckpoint("signature") from None


def _cosigned(text: bytes, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n".encode() + text


def _line(key: Vkey, signature: bytes) -> bytes:
    return f"— {key.name} {base64(key.id + signature)}\n".encode()
