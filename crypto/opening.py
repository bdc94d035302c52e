"""Open: believe nothing until every check has passed. Ends only; a node never imports this (SPEC.md section 8)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt, sodium_unpad
from nacl.exceptions import CryptoError as SodiumError

from crypto.attachments import Attachment, check_named, parse_attachments
from crypto.envelope import MOST_BYTES, TAG, Envelope, Header
from crypto.errors import BadSignature, MalformedStatement, NotAllowed, NotForYou, Tampered
from crypto.format import blake2b, exact, lp, strict_json, unlp
from crypto.keys import DELETED, SIGNATURE, SealingKey, verify
from crypto.log_entries import verify_as
from crypto.sealing import TYPES, manifest_of
from crypto.signing import DeviceStatement


@dataclass(frozen=True, slots=True)
class Expect:
    """Say what the reader is waiting for, so that an envelope cannot answer another question.

    `me` is the reader's member id: the recipient's, or the sender's for its own copy. `consent` is the token's hash;
    `now` unix seconds. What is None is not pinned. `feedback_key` (32 bytes) is her key out of the consent token, for
    an envelope that comes from herself.
    """

    me: str
    ref: str
    consent: bytes
    now: int
    sender: str | None = None
    listing: str | None = None
    version: int | None = None
    seq: int | None = None
    prev: bytes | None = None
    feedback_key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """Hold what an envelope says, after every check."""

    typ: str
    body: Any = field(repr=False)
    header: Header
    env_id: bytes
    device: DeviceStatement | None
    """Who sealed it; None when it comes from the woman herself."""
    attachments: tuple[Attachment, ...] = ()
    """What it says of the files sealed beside it, sorted by id; each is named by one block of the body."""
    statement: bytes = field(default=b"", repr=False)
    """The `device.v1` that vouches for the device; empty when it comes from the woman herself."""


def open_(
    data: bytes | str,
    *,
    keys: Sequence[SealingKey],
    expect: Expect,
    officers: Collection[bytes],
    k: int = 1,
    cek: bytes | None = None,
) -> Opened:
    """Open an envelope with one of the reader's keys; `officers` are the sending member's pinned officer keys.

    `k` of them must have vouched for the device that sealed it. `cek` is the content key of a reader who has it from a
    case key (section 24), and then no wrap is looked at.

    Raises:
        MalformedEnvelope: it has another form.
        UnsupportedVersion: it is of another version or suite.
        NotForYou: none of the keys is a recipient.
        Tampered: it was changed, or made wrongly on purpose.
        NotAllowed: it is whole, but is not what the reader waits for, is too late, or is not vouched for.
    """
    envelope = Envelope.parse(data)
    _belongs(envelope.header, expect)
    plain = _decrypt(envelope, content_key(envelope, keys) if cek is None else cek)
    try:
        inner, signature, statement = unlp(plain, 3)
    except ValueError:
        raise Tampered from None
    device = _vouched(envelope.header, statement, signature, expect, (officers, k))
    public = device.sign if device else expect.feedback_key
    try:
        verify(public or b"", signature, "tolerant/v1/inner", envelope.protected, inner)
        said = exact(strict_json(inner, most=MOST_BYTES), "typ", "body", "attachments")
        attachments = parse_attachments(said["attachments"])
    except (BadSignature, ValueError):
        raise Tampered from None
    if said["typ"] not in TYPES:
        raise Tampered
    _declared(envelope.header, said["typ"], said["body"], attachments)
    return Opened(said["typ"], said["body"], envelope.header, envelope.env_id, device, attachments, statement)


def _belongs(header: Header, expect: Expect) -> None:
    at = header.context
    if expect.me not in (at.recipient, at.sender):
        raise NotForYou
    pinned = (
        ("referral", at.ref, expect.ref),
        ("consent", at.consent, expect.consent),
        ("sender", at.sender, expect.sender),
        ("listing", at.listing, expect.listing),
        ("version", at.version, expect.version),
        ("order", at.seq, expect.seq),
        ("order", at.prev, expect.prev),
    )
    for reason, found, wanted in pinned:
        if wanted is not None and found != wanted:
            raise NotAllowed(reason)
    if at.expires <= expect.now:
        raise NotAllowed("expired")


def content_key(envelope: Envelope, keys: Sequence[SealingKey]) -> bytes:
    """Take the content key (32 bytes) out of the wrap for one of these keys; it is not held to the commitment yet.

    Raises:
        NotForYou: none of them is a recipient, or its wrap was deleted.
        Tampered: the wrap was changed.
    """
    for key in keys:
        if key.kid in envelope.header.rcpt:
            sealed = envelope.wraps[envelope.header.rcpt.index(key.kid)]
            if sealed != DELETED:
                return key.unwrap(sealed, lp("tolerant/v1/wrap", envelope.protected, key.public))
    raise NotForYou


def committed(envelope: Envelope, cek: bytes) -> bool:
    """Say whether a content key is the one that an envelope's sender committed to."""
    return compare_digest(blake2b(lp("tolerant/v1/commit", envelope.protected), key=cek), envelope.commit)


def _decrypt(envelope: Envelope, cek: bytes) -> bytes:
    if not committed(envelope, cek):
        raise Tampered
    body_key = blake2b(lp("tolerant/v1/body", envelope.protected), key=cek)
    try:
        padded = crypto_aead_xchacha20poly1305_ietf_decrypt(
            envelope.ct, lp(envelope.protected, envelope.commit), envelope.nonce, body_key
        )
        return bytes(sodium_unpad(padded, len(envelope.ct) - TAG))
    except (SodiumError, ValueError):
        raise Tampered from None


def _vouched(
    header: Header, statement: bytes, signature: bytes, expect: Expect, officers: tuple[Collection[bytes], int]
) -> DeviceStatement | None:
    if len(signature) != SIGNATURE:
        raise Tampered
    if header.context.sender == "":
        if statement or expect.feedback_key is None:
            raise NotAllowed("device")
        return None
    try:
        device = verify_as(DeviceStatement, statement, *officers)
    except (MalformedStatement, BadSignature):
        raise NotAllowed("device") from None
    if device.member != header.context.sender or not device.nbf <= expect.now < device.exp:
        raise NotAllowed("device")
    return device


def _declared(header: Header, typ: str, body: Any, attachments: tuple[Attachment, ...]) -> None:
    """Hold the content against what its sender declared to the node (domain: disclosure manifest)."""
    try:
        declared = manifest_of(typ, body)
        check_named(body, attachments)
    except (ValueError, AttributeError, TypeError):
        raise NotAllowed("manifest-mismatch") from None
    if declared != header.manifest:
        raise NotAllowed("manifest-mismatch")
