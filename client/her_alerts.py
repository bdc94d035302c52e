"""What came of her words past her organisation: she alone can ask, since the key of each alert is made from her card.

Number `n` of a month is signed with the key of BLAKE2b-256 of lp("tolerant/v1/alert", "2026-11", n), keyed with her
feedback secret. So nothing has to be kept for it, and nobody without her card can tell whose an alert is.
"""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict, cast

from client import documents as docs
from client.her_copy import HerCopies
from client.shapes import Card
from crypto.format import b64u, blake2b, lp, unb64u
from crypto.keys import SigningKey
from kit import clock

MONTHS, A_MONTH = 4, 8
"""How many months back an alert may still be known of (two times 35 days), and how many of a month can be followed."""
STATES = (
    "query ($keys: [String!]!) { alertStates(keys: $keys) { ... on AlertStates "
    f"{{ alerts {{ key state answer on endedOn }} }} {docs.REFUSED} }} }}"
)
SAYS = {
    "TALKED_WITH_HER": "ACTED", "SAFETY_CHECKED": "ACTED", "ACTED": "ACTED", "PASSED_ON": "PASSED_ON",
    "COULD_NOT_REACH_HER": "NOT_REACHED", "UNFOUNDED_AS_SHE_SAYS": "ENDED", "NOTHING_TO_DO": "ENDED",
}  # fmt: skip
"""The answers, and which sentence she reads of each (`alerts` in `client/wording/hers-*.json`)."""


class AlertStands(TypedDict):
    """Say how one alert of hers stands, and which sentence says it to her."""

    on: str
    state: str
    answer: str | None
    endedOn: str | None
    says: str


class HerAlerts(HerCopies):
    """Follow what she told past her organisation."""

    async def her_alerts(self, cards: Iterable[Card]) -> list[AlertStands]:
        """Say how the alerts stand that were handed in with these cards, oldest first; no sign-in is needed."""
        found = list[AlertStands]()
        for secret in sorted({card["feedback"] for card in cards if card["feedback"]}):
            keys = [alert_key(secret, month, n) for month in _months(clock.now().date()) for n in range(A_MONTH)]
            with self.wire.unsigned():
                for one in (await self.wire.ask(STATES, keys=[b64u(key.public) for key in keys]))["alerts"]:
                    del one["key"]
                    found.append(cast(AlertStands, {**one, "says": SAYS.get(one["answer"], one["state"])}))
        return sorted(found, key=lambda one: one["on"])

    async def key_for_alert(self, card: Card) -> SigningKey:
        """Give the key of her next alert; beyond eight in a month one that nobody can follow."""
        month = next(iter(_months(clock.now().date())))
        keys = [alert_key(card["feedback"], month, n) for n in range(A_MONTH)]
        with self.wire.unsigned():
            known = await self.wire.ask(STATES, keys=[b64u(key.public) for key in keys])
        used = {one["key"] for one in known["alerts"]}
        return next((key for key in keys if b64u(key.public) not in used), None) or SigningKey.generate()


def alert_key(feedback: str, month: str, number: int) -> SigningKey:
    """Make the key of one alert out of her feedback secret (base64url, as on her card)."""
    return SigningKey(blake2b(lp("tolerant/v1/alert", month, str(number)), key=unb64u(feedback)))


def _months(today: date) -> Iterable[str]:
    """Name this month and those before it, the newest first."""
    at = today.year * 12 + today.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(at, at - MONTHS, -1)]
