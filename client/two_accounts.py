"""Both accounts on the sender's device, which alone reads them: what a person should look at, and what may leave."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal, TypedDict, cast

from client import documents as docs
from client.account_errors import BadAccount
from client.accounts import Account, Outcome, read_account, read_outcome
from client.casework import Casework
from client.errors import NodeRefused
from client.finding import Finding
from client.prompting_rules import Facts, Told, prompts
from client.reading import Letter
from client.shapes import Event, Referral
from kit import clock
from kit.ids import new_id

LOOK_NOW = (
    "mutation ($input: LookNowInput!) { lookNow(input: $input) "
    f"{{ ... on LookingNow {{ referralId }} {docs.REFUSED} }} }}"
)
UNTOLD = "Your administrators could not be told to look. Tell them yourself, now. ({why})"


class Shown(TypedDict):
    """Say what came up, why, what to do and by when (a day, `now`, or empty).

    `report` is the kind of report that may follow, about these words of this service: `listing`, `version`.
    """

    code: str
    level: Literal["RED", "AMBER", "LOOK"]
    because: str
    do: str
    by: str
    about: tuple[str, ...]
    report: str | None
    dispute: bool
    listing: str
    version: int


class TwoAccounts(Finding, Casework):
    """Compare what the organisation says with what she says, and let a person decide."""

    async def prompts(
        self, referral_id: str, letters: Sequence[Letter] = (), *, facts: dict[str, Any] | None = None
    ) -> list[Shown]:
        """Give what a person should look at, the most urgent first; only for the sender, for it alone reads both.

        `letters` are those that `open` gave; without them only what needs no letter comes up. `facts` about her let
        this device see whether she met every condition of a service that declined her. Where something is red, the
        administrators of this organisation are told to look, without a word why.
        """
        referral = await self.referral(referral_id)
        if referral["fromMemberId"] != self.keys.member_id:
            return []
        met = await self._met_all(referral, facts) if facts is not None else None
        found = prompts(_facts(referral, await self.history(referral_id), letters, met))
        if any(one.level == "RED" for one in found):
            await self._tell(referral_id)
        words = {"listing": referral["listingId"], "version": referral["listingVersion"]}
        return [cast(Shown, asdict(one) | words) for one in found]

    async def _tell(self, referral_id: str) -> None:
        """Tell administrators on the side; the caseworker reads her prompts in any case."""
        try:
            await self.look_now(referral_id)
        except NodeRefused as no:
            self.remarks.append(UNTOLD.format(why=no.sentence))

    async def look_now(self, referral_id: str) -> None:
        """Tell this organisation that somebody should look at a referral now, and nothing else."""
        await self.wire.ask(LOOK_NOW, input={"referralId": referral_id, "idempotencyKey": new_id()})

    async def _met_all(self, referral: Referral, facts: dict[str, Any]) -> bool | None:
        """Say whether she meets every required condition of the words that she was shown; None where those are gone."""
        from client.directory_copy import DirectoryCopy
        from client.offline import Offline

        copy = DirectoryCopy(self.keys)
        await self.sync(copy)
        match = Offline(copy).look_again(referral["listingId"], facts)
        if match is None or match["listing"]["version"] != referral["listingVersion"]:
            return None
        required = [one["verdict"] for one in match["criteria"] if one["strength"] == "REQUIRED"]
        return bool(required) and set(required) == {"MEETS"}


def _facts(referral: Referral, events: Sequence[Event], letters: Sequence[Letter], met: bool | None) -> Facts:
    now, hers, outcome, unread = clock.now(), list[Told](), None, False
    for letter in letters:
        try:
            if letter.typ == "feedback" and letter.sender in ("", referral["fromMemberId"]):
                hers.append(Told(datetime.fromisoformat(letter.at), account_of(letter)))
            elif letter.typ == "status" and referral["outcomeClass"] and letter.sender == referral["toMemberId"]:
                outcome = outcome_of(letter, referral["outcomeClass"]) or outcome
        except BadAccount:
            unread = True
    return Facts(referral, events, now, tuple(sorted(hers, key=lambda one: one.at)), outcome, met, unread)


def account_of(letter: Letter) -> Account:
    """Read her account out of a letter of hers.

    Raises:
        BadAccount: it is not in its form.
    """
    return read_account(letter.body)


def outcome_of(letter: Letter, outcome_class: str) -> Outcome | None:
    """Read the organisation's account out of a letter of its; None where it is another letter, as about a decline.

    Raises:
        BadAccount: it is not in its form.
    """
    if not isinstance(letter.body, dict) or "outcomeCode" not in letter.body:
        return None
    return read_outcome(letter.body, outcome_class, clock.now().date())
