"""Look again at referrals on their way when a service changed its conditions: on this device, with its own copy."""

from typing import Any, Literal, TypedDict

from client.erasing import OVER
from client.facts_kept import FactsKept
from client.finding import Finding
from client.looking import Looking
from client.shapes import Criterion, Referral

NOTHING_KNOWN = {"gender": "WOMAN"}
"""What is judged where no facts are at hand: every condition is then open, but those about women only."""


class LookedAgain(TypedDict):
    """Say how a referral stands under the conditions of now.

    `verdict` is that of a match; UNKNOWN where no facts are at hand, GONE where the service is not offered any more.
    `criteria` are the conditions that are not met, or not known.
    """

    referralId: str
    listingId: str
    versionThen: int
    versionNow: int | None
    verdict: Literal["ELIGIBLE", "ASK", "NOT_YET", "NOT_ELIGIBLE", "UNKNOWN", "GONE"]
    criteria: list[Criterion]


class LookingAgain(Finding, Looking):
    """Judge live referrals by the conditions of now; nothing about her goes to the node."""

    def keep_facts(self, referral_id: str, profile: dict[str, Any]) -> None:
        """Keep her facts on this device, sealed, until the referral has ended."""
        FactsKept(self.keys).keep(referral_id, profile)

    async def rematch(
        self, referral_id: str | None = None, profile: dict[str, Any] | None = None, *, language: str | None = None
    ) -> list[LookedAgain]:
        """Judge one referral, or all whose service has other words now, by her facts: given here, or kept before.

        The copy of the directory is brought up to date first.

        Raises:
            NoCopy, CopyOld, CopyDiffers, CopyGoesBack, NodeKeyChanged: there is no copy to be relied on.
            RefusedHere: a fact cannot be.
        """
        from client.directory_copy import DirectoryCopy
        from client.offline import Offline

        sent = [await self.referral(referral_id)] if referral_id else await self._mine()
        copy = DirectoryCopy(self.keys)
        await self.sync(copy)
        offline, kept, found = Offline(copy), FactsKept(self.keys), list[LookedAgain]()
        for one in sent:
            if one["state"] not in OVER:
                facts = profile if profile is not None else kept.of(one["id"])
                again = _again(
                    one, offline.look_again(one["listingId"], facts or NOTHING_KNOWN, language=language), facts
                )
                if referral_id or again["versionNow"] != one["listingVersion"]:
                    found.append(again)
        return found

    async def _mine(self) -> list[Referral]:
        found, after = list[Referral](), None
        while True:
            page = await self.referrals(first=100, after=after)
            found += [edge["node"] for edge in page["edges"] if edge["node"]["fromMemberId"] == self.keys.member_id]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]


def _again(one: Referral, match: dict[str, Any] | None, facts: dict[str, Any] | None) -> LookedAgain:
    said = [] if match is None else [each for each in match["criteria"] if each["verdict"] != "MEETS"]
    return {
        "referralId": one["id"],
        "listingId": one["listingId"],
        "versionThen": one["listingVersion"],
        "versionNow": None if match is None else match["listing"]["version"],
        "verdict": "GONE" if match is None else "UNKNOWN" if facts is None else match["verdict"],
        "criteria": said,
    }
