"""The nouns of the network: who is a member, who works there, on which device."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """Say what a member of staff may do."""

    CASEWORKER = "CASEWORKER"
    INTAKE = "INTAKE"
    ORG_ADMIN = "ORG_ADMIN"
    SECRETARIAT = "SECRETARIAT"
    AUDITOR = "AUDITOR"


class MemberKind(StrEnum):
    """Say what an organisation is in the network."""

    SECRETARIAT = "SECRETARIAT"
    MEMBER = "MEMBER"
    AUDITOR = "AUDITOR"


class MemberState(StrEnum):
    """Say whether an organisation may work in the network."""

    APPLICANT = "APPLICANT"
    ADMITTED = "ADMITTED"
    SUSPENDED = "SUSPENDED"
    LEFT = "LEFT"


class DeviceState(StrEnum):
    """Say whether a device may sign in."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True)
class Caller:
    """Say who is asking: one person's device of one organisation, and what she may do there.

    `realm` is `member`, `secretariat` or `auditor`, which row-level security reads; it is empty for somebody not
    signed in.
    """

    member_id: str
    staff_id: str
    device_id: str
    roles: frozenset[Role]
    realm: str


ANONYMOUS = Caller("", "", "", frozenset(), "")


@dataclass(frozen=True, slots=True)
class Member:
    """Name an organisation of the network; `officers` is its own signed word on who may vouch for its devices."""

    id: str
    name: str
    country: str
    kind: MemberKind
    state: MemberState
    officers: bytes | None
    admitted_at: datetime
    version: int
    suspended_until: datetime | None = None
    """When a suspension lapses by itself."""
    braked: bool = False
    """Whether it was suspended by fewer than the board takes: the emergency brake."""
    vouched_until: datetime | None = None
    """Until when the board vouches for it; None before it first did."""


@dataclass(frozen=True, slots=True)
class Board:
    """Name the keys that decide about members, `k` of them together; `seq` is the number of its entry in the log."""

    keys: tuple[bytes, ...]
    k: int
    seq: int


@dataclass(frozen=True, slots=True)
class Staff:
    """Name a person of an organisation, as the organisation wants her shown."""

    id: str
    member_id: str
    display_name: str
    roles: frozenset[Role]
    active: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """Hold a one-time invitation at the only moment at which it is known in full."""

    token: str = field(repr=False)
    member_id: str
    staff_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Device:
    """Name a device by its signing key, and say whether somebody vouches for it."""

    id: str
    member_id: str
    staff_id: str
    sign_key: bytes
    seal_key: bytes
    state: DeviceState
    officer: bool
    statement: bytes | None
    enrolled_at: datetime
    version: int
    expires_at: datetime | None = None
    """Until when it is vouched for."""


@dataclass(frozen=True, slots=True)
class StaffDevice:
    """Show a device with the person who holds it."""

    device: Device
    display_name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Hold what a new device committed itself to, who answered it with which keys and number, and what opens it."""

    device_id: str
    commitment: bytes
    answered_by: str | None
    sign_key: bytes | None
    seal_key: bytes | None
    answer: bytes | None
    opening: bytes | None


@dataclass(frozen=True, slots=True)
class IntakeKey:
    """Hold the key that referrals to an organisation are sealed to, with the statement that vouches for it."""

    member_id: str
    epoch: int
    public_key: bytes
    statement: bytes
    not_before: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class IntakeWrap:
    """Hold an intake seed sealed to one device."""

    epoch: int
    wrap: bytes = field(repr=False)
    public_key: bytes
    statement: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Say who did what to which thing when; never what the thing says."""

    lane: str
    seq: int
    at: datetime
    member_id: str
    staff_id: str
    action: str
    object_type: str
    object_id: str


@dataclass(frozen=True, slots=True)
class EndedEpoch:
    """Name an intake key that a later one has replaced; `kid` is how letters name it."""

    member_id: str
    epoch: int
    kid: bytes


@dataclass(frozen=True, slots=True)
class Post:
    """Hold what a device is told of its organisation's intake keys.

    `over` are the numbers of those that nobody shall keep any more; `renew_by` is when the next one is due, None where
    there was never one.
    """

    wraps: list[IntakeWrap]
    over: list[int]
    renew_by: datetime | None


@dataclass(frozen=True, slots=True)
class SignedState:
    """Hold one state of a key log as its operator signed it: number of entries, root (32 bytes) and note."""

    size: int
    root: bytes
    note: bytes = field(repr=False)
