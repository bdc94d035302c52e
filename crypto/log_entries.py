"""Entries of the key log: the statements that everybody must see alike, some of them signed by several people.

SPEC.md section 13. An entry is a statement (section 4). What one person may not do alone carries the signatures of
several, over the same bytes, so that nobody ever holds a key for all of them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from crypto.entry_bodies import MOST_SIGNATURES, check_body, some
from crypto.errors import BadSignature, MalformedStatement
from crypto.format import b64u, blake2b, exact, jcs, lp, strict_json, text, unb64u
from crypto.keys import SIGNATURE, SigningKey, sign_kid, verify
from crypto.signing import LONGEST, sign_statement, statement_of

_ID = r"[0-9a-f]{32}"
_LABEL = "tolerant/v1/statement"
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Noun(Protocol[T_co]):
    """Name a kind of entry whose body reads as something of its own, like `DeviceStatement`."""

    KIND: str

    def parse(self, body: dict[str, Any], /) -> T_co:
        """Read a body."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold an entry that is well formed but that nobody has verified yet; `signatures` by the signers' kids."""

    kind: str
    body: dict[str, Any]
    signatures: dict[str, bytes]

    def encode(self) -> bytes:
        """Write it: with one signature as any statement, with 2 to 16 as a list sorted by kid.

        Raises:
            MalformedStatement: another number of signatures, or too long.
        """
        signed = sorted(self.signatures.items())
        if len(signed) == 1:
            (by, signature), said = signed[0], {"typ": self.kind, "body": self.body}
            data = jcs({**said, "by": by, "sig": b64u(signature)})
        else:
            sigs = [{"by": by, "sig": b64u(signature)} for by, signature in signed]
            data = jcs({"typ": self.kind, "body": self.body, "sigs": sigs})
        if not 1 <= len(signed) <= MOST_SIGNATURES or len(data) > LONGEST:
            raise MalformedStatement
        return data


def sign_entry(kind: str, body: dict[str, Any], *keys: SigningKey) -> bytes:
    """Sign an entry of a kind with one key or several.

    Raises:
        MalformedStatement: the body is not one of this kind, a key stands twice, or there are too many.
    """
    check_body(kind, body)
    if not keys:
        raise MalformedStatement
    entry = sign_statement(kind, body, keys[0])
    for key in keys[1:]:
        entry = add_signature(entry, key)
    return entry


def add_signature(entry: bytes, key: SigningKey) -> bytes:
    """Sign what others have signed, after reading it; gives the entry with one signature more.

    Raises:
        MalformedStatement: it is no entry, this key has signed it, or there are too many signatures.
    """
    read = read_entry(entry)
    if key.kid in read.signatures:
        raise MalformedStatement
    signature = key.sign(_LABEL, read.kind, jcs(read.body))
    return Entry(read.kind, read.body, {**read.signatures, key.kid: signature}).encode()


def words_hash(salt: bytes, words: bytes) -> bytes:
    """Hash the words of a listing as they are shown (SPEC.md section 13); `salt` is 32 bytes, and so is the hash."""
    return blake2b(lp("tolerant/v1/listing-words", salt, words))


def read_entry(data: bytes) -> Entry:
    """Read an entry's form and the body of its kind, without believing it.

    Raises:
        MalformedStatement: it has another form, or is of a kind that the log does not hold.
    """
    entry = _form(data)
    check_body(entry.kind, entry.body)
    return entry


def verify_entry(data: bytes, kind: str, keys: Collection[bytes], k: int) -> dict[str, Any]:
    """Believe an entry only if at least `k` of these public keys signed it as this kind; gives its body.

    Signatures of other keys are passed over: a change of the board carries those of the old and those of the new.

    Raises:
        MalformedStatement: it has another form, or is of another kind.
        BadSignature: fewer than `k` of the keys signed it, or a signature in one of their names is false.
    """
    entry = read_entry(data)
    if entry.kind != kind:
        raise MalformedStatement
    _signed(entry, keys, k)
    return entry.body


def verify_as(noun: Noun[T], data: bytes, keys: Collection[bytes], k: int) -> T:
    """Believe an entry as `verify_entry` does, and give what it says, like a `DeviceStatement`; its body is read once.

    Raises:
        MalformedStatement, BadSignature: as `verify_entry`.
    """
    entry = _form(data)
    if entry.kind != noun.KIND:
        raise MalformedStatement
    said = noun.parse(entry.body)
    _signed(entry, keys, k)
    return said


def count_signers(entry: Entry, keys: Collection[bytes]) -> int:
    """Count those of these public keys that signed an entry that was read.

    Raises:
        BadSignature: a signature in one of their names is false.
    """
    known = {sign_kid(public): public for public in keys}
    signers, said = known.keys() & entry.signatures.keys(), jcs(entry.body)
    for by in signers:
        verify(known[by], entry.signatures[by], _LABEL, entry.kind, said)
    return len(signers)


def _form(data: bytes) -> Entry:
    try:
        fields = strict_json(data, most=LONGEST)
        if not isinstance(fields, dict) or "sigs" not in fields:
            one = statement_of(fields)
            return Entry(one.kind, one.body, {one.by: one.signature})
        exact(fields, "body", "sigs", "typ")
        signed = [exact(one, "by", "sig") for one in some(fields["sigs"], 2, MOST_SIGNATURES)]
        found = {text(one["by"], _ID): unb64u(one["sig"], SIGNATURE) for one in signed}
        entry = Entry(text(fields["typ"], r".+"), fields["body"], found)
        if entry.encode() != data:
            raise MalformedStatement
    except ValueError:
        raise MalformedStatement from None
    return entry


def _signed(entry: Entry, keys: Collection[bytes], k: int) -> None:
    if not 1 <= k <= count_signers(entry, keys):
        raise BadSignature
