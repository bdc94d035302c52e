"""What callers send to the network's door."""

import strawberry

from crypto.keys import SEAL_PUBLIC, SIGN_PUBLIC, SIGNATURE, WRAP
from crypto.pairing import COMMITMENT
from network.api_types import bytes_of
from network.enrolment import Enrolment
from network.model import MemberKind, Role

_KEY = "A key of your own for this act (8 to 100 of A-Z a-z 0-9 - _): the same key again acts once."
_VERSION = "The version that you saw."


@strawberry.input(description="An organisation to admit.")
class AdmitMemberInput:
    """Name a new organisation."""

    name: str = strawberry.field(description="Its name.")
    country: str = strawberry.field(description="Its country, ISO 3166-1 alpha-2.")
    kind: MemberKind = strawberry.field(description="What it is in the network.")
    administrator: str = strawberry.field(description="How the person who sets it up is shown.")
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="An organisation to suspend or reinstate.")
class MemberStateInput:
    """Name an organisation as it was seen."""

    member_id: strawberry.ID = strawberry.field(description="The organisation.")
    statement: str = strawberry.field(
        description="The board's `suspended.v1` (one of it for 72 hours) or, to reinstate, `vetted.v1`; base64url."
    )
    expected_version: int = strawberry.field(description=_VERSION)
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="A colleague to invite.")
class InviteStaffInput:
    """Name a colleague."""

    display_name: str = strawberry.field(description="How she is shown.")
    roles: list[Role] = strawberry.field(description="What she may do.")
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="A device that made its own keys.")
class EnrolDeviceInput:
    """Hold what a new device says of itself."""

    invitation: str = strawberry.field(description="The one-time invitation.")
    sign_key: str = strawberry.field(description="Its Ed25519 public key, base64url.")
    seal_key: str = strawberry.field(description="Its X-Wing public key, base64url.")
    proof: str = strawberry.field(
        description="Its signature over the invitation and both keys, label `tolerant/v1/enrol`."
    )
    officers: str | None = strawberry.field(
        default=None, description="Founder's device only: the organisation's `officers.v1`, base64url."
    )
    statement: str | None = strawberry.field(
        default=None, description="Founder's device only: its own `device.v1`, base64url."
    )
    commitment: str | None = strawberry.field(
        default=None, description="Every other device: its commitment (SPEC.md section 22), 32 bytes, base64url."
    )

    def to_model(self) -> Enrolment:
        """Give the noun.

        Raises:
            BadBytes: a field is not the bytes that it should be.
        """
        return Enrolment(
            self.invitation,
            bytes_of(self.sign_key, "signKey", SIGN_PUBLIC),
            bytes_of(self.seal_key, "sealKey", SEAL_PUBLIC),
            bytes_of(self.proof, "proof", SIGNATURE),
            bytes_of(self.officers, "officers") if self.officers else None,
            bytes_of(self.statement, "statement") if self.statement else None,
            bytes_of(self.commitment, "commitment", COMMITMENT) if self.commitment else None,
        )


@strawberry.input(description="A device to take in.")
class ApproveDeviceInput:
    """Vouch for a device as it was seen."""

    device_id: strawberry.ID = strawberry.field(description="The device.")
    statement: str = strawberry.field(description="The `device.v1` about it that `k` officers signed, base64url.")
    expected_version: int = strawberry.field(description=_VERSION)
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="A device to shut out.")
class RevokeDeviceInput:
    """Name a device as it was seen."""

    device_id: strawberry.ID = strawberry.field(description="The device.")
    statement: str = strawberry.field(
        description="An officer's, or the device's own, `device-revoked.v1` about it, base64url."
    )
    expected_version: int = strawberry.field(description=_VERSION)
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="An intake seed sealed to one device.")
class IntakeWrapInput:
    """Hold a seed for a device."""

    device_id: strawberry.ID = strawberry.field(description="The device.")
    wrap: str = strawberry.field(description="The seed, sealed to the device's key, base64url.")


def _pairs(wraps: list[IntakeWrapInput]) -> list[tuple[str, bytes]]:
    return [(str(given.device_id), bytes_of(given.wrap, "wraps", WRAP)) for given in wraps]


@strawberry.input(description="The next intake key of your organisation.")
class PublishIntakeKeyInput:
    """Hold an intake key and its wraps."""

    statement: str = strawberry.field(description="Your device's `epoch.v1` about it, base64url.")
    wraps: list[IntakeWrapInput] = strawberry.field(description="Its seed, once for each device that may open post.")
    idempotency_key: str = strawberry.field(description=_KEY)

    def pairs(self) -> list[tuple[str, bytes]]:
        """Give the wraps by device."""
        return _pairs(self.wraps)


@strawberry.input(description="An intake key for devices that came later.")
class AddIntakeWrapsInput:
    """Hold wraps for later devices."""

    epoch: int = strawberry.field(description="The key's number.")
    wraps: list[IntakeWrapInput] = strawberry.field(description="Its seed, once for each device.")
    idempotency_key: str = strawberry.field(description=_KEY)

    def pairs(self) -> list[tuple[str, bytes]]:
        """Give the wraps by device."""
        return _pairs(self.wraps)


@strawberry.input(description="A statement of the board for the key log.")
class PublishStatementInput:
    """Hold what the board says."""

    statement: str = strawberry.field(
        description="A `board.v1`, `policy.v1`, `release.v1` or `vetted.v1` with the signatures it takes, base64url."
    )
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="Who may vouch for your organisation's devices from now on.")
class ChangeOfficersInput:
    """Hold an organisation's own word."""

    statement: str = strawberry.field(
        description="The next `officers.v1`, signed by as many as it takes of the old and of the new, base64url."
    )
    expected_version: int = strawberry.field(description="Your organisation's version that you saw.")
    idempotency_key: str = strawberry.field(description=_KEY)
