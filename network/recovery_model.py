"""The nouns of recovery: what was opted in to, and who asks for it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class RequestState(StrEnum):
    """Say how far a request for a recovery has come."""

    WAITING = "WAITING"
    STOPPED = "STOPPED"
    DONE = "DONE"


@dataclass(frozen=True, slots=True)
class Recovery:
    """Hold the statement that an organisation opted in with (`recovery.v1`)."""

    ceremony: str
    statement: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RecoveryRequest:
    """Hold one new device's request; anybody in the organisation can stop it until `ripe_at`."""

    device_id: str
    member_id: str
    ceremony: str
    sign_key: bytes = field(repr=False)
    seal_key: bytes = field(repr=False)
    requested_at: datetime
    ripe_at: datetime
    state: RequestState


@dataclass(frozen=True, slots=True)
class RecoveryWrap:
    """Hold an intake seed sealed to the recovery key, and the public key that the seed must give."""

    epoch: int
    wrap: bytes = field(repr=False)
    public_key: bytes
