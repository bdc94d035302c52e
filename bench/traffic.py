"""What happens at the nodes while `soak` kills them: women are referred, answered, served, and some take it back."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from client import keystore
from client.errors import NodeAway, NodeRefused
from client.session import Tolerant
from client.shapes import Card
from client.wire import Wire
from demo.people import PASSPHRASE
from demo.story import Story
from kit import clock

AGAIN = 0.2
"""Seconds until something is tried again that no node acknowledged."""
STEPS = {
    "SENT": "SEND",
    "RECEIVED": "ACKNOWLEDGE",
    "ACCEPTED": "ACCEPT",
    "DECLINED": "DECLINE",
    "IN_SERVICE": "START",
    "OUTCOME_REPORTED": "REPORT_OUTCOME",
    "CLOSED": "CLOSE",
    "WITHDRAWN": "WITHDRAW",
}
"""Each state that is reached here, by the step that leads to it."""
CONTENT = {"CONTACT": {"name": "Invented Name"}, "NEED": {"goal": "German A2"}}


@dataclass
class Told:
    """Hold what the nodes acknowledged: the steps of each referral, in order, and the receipts of withdrawals."""

    steps: dict[str, list[str]] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)


class Traffic:
    """Refer, answer, serve, close and withdraw, again and again, and write down what was acknowledged."""

    def __init__(self, story: Story, told: Told, dice: random.Random) -> None:
        self.story, self.told, self.dice = story, told, dice
        self.over = False

    def end(self, person: str, port: int) -> Tolerant:
        """Give a person's device at one of the nodes."""
        keys = keystore.load(self.story.homes / person, PASSPHRASE)
        made = Tolerant(Wire(f"http://127.0.0.1:{port}", seconds=10), keys)
        made.demonstration = True
        return made

    async def again(self, act: Callable[[], Awaitable[Any]], done: Callable[[], Awaitable[Any]] | None = None) -> Any:
        """Do one thing until a node acknowledges it; where an answer was lost, look whether it is done."""
        lost = False
        while True:
            try:
                if lost and done is not None and (found := await done()):
                    return found
                return await act()
            except NodeAway:
                lost = True
            except NodeRefused as no:
                if not (lost and no.code in {"STALE_VERSION", "WRONG_REFERRAL_STATE"}):
                    raise
            await asyncio.sleep(AGAIN)

    async def step(self, end: Tolerant, referral: str, state: str, act: Callable[[], Awaitable[Any]]) -> None:
        """Take one step, and write it down once it is acknowledged."""

        async def stands() -> bool:
            return bool((await end.referral(referral))["state"] == state)

        await self.again(act, stands)
        self.told.steps[referral].append(STEPS[state])

    async def lane(self, sender: str, receiver: Tolerant, port: int) -> None:
        """Refer one woman after the other until time is over."""
        end = self.end(sender, port)
        while not self.over:
            await self.one(end, receiver)
        await end.wire.close()

    async def one(self, end: Tolerant, receiver: Tolerant) -> None:
        """Take one referral to an end that the dice choose."""
        referral, card = await self.sent(end)
        end_of_it = self.dice.choice(("close", "close", "decline", "withdraw", "withdraw-late"))
        today = clock.now().date()
        if end_of_it == "withdraw":
            await self.withdrawn(end, referral, card)
            return
        await self.again(lambda: receiver.open(referral))
        await self.step(receiver, referral, "RECEIVED", lambda: receiver.acknowledge(referral))
        if end_of_it == "decline":
            decline = {"criterion": "hours"}
            await self.step(receiver, referral, "DECLINED", lambda: receiver.decline(referral, "NO_CAPACITY", decline))
            return
        soon = today + timedelta(days=3)
        await self.step(receiver, referral, "ACCEPTED", lambda: receiver.accept(referral, soon))
        await self.step(receiver, referral, "IN_SERVICE", lambda: receiver.start(referral, today))
        if end_of_it == "withdraw-late":
            await self.withdrawn(end, referral, card)
            return
        account = {"outcomeCode": "ENROLLED", "month": f"{today:%Y-%m}"}
        await self.step(
            receiver, referral, "OUTCOME_REPORTED", lambda: receiver.report_outcome(referral, "SERVED", account)
        )
        hers = Tolerant(Wire(end.wire.node, seconds=10))

        async def said() -> bool:
            return bool((await end.referral(referral))["herFeedback"] == "RECEIVED")

        await self.again(lambda: hers.give_feedback(card, {"answers": {"1": "YES"}}), said)
        await hers.wire.close()
        await self.step(end, referral, "CLOSED", lambda: end.close(referral))

    async def sent(self, end: Tolerant) -> tuple[str, Card]:
        """Open a need, ask her, and send."""
        chosen, other = list(self.story.listings.values())[:2]
        need = await self.again(lambda: end.open_need("LANGUAGE_COURSE", clock.now().date()))
        draft = await self.again(lambda: end.draft(need["id"], *chosen))
        referral = draft["referralId"]

        async def shown() -> dict[str, Any] | None:
            found = await end.referral(referral)
            return {**draft, **found, "referralId": referral} if found["state"] == "AWAITING_CONSENT" else None

        step = await self.again(lambda: end.show_options(draft, [chosen, other]), shown)
        cards: list[Card] = []

        async def agreed() -> dict[str, Any] | None:
            return {"card": cards[-1]} if (await end.referral(referral))["consentId"] else None

        given = await self.again(
            lambda: end.record_consent(step, ["CONTACT", "NEED"], keep_card=cards.append),
            agreed,
        )
        self.told.steps[referral] = []
        await self.step(end, referral, "SENT", lambda: end.send(referral, CONTENT))
        return referral, given["card"]

    async def withdrawn(self, end: Tolerant, referral: str, card: Card) -> None:
        """Let her take it back with her card, through any node."""
        hers = Tolerant(Wire(end.wire.node, seconds=10))
        receipt = await self.again(lambda: hers.withdraw(card["withdraw"]))
        await hers.wire.close()
        self.told.receipts[referral] = receipt["receiptId"]
        self.told.steps[referral].append("WITHDRAW")
