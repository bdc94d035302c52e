"""Look whether a recipient is one whom she named, before her consent is recorded and before anything is sealed."""

from collections.abc import Iterable, Sequence
from typing import Any

from client import documents as docs
from client.errors import NodeRefused
from client.excluded import Excluded, ExcludedNames, fits, texts_of
from client.reading import Letter
from client.shapes import Given, Referral, Step
from client.words import Words
from crypto.attachments import Attachment

CONFLICT = "CONFLICT_OF_INTEREST"
"""The code in a sealed decline: somebody there is linked to her, or to who exploited her."""
LINKED = (
    "Somebody at this organisation is linked to her or to who exploited her. It is on the list of this need now, and "
    "gets nothing more from this device. Tell her, and look with her at: tolerant excluded {need}"
)
ASK_THE_TEAM = (
    "Before you take it, ask in your team, without her name: is anybody here linked to a woman from there, or to who "
    "exploited her? Then decline with --conflict-of-interest, or keep that colleague out: tolerant reassign."
)
SHOWN = (
    "query ($id: ID!, $version: Int) { listing(id: $id, version: $version) { ... on Listing { "
    "name brokerMember names { text } descriptions { text } provider { name member website phone email } "
    f"places {{ label area city street postalCode }} areasServed vacancy {{ employer workplace }} }}"
    f" {docs.REFUSED} }} }}"
)


class Excluding(Words):
    """Send nothing to whom she fears, and tell nobody whom that is."""

    def exclude(self, need_id: str, names: Iterable[str]) -> list[str]:
        """Keep whom she named for a need, in the place of what was kept; an empty list forgets it.

        A name is an organisation, a member's id, a place, a person, a telephone number or a site.

        Raises:
            BadText: a name is so short that it would fit everybody.
        """
        return ExcludedNames(self.keys).keep(need_id, names)

    def excluded(self, need_id: str) -> list[str]:
        """Give whom she named for a need."""
        return ExcludedNames(self.keys).of(need_id)

    async def draft(self, need_id: str, listing_id: str, listing_version: int, mode: str = "SEALED") -> Step:
        """Draft a referral as `Asking.draft`, unless she named who is there.

        Raises:
            Excluded: she did; nothing is at the node.
        """
        await self.not_excluded(need_id, listing_id, listing_version)
        return await super().draft(need_id, listing_id, listing_version, mode)

    async def record_consent(self, step: Step, categories: list[str], **how: Any) -> Given:
        """Record her consent as `Asking.record_consent`, unless she named who is there.

        Raises:
            Excluded: she did.
        """
        await self._look(await self.referral(step["referralId"]))
        return await super().record_consent(step, categories, **how)

    async def seal_letter(self, referral_id: str, typ: str, body: Any, attachments: Sequence[Attachment] = ()) -> bytes:
        """Seal a letter as `Words.seal_letter`, unless she named who gets it.

        Raises:
            Excluded: she did.
        """
        await self._look(await self.referral(referral_id))
        return await super().seal_letter(referral_id, typ, body, attachments)

    async def open(self, referral_id: str) -> list[Letter]:
        """Open letters as `Reading.open`; who declined because of a conflict of interest is put on her list."""
        found = await super().open(referral_id)
        await self._ask_the_team(referral_id)
        if any(
            one.typ == "status" and isinstance(one.body, dict) and one.body.get("code") == CONFLICT for one in found
        ):
            referral = await self.referral(referral_id)
            need = referral["needId"]
            if need and referral["fromMemberId"] == self.keys.member_id:
                self.exclude(need, [*self.excluded(need), referral["toMemberId"]])
                self.remarks.append(LINKED.format(need=need))
        return found

    async def _ask_the_team(self, referral_id: str) -> None:
        """Remind who receives, once, to ask for links before anybody decides; a kind that must not learn why is not."""
        referral = await self.referral(referral_id)
        received = referral["toMemberId"] == self.keys.member_id and referral["state"] == "SENT"
        if received and not (await self.profile(referral_id)).neutral:
            self.remarks.append(ASK_THE_TEAM)

    async def _look(self, referral: Referral) -> None:
        if referral["fromMemberId"] == self.keys.member_id and referral["needId"]:
            place = (referral["listingId"], referral["listingVersion"], referral["toMemberId"])
            await self.not_excluded(referral["needId"], *place)

    async def not_excluded(self, need_id: str, listing_id: str, version: int, member_id: str = "") -> None:
        """Hold the names against the service and who receives for it; the node learns no more than that it was read.

        Raises:
            Excluded: one of them fits.
        """
        names = self.excluded(need_id)
        if not names:
            return
        try:
            shown = await self.wire.ask(SHOWN, id=listing_id, version=version)
        except NodeRefused:
            shown = {}
        provider = shown.get("provider") or {}
        members = {member_id, provider.get("member"), shown.get("brokerMember")} - {"", None}
        named = [(await self.wire.ask(docs.MEMBER, id=one))["name"] for one in sorted(members)]
        if fits(names, [*members, *named]):
            raise Excluded(need_id, "the organisation")
        if fits(names, texts_of(shown)):
            raise Excluded(need_id, "what the service says of itself")
