"""What the keys of a case look like over GraphQL, and what devices bring of them."""

import strawberry

from crypto.cases import LETTER_KEY
from crypto.format import b64u
from crypto.keys import WRAP
from referrals import case_model
from referrals.api_consent_inputs import KEY, VERSION, octets
from referrals.assigning import Assignment


@strawberry.type(description="A case key, sealed to your device.")
class CaseKey:
    """Show one case key to one device."""

    number: int = strawberry.field(description="Its number; the newest one counts.")
    wrap: str | None = strawberry.field(description="The key, sealed to your device, base64url; null if it is not.")
    renew: bool = strawberry.field(description="Whether somebody who left the case knows it, so that it is renewed.")


@strawberry.type(description="The key of one letter, closed under a case key.")
class CaseLetter:
    """Show the key of one letter."""

    envelope_id: str = strawberry.field(description="The envelope's id, base64url.")
    number: int = strawberry.field(description="The number of the case key.")
    sealed: str = strawberry.field(description="The letter's content key under it, base64url.")


@strawberry.type(description="Who of your organisation is on a case, and its keys (crypto/SPEC.md section 24).")
class CaseKeys:
    """Show a case to a colleague who is on it, or who can put others on it."""

    holders: list[strawberry.ID] = strawberry.field(description="The people who are on it, by staff id.")
    barred: list[strawberry.ID] = strawberry.field(description="Those whom a conflict of interest is about.")
    keys: list[CaseKey] = strawberry.field(description="Its keys, newest first.")
    letters: list[CaseLetter] = strawberry.field(description="The keys of its letters.")
    missing: list[strawberry.ID] = strawberry.field(
        description="Devices, and the recovery ceremony, that should have the newest key and do not."
    )
    settled: bool = strawberry.field(description="Whether nothing is left that opens it past the newest key.")

    @classmethod
    def of(cls, one: case_model.Case, device_id: str) -> "CaseKeys":
        """Translate, for one device."""
        wraps = [(key, key.wraps.get(device_id)) for key in one.keys]
        return cls(
            holders=[strawberry.ID(staff) for staff in sorted(one.team.holders)],
            barred=[strawberry.ID(staff) for staff in sorted(one.team.barred)],
            keys=[CaseKey(number=k.number, wrap=b64u(w) if w else None, renew=k.exposed) for k, w in wraps],
            letters=[
                CaseLetter(envelope_id=b64u(env_id), number=key.number, sealed=b64u(sealed))
                for key in one.keys
                for env_id, sealed in key.letters.items()
            ],
            missing=[strawberry.ID(reader) for reader in one.missing],
            settled=one.settled,
        )


@strawberry.type(description="A case key that was sealed to the recovery key.")
class RecoveredCaseKey:
    """Show one recovered case key."""

    referral_id: strawberry.ID = strawberry.field(description="The referral.")
    number: int = strawberry.field(description="Its number.")
    wrap: str = strawberry.field(description="The key, sealed to the recovery key, base64url.")


@strawberry.type(description="The case keys that were sealed to the recovery key, for a recovered device.")
class RecoveredCaseKeys:
    """Hold a page of recovered case keys."""

    keys: list[RecoveredCaseKey] = strawberry.field(description="The keys of this page.")
    more: bool = strawberry.field(description="Whether more follow.")


@strawberry.input(description="A case key sealed to one reader.")
class CaseWrapInput:
    """Name a reader."""

    reader: strawberry.ID = strawberry.field(description="A device's id, or the name of the recovery ceremony.")
    wrap: str = strawberry.field(description="The case key sealed to it, base64url.")


@strawberry.input(description="The key of one letter under the case key.")
class CaseLetterInput:
    """Name a letter."""

    envelope_id: str = strawberry.field(description="The envelope's id, base64url.")
    sealed: str = strawberry.field(description="Its content key under the case key, base64url.")


@strawberry.input(description="A case key, as a device of your organisation made it.")
class CaseKeyInput:
    """Bring a case key."""

    number: int = strawberry.field(description="Its number: that of the newest one, or the next.")
    wraps: list[CaseWrapInput] = strawberry.field(description="The key sealed to readers; of a new one, to all.")
    letters: list[CaseLetterInput] = strawberry.field(description="The keys of letters; of a new one, of all.")

    def handed(self) -> case_model.Handed:
        """Read the bytes.

        Raises:
            BadBytes: they have another form or length.
        """
        wraps = [(str(one.reader), octets(one.wrap, "caseKey", WRAP)) for one in self.wraps]
        letters = [
            (octets(one.envelope_id, "caseKey", 32), octets(one.sealed, "caseKey", LETTER_KEY)) for one in self.letters
        ]
        return case_model.Handed(self.number, tuple(wraps), tuple(letters))


@strawberry.input(description="Keep a case key, or more of the newest one.")
class KeepCaseKeyInput:
    """Bring a case key for one referral."""

    referral_id: strawberry.ID = strawberry.field(description="The referral.")
    case_key: CaseKeyInput = strawberry.field(description="The key.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="Delete what opens a case past its newest key.")
class SettleCaseKeyInput:
    """Say which key was read back."""

    referral_id: strawberry.ID = strawberry.field(description="The referral.")
    number: int = strawberry.field(description="The number of the key that your device has read back and opened.")


@strawberry.input(description="Put other colleagues of your organisation on a case.")
class AssignInput:
    """Say who takes a case on, and why."""

    referral_id: strawberry.ID = strawberry.field(description="The referral.")
    to: list[strawberry.ID] = strawberry.field(description="Who is on it from now on, by staff id; all others leave.")
    reason: str = strawberry.field(description="The code of the reason; a wrong one is answered with the right ones.")
    conflict: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Whom a conflict of interest is about: they never get the key again."
    )
    case_key: CaseKeyInput | None = strawberry.field(
        default=None, description="The case's new key; null leaves it to the next device that opens the case."
    )
    expected_version: int = strawberry.field(description=VERSION)
    idempotency_key: str = strawberry.field(description=KEY)

    def assignment(self) -> Assignment:
        """Translate."""
        handed = self.case_key.handed() if self.case_key else None
        return Assignment(tuple(map(str, self.to)), self.reason, tuple(map(str, self.conflict)), handed)
