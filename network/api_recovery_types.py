"""What recovery looks like over GraphQL."""

from datetime import datetime

import strawberry

from crypto.format import b64u
from crypto.keys import SEAL_PUBLIC, SIGN_PUBLIC, SIGNATURE, WRAP
from network import recovery, recovery_model
from network.api_types import bytes_of
from network.recovery import Asked
from network.recovery_model import RequestState

_KEY = "A key of your own for this act (8 to 100 of A-Z a-z 0-9 - _): the same key again acts once."


@strawberry.type(description="One new device's request to take over an organisation whose devices are lost.")
class RecoveryRequest:
    """Show who asks, so that a colleague can stop it."""

    device_id: strawberry.ID = strawberry.field(description="The new device.")
    requested_at: datetime = strawberry.field(description="When it asked.")
    ripe_at: datetime = strawberry.field(description="Until when every device of the organisation can stop it.")
    state: RequestState = strawberry.field(description="How far it has come.")

    @staticmethod
    def of(one: recovery_model.RecoveryRequest) -> "RecoveryRequest":
        """Make it from the noun."""
        return RecoveryRequest(
            device_id=strawberry.ID(one.device_id), requested_at=one.requested_at, ripe_at=one.ripe_at, state=one.state
        )


@strawberry.type(description="What an organisation published about its recovery key.")
class Ceremonial:
    """Show a ceremony; it holds no share and no secret."""

    ceremony: str = strawberry.field(description="The ceremony's name.")
    statement: str = strawberry.field(description="The statement that its officers signed (`recovery.v1`), base64url.")
    expires_at: datetime = strawberry.field(description="Until when its shares count.")

    @staticmethod
    def of(one: recovery_model.Recovery) -> "Ceremonial":
        """Make it from the noun."""
        return Ceremonial(ceremony=one.ceremony, statement=b64u(one.statement), expires_at=one.expires_at)


@strawberry.type(description="What a ceremony published, for whoever holds a share of it.")
class PublishedCeremony:
    """Show what a share is held against."""

    statement: str = strawberry.field(description="The statement that its officers signed (`recovery.v1`), base64url.")
    next_seq: int = strawberry.field(description="The number that the officers of a recovered device must say.")
    needed: int = strawberry.field(description="How many officers decided together before the devices were lost.")


@strawberry.type(description="What your organisation opted in to, and who asked for it.")
class RecoveryStatus:
    """Show what there is."""

    ceremony: Ceremonial | None = strawberry.field(description="What was opted in to; null if nothing.")
    requests: list[RecoveryRequest] = strawberry.field(description="The last requests, newest first, at most 20.")
    missing: list[int] = strawberry.field(
        description="The intake keys that a recovery would not open, because no seed is sealed to its key; add them."
    )


@strawberry.type(description="An intake seed sealed to the recovery key.")
class RecoveryWrap:
    """Show a sealed seed."""

    epoch: int = strawberry.field(description="The intake key's number.")
    wrap: str = strawberry.field(description="The seed, sealed to the recovery key, base64url.")
    public_key: str = strawberry.field(description="The public key that the seed belongs to, base64url.")


@strawberry.type(description="The seeds that the recovery key opens, for the recovered device only.")
class RecoveryWrapList:
    """Hold sealed seeds."""

    wraps: list[RecoveryWrap] = strawberry.field(description="The seeds, newest first.")


@strawberry.type(description="How many seeds are sealed to the recovery key, or whether it ended.")
class RecoveryCount:
    """Tell how many."""

    count: int = strawberry.field(description="The number.")


@strawberry.input(description="An intake seed sealed to the recovery key.")
class RecoveryWrapInput:
    """Hold a sealed seed."""

    epoch: int = strawberry.field(description="The intake key's number.")
    wrap: str = strawberry.field(description="The seed, sealed to the recovery key, base64url.")


def pairs(wraps: list[RecoveryWrapInput]) -> recovery.Wraps:
    """Give sealed seeds by their number.

    Raises:
        BadBytes: one is not as long as a sealed seed.
    """
    return [(one.epoch, bytes_of(one.wrap, "wraps", WRAP)) for one in wraps]


@strawberry.input(description="A ceremony to opt in to.")
class OptInToRecoveryInput:
    """Hold a ceremony's statement and what is sealed to its key."""

    statement: str = strawberry.field(description="The `recovery.v1` that `k` officers signed, base64url.")
    wraps: list[RecoveryWrapInput] = strawberry.field(description="The intake seeds, each sealed to its key.")
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="Later intake seeds for the recovery key.")
class AddRecoveryWrapsInput:
    """Hold later sealed seeds."""

    ceremony: str = strawberry.field(description="The ceremony that counts.")
    wraps: list[RecoveryWrapInput] = strawberry.field(description="The intake seeds, each sealed to its key.")


@strawberry.input(description="A new device that asks to take over.")
class AskForRecoveryInput:
    """Hold a new device's keys and its two proofs."""

    member_id: strawberry.ID = strawberry.field(description="The organisation, which each share names.")
    ceremony: str = strawberry.field(description="The ceremony, which each share names.")
    sign_key: str = strawberry.field(description="The device's Ed25519 public key, base64url.")
    seal_key: str = strawberry.field(description="The device's X-Wing public key, base64url.")
    shares_proof: str = strawberry.field(
        description="The recovery key's signature over the four fields above, label `tolerant/v1/recovery-request`."
    )
    device_proof: str = strawberry.field(
        description="The device's signature over the same, label `tolerant/v1/recovery-device`."
    )

    def to_model(self) -> Asked:
        """Give the noun.

        Raises:
            BadBytes: a field is not the bytes that it should be.
        """
        return Asked(
            str(self.member_id),
            self.ceremony,
            bytes_of(self.sign_key, "signKey", SIGN_PUBLIC),
            bytes_of(self.seal_key, "sealKey", SEAL_PUBLIC),
            bytes_of(self.shares_proof, "sharesProof", SIGNATURE),
            bytes_of(self.device_proof, "deviceProof", SIGNATURE),
        )


@strawberry.input(description="A recovery to finish, a day after it was asked for.")
class FinishRecoveryInput:
    """Hold who vouches for the organisation from now on."""

    member_id: strawberry.ID = strawberry.field(description="The organisation.")
    device_id: strawberry.ID = strawberry.field(description="The device that asked.")
    officers: str = strawberry.field(
        description="The `officers.v1` that names the device alone, signed by the recovery key and by it, base64url."
    )
    statement: str = strawberry.field(description="The device's own `device.v1`, base64url.")
