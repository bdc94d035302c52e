"""What the recipient's kind may be told, kept here too: before anything is sealed, and before anything is shown."""

from collections.abc import Mapping
from typing import Any, TypedDict

from client import agreed
from client import documents as docs
from client.agreed import Opening
from client.errors import OverScope
from client.renewals import Renewals
from crypto.consent import ConsentToken
from kit import disclosure
from kit.disclosure import Profile

KIND = (
    "query ($id: ID!) { referral(id: $id) { ... on Referral { serviceTypes senderName fromMemberId } "
    f"{docs.REFUSED} }} }}"
)


class OverProfile(OverScope):
    """Say that a kind of service would be told what it never is; `paths` names it."""

    code = "OVER_PROFILE"
    sentence = "A service of this kind is never told this: {paths}. Take it out. Nothing was sent."


class Kind(TypedDict):
    """Say what a service does, and under which name this end is shown who sends."""

    serviceTypes: list[str]
    senderName: str
    fromMemberId: str


def narrowed(blocks: Mapping[str, dict[str, Any]], profile: Profile) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Keep of a letter what a kind may be told; gives it with the names of what was dropped."""
    kept: dict[str, dict[str, Any]] = {}
    dropped: list[str] = []
    for category, block in blocks.items():
        data, over = profile.within(category, block["data"])
        dropped += over
        if data is not None:
            kept[category] = block if not over else {**block, "data": data}
    return kept, dropped


def check_content(content: Mapping[str, Any], profile: Profile) -> None:
    """Refuse to seal more than a kind may be told.

    Raises:
        OverProfile: with the names of what is too much.
    """
    _, over = narrowed({name: {"data": data} for name, data in content.items()}, profile)
    if over:
        raise OverProfile(over)


def carried(opening: Opening | None, *, neutral: bool) -> dict[str, Any]:
    """Give what opens her consent at the recipient; a kind that must not learn why gets nothing of the record."""
    shown = opening.to_json() if opening else {"scope": None, "record": None}
    return {**shown, "record": None} if neutral else shown


def check_fields(fields: list[str], profile: Profile) -> None:
    """Refuse to ask her for more than a kind may be told: categories, and entries such as `CONTACT.phone`.

    Raises:
        OverProfile: with the names of what is too much.
    """
    over = []
    for one in fields:
        category, _, entry = one.partition(".")
        over += profile.within(category, {entry: ""})[1] if entry else profile.over([category])
    if over:
        raise OverProfile(over)


class Kinds(Renewals):
    """Ask once what a referral's service does."""

    _kinds: dict[str, Kind] | None = None

    async def kind(self, referral_id: str) -> Kind:
        """Say what a referral's service does, and who sends as this end is shown it."""
        known = self._kinds = self._kinds or {}
        if referral_id not in known:
            known[referral_id] = await self.wire.ask(KIND, id=referral_id)
        return known[referral_id]

    async def profile(self, referral_id: str) -> Profile:
        """Give what the recipient of a referral may be told."""
        return disclosure.profile((await self.kind(referral_id))["serviceTypes"])

    async def may_be_told(self, referral_id: str, content: Any, said: ConsentToken, opening: Opening | None) -> Profile:
        """Let a letter be sealed only within what she agreed to and what its recipient's kind may be told.

        Raises:
            BadFacts, OverScope, OverProfile: it is not.
        """
        agreed.check_content(content, said, opening)
        profile = await self.profile(referral_id)
        check_content(content, profile)
        return profile
