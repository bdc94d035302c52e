"""Let her go herself: look whether the service may be shown to her so, keep that she got a slip, and make the paper."""

from typing import Any

from client import documents as docs
from client.errors import ClientError
from client.excluding import Excluding
from client.shapes import Step
from client.slip_page import Where, where_of
from kit import disclosure
from kit.ids import new_id

SLIP_SHOWN = "Slip { id listingId listingVersion options onlyOneReason givenOn outcome outcomeOn }"
OUTCOME = (
    "mutation ($slip: ID!, $outcome: SlipOutcome!) { recordSlipOutcome(slipId: $slip, outcome: $outcome) "
    f"{{ ... on {SLIP_SHOWN} {docs.REFUSED} }} }}"
)
OF_NEED = f"query ($id: ID!) {{ need(id: $id) {{ ... on Need {{ slips {{ {SLIP_SHOWN[7:-2]} }} }} {docs.REFUSED} }} }}"
PUBLIC = (
    "query ($id: ID!, $version: Int) { listing(id: $id, version: $version) { ... on Listing { name serviceTypes "
    "names { language text } provider { name phone } places { visibility street postalCode city } } "
    f"{docs.REFUSED} }} }}"
)


class SlipFirst(ClientError):
    """Say that she goes to an employer herself, unless she wants it otherwise."""

    code = "SLIP_FIRST"
    sentence = (
        "This service hires or lends. She goes there herself, with a slip: tolerant slip. If she wants you to send all "
        "the same, name the mode: --mode SEALED, or --mode BROKERED where its listing names a member to follow it up."
    )


class Slips(Excluding):
    """Give slips, and draft what is sent instead."""

    async def draft_by(self, need_id: str, listing_id: str, listing_version: int, mode: str = "") -> Step:
        """Draft a referral by a mode (SEALED, BROKERED); without one, SEALED where that is what she should be offered.

        Raises:
            SlipFirst: the service hires or lends, and no mode was named.
            Excluded: she named who is there.
        """
        if not mode and disclosure.profile((await self._public(listing_id, listing_version))["serviceTypes"]).neutral:
            raise SlipFirst
        return await self.draft(need_id, listing_id, listing_version, mode or "SEALED")

    async def give_slip(
        self,
        need_id: str,
        listing: tuple[str, int],
        options: list[tuple[str, int]],
        *,
        only_one_reason: str | None = None,
        language: str = "en",
        person: str = "",
    ) -> tuple[dict[str, Any], Where]:
        """Keep that she got a slip for a service, among all that she was shown; gives it, and what stands on the paper.

        `language` is the provider's. Whoever offers the service hears nothing.

        Raises:
            Excluded: she named who is there; nothing is kept.
            NodeRefused: the service is not offered now, or her risks were looked at too long ago.
        """
        await self.not_excluded(need_id, *listing)
        shown = await self._public(*listing)
        asked = {
            "needId": need_id,
            "listingId": listing[0],
            "listingVersion": listing[1],
            "options": [{"listingId": one, "listingVersion": version} for one, version in options],
            "onlyOneReason": only_one_reason,
            "checklistAnswered": True,
            "idempotencyKey": new_id(),
        }
        kept: dict[str, Any] = await self._change("giveSlip", "GiveSlipInput", SLIP_SHOWN, asked)
        return kept, where_of(shown, language, person)

    async def slip_outcome(self, slip_id: str, outcome: str) -> dict[str, Any]:
        """Write down what she told of a slip, in one word: SERVED, PARTLY, NOT_SERVED, DID_NOT_GO, and two more."""
        found: dict[str, Any] = await self.wire.ask(OUTCOME, slip=slip_id, outcome=outcome)
        return found

    async def slips(self, need_id: str) -> list[dict[str, Any]]:
        """List the slips of a need."""
        found: list[dict[str, Any]] = (await self.wire.ask(OF_NEED, id=need_id))["slips"]
        return found

    async def _public(self, listing_id: str, version: int) -> dict[str, Any]:
        found: dict[str, Any] = await self.wire.ask(PUBLIC, id=listing_id, version=version)
        return found
