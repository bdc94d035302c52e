"""The receiving end: decide, serve, give the account."""

from datetime import date
from typing import Any

from client import documents as docs
from client.accounts import read_outcome
from client.casework import Casework
from client.shapes import Referral, ReferralPage
from kit import clock


class Intake(Casework):
    """Receive referrals and answer them."""

    async def inbox(self, *, first: int | None = None, after: str | None = None) -> ReferralPage:
        """List the referrals that the organisation received; files of those that have ended are deleted at the node."""
        found: ReferralPage = await self.wire.ask(docs.INBOX, first=first, after=after)
        await self.erase_ended(*(edge["node"] for edge in found["edges"]))
        return found

    async def acknowledge(self, referral_id: str) -> Referral:
        """Say that a key holder of the organisation has opened it."""
        return await self.step("acknowledgeReferral", "StepInput", referral_id)

    async def ask_for_information(self, referral_id: str, category: str) -> Referral:
        """Ask for a category of facts before deciding."""
        return await self.step("askForInformation", "AskForInformationInput", referral_id, category=category)

    async def accept(self, referral_id: str, first_contact_on: date) -> Referral:
        """Say that the organisation will serve her: safe contact read, interpreter answered."""
        return await self.step(
            "acceptReferral",
            "AcceptInput",
            referral_id,
            firstContactOn=first_contact_on.isoformat(),
            safeContactRead=True,
            interpreterAnswered=True,
        )

    async def waitlist(self, referral_id: str, expected_on: date) -> Referral:
        """Say that she has to wait for a place."""
        return await self.step("waitlistReferral", "WaitlistInput", referral_id, expectedOn=expected_on.isoformat())

    async def decline(self, referral_id: str, decline_class: str, detail: dict[str, Any] | None) -> Referral:
        """Say that the organisation will not serve her; the exact reason is sealed to the sender."""
        place = ("declineReferral", "DeclineInput", referral_id)
        if detail:
            return await self.sealed_step(*place, "status", detail, declineClass=decline_class)
        return await self.step(*place, declineClass=decline_class)

    async def start(self, referral_id: str, on: date) -> Referral:
        """Say that the first contact took place."""
        return await self.step("startService", "StartInput", referral_id, startedOn=on.isoformat())

    async def report_outcome(self, referral_id: str, outcome: str, account: dict[str, Any] | None) -> Referral:
        """Give the organisation's account: the class in clear, the rest sealed to the sender.

        Raises:
            BadAccount: the account is not in its form (`client.accounts`), or contradicts the class.
        """
        place = ("reportOutcome", "ReportOutcomeInput", referral_id)
        if account is not None:
            said = read_outcome(account, outcome, clock.now().date())
            return await self.sealed_step(*place, "status", dict(said), outcomeClass=outcome)
        return await self.step(*place, outcomeClass=outcome)

    async def void(self, referral_id: str, reason: str) -> Referral:
        """End a referral that is not what it says; `reason` is one of the step's codes, which a refusal names."""
        return await self.step("voidReferral", "ReasonInput", referral_id, reason=reason)
