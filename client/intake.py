"""The receiving end: open what was sealed to the organisation, decide, serve, give the account."""

from datetime import date
from typing import Any

from client import documents as docs
from client.casework import Casework
from client.errors import NothingToOpen
from crypto import consent as tokens
from crypto.errors import NotForYou
from crypto.keys import SealingKey
from crypto.opening import Expect, Opened, open_
from kit import clock


class Intake(Casework):
    """Receive referrals and answer them."""

    async def inbox(self, *, first: int | None = None, after: str | None = None) -> dict[str, Any]:
        """List the referrals that the organisation received."""
        found: dict[str, Any] = await self.wire.ask(docs.INBOX, first=first, after=after)
        return found

    async def open(self, referral_id: str) -> list[Opened]:
        """Open every letter of a referral that this device may read, after checking who wrote it and for what.

        Raises:
            NothingToOpen: there is none.
            Tampered, NotAllowed, MalformedEnvelope: a letter is not to be trusted.
        """
        referral = await self.referral(referral_id)
        token = await self.token_of(referral)
        keys = [*await self.fetch_intake_keys(), self.keys.sealing]
        opened = []
        for letter in await self.letters(referral_id):
            if letter["data"]:
                try:
                    opened.append(await self._open(letter, referral, token, keys))
                except NotForYou:
                    continue
        if not opened:
            raise NothingToOpen
        return opened

    async def _open(
        self, letter: dict[str, Any], referral: dict[str, Any], token: bytes, keys: list[SealingKey]
    ) -> Opened:
        sender = letter["fromMemberId"]
        expect = Expect(
            me=self.keys.member_id,
            ref=referral["id"],
            consent=tokens.token_hash(token),
            now=int(clock.now().timestamp()),
            sender=sender,
            listing=referral["listingId"],
            version=referral["listingVersion"],
            feedback_key=tokens.parse(token).token.feedback or None,
        )
        officers = await self.officers_of(sender) if sender else []
        return open_(letter["data"], keys=keys, expect=expect, officers=officers)

    async def acknowledge(self, referral_id: str) -> dict[str, Any]:
        """Say that a key holder of the organisation has opened it."""
        return await self.step("acknowledgeReferral", "StepInput", referral_id)

    async def ask_for_information(self, referral_id: str, category: str) -> dict[str, Any]:
        """Ask for a category of facts before deciding."""
        return await self.step("askForInformation", "AskForInformationInput", referral_id, category=category)

    async def accept(self, referral_id: str, first_contact_on: date) -> dict[str, Any]:
        """Say that the organisation will serve her: safe contact read, interpreter answered."""
        return await self.step(
            "acceptReferral",
            "AcceptInput",
            referral_id,
            firstContactOn=first_contact_on.isoformat(),
            safeContactRead=True,
            interpreterAnswered=True,
        )

    async def waitlist(self, referral_id: str, expected_on: date) -> dict[str, Any]:
        """Say that she has to wait for a place."""
        return await self.step("waitlistReferral", "WaitlistInput", referral_id, expectedOn=expected_on.isoformat())

    async def decline(self, referral_id: str, decline_class: str, detail: dict[str, Any] | None) -> dict[str, Any]:
        """Say that the organisation will not serve her; the exact reason is sealed to the sender."""
        sealed = await self.seal_letter(referral_id, "status", detail) if detail else None
        return await self.step(
            "declineReferral",
            "DeclineInput",
            referral_id,
            declineClass=decline_class,
            envelope=sealed.decode() if sealed else None,
        )

    async def start(self, referral_id: str, on: date) -> dict[str, Any]:
        """Say that the first contact took place."""
        return await self.step("startService", "StartInput", referral_id, startedOn=on.isoformat())

    async def report_outcome(self, referral_id: str, outcome: str, account: dict[str, Any] | None) -> dict[str, Any]:
        """Give the organisation's account: the class in clear, the rest sealed to the sender."""
        sealed = await self.seal_letter(referral_id, "status", account) if account else None
        return await self.step(
            "reportOutcome",
            "ReportOutcomeInput",
            referral_id,
            outcomeClass=outcome,
            envelope=sealed.decode() if sealed else None,
        )
