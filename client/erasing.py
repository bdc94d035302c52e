"""Erasing: what this device kept of an ended referral goes, and the organisation says so under its signature."""

from contextlib import suppress
from typing import TypedDict

from client import documents as docs
from client.enclosing import ENDED
from client.errors import ClientError, KeysDamaged
from client.facts_kept import FactsKept
from client.sending import Sending
from client.shapes import Referral
from crypto.format import b64u
from crypto.signing import sign_statement
from kit import clock

ATTESTATION = "erasure.v1"
"""The kind of statement: {referral, member, erased: bool, ground: code or "", at: unix seconds}."""
OVER = ENDED | {"CLOSED"}
OPEN_ERASURES = (
    "query ($first: Int, $after: String) { openErasures(first: $first, after: $after) { ... on OpenErasurePage "
    "{ erasures { referralId fromMemberId toMemberId because askedAt attestBy escalatedAt keptBecause } "
    f"pageInfo {{ hasNextPage endCursor }} }} {docs.REFUSED} }} }}"
)


class Attested(TypedDict):
    """Say since when an organisation's word about erasure is kept."""

    referralId: str
    at: str


class OpenErasure(TypedDict):
    """Name a recipient that has not said, signed, that it erased; `keptBecause` is the ground it gave for keeping."""

    referralId: str
    fromMemberId: str
    toMemberId: str
    because: str
    askedAt: str
    attestBy: str
    escalatedAt: str | None
    keptBecause: str | None


class StillOpen(ClientError):
    """Say that a referral goes on, so that nothing of it is erased."""

    code = "STILL_OPEN"
    sentence = "This referral has not ended, so nothing was erased. Only what has ended is erased and attested."


class NotReceived(ClientError):
    """Say that only the recipient attests."""

    code = "NOT_RECEIVED"
    sentence = "Your organisation did not receive this referral, so it has nothing to attest. Nothing was erased."


class Erasing(Sending):
    """Erase, say so, and see who has not."""

    async def erase(self, referral_id: str, *, kept_because: str = "") -> Attested:
        """Delete what this device kept of an ended referral, and attest it; again gives the same answer.

        A person calls this once saved files, print-outs and notes are destroyed too: the word is the organisation's.
        `kept_because` is the code of a ground on which the law forbids erasure; then nothing is deleted here, and the
        sender sees the ground.

        Raises:
            StillOpen: the referral has not ended.
            NotReceived: another organisation received it.
            NodeAway: deleted here, not attested; call again.
        """
        referral = await self.referral(referral_id)
        if referral["state"] not in OVER:
            raise StillOpen
        if referral["toMemberId"] != self.keys.member_id:
            raise NotReceived
        if not kept_because:
            await self.erase_here(referral)
        said = {
            "referral": referral_id,
            "member": self.keys.member_id,
            "erased": not kept_because,
            "ground": kept_because,
            "at": int(clock.now().timestamp()),
        }
        asked = {"referralId": referral_id, "statement": b64u(sign_statement(ATTESTATION, said, self.keys.signing))}
        kind = docs.mutation("attestErasure", "AttestErasureInput", "ErasureAttested { referralId at }")
        found: Attested = await self.wire.ask(kind, input=asked)
        return found

    async def erase_here(self, referral: Referral) -> None:
        """Delete this device's memory of a case: its consent, its sealed files, and letters that wait to leave."""
        self.keys.forget_case(referral["id"])
        while waiting := self.outbox.of(referral["id"]):
            self.outbox.drop(waiting.key)
        await self.erase_files(referral["id"])

    async def erase_ended(self, *referrals: Referral) -> None:
        """Delete what is kept of those that have ended: facts, and at the recipient the memory of the case too."""
        if over := [one["id"] for one in referrals if one["state"] in OVER]:
            with suppress(KeysDamaged):  # nobody reads facts out of a damaged file
                FactsKept(self.keys).forget(*over)
        for one in referrals:
            if one["state"] in ENDED and one["toMemberId"] == self.keys.member_id:
                self.keys.forget_case(one["id"])
        await super().erase_ended(*referrals)

    async def open_erasures(self, *, first: int | None = None, after: str | None = None) -> list[OpenErasure]:
        """List the recipients that have not attested erasure, oldest first; the secretariat sees those of all."""
        found: list[OpenErasure] = (await self.wire.ask(OPEN_ERASURES, first=first, after=after))["erasures"]
        return found
