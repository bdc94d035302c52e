"""Her own end: with her card alone, and no login, she takes her consent back and gives her account."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, cast

from client import documents as docs
from client.accounts import is_work, read_account
from client.errors import BadCard, NotTrusted
from client.shapes import Card, PartWithdrawn, SendReceipt, WithdrawalReceipt
from client.trust import officers_said, trusted_key
from client.wire import Wire
from crypto import consent as tokens
from crypto.envelope import Context
from crypto.format import b64u, unb64u
from crypto.sealing import Sender, seal
from kit import clock
from kit.ids import check_id

_HASH = 32
_LETTER_DAYS = 28
DAY = 24 * 3600


class Service(TypedDict):
    """Say whether a service leads to work, and which member was to serve her."""

    work: bool
    member: str


class Hers:
    """Act for the woman, with what stands on her card."""

    wire: Wire

    async def withdraw(self, secret: str) -> WithdrawalReceipt:
        """Take her consent back: at once, without a reason, as often as she likes; gives her receipt."""
        found: WithdrawalReceipt = await self.wire.ask(docs.WITHDRAW, secret=secret)
        return found

    async def take_back(self, secret: str, *, category: str = "", purpose: str = "") -> PartWithdrawn:
        """Take one category or one purpose back, for good; gives her receipt, the same each time."""
        part = {"category": category} if category else {"purpose": purpose}
        found: PartWithdrawn = await self.wire.ask(docs.WITHDRAW_PART, secret=secret, part=part)
        return found

    async def her_record(self, secret: str) -> dict[str, Any]:
        """Read everything that the node keeps about her under one secret; it leaves no trace."""
        found: dict[str, Any] = json.loads((await self.wire.ask(docs.HER_RECORD, secret=secret))["json"])
        return found

    async def give_feedback(self, card: Card, account: dict[str, Any]) -> SendReceipt:
        """Seal her account to the organisation that helped her, and to nobody else.

        Raises:
            BadAccount: it is not in its form (`client.accounts`).
            NotTrusted: the organisation's keys are not vouched for by itself.
        """
        said = read_account(account)
        with self.wire.unsigned():
            target = await self.wire.ask(docs.FEEDBACK_TARGET, consent=card["consent"])
        if target is None:
            raise NotTrusted
        officers = list(officers_said(target["officers"], card["to"]).officers)
        epoch, key = trusted_key(target, card["to"], officers)
        signing = tokens.feedback_key(unb64u(card["feedback"]))
        now = int(clock.now().timestamp())
        context = Context(
            ref=card["referral"],
            seq=now,
            prev=b"",
            sender="",
            recipient=card["to"],
            listing=card["listing"],
            version=card["version"],
            consent=unb64u(target["consent"]),
            expires=min(int(datetime.fromisoformat(target["until"]).timestamp()), now + _LETTER_DAYS * DAY),
            epoch=epoch,
        )
        envelope = seal("feedback", said, context=context, sender=Sender(signing), recipients=[key])
        asked = {
            "envelope": envelope.to_bytes().decode(),
            "proof": b64u(tokens.sign_proof(signing, envelope.env_id)),
        }
        give = docs.mutation("giveFeedback", "GiveFeedbackInput", docs.RECEIPT)
        with self.wire.unsigned():
            found: SendReceipt = await self.wire.ask(give, input=asked)
        return found

    async def service_of(self, card: Card) -> Service:
        """Say what a card is about: whether it leads to work, and which member was to serve her."""
        with self.wire.unsigned():
            found = await self.wire.ask(docs.FEEDBACK_TARGET, consent=card["consent"])
        return {"work": is_work(found["serviceTypes"]), "member": found["servedBy"]}


def read_card(said: Any, *, whole: bool = True) -> Card:
    """Read her card before anything is sent; what her copy holds may be without secrets (`whole` false).

    Raises:
        BadCard: it is no card, or a part is missing.
    """
    try:
        if not isinstance(said, Mapping) or said.keys() != Card.__annotations__.keys():
            raise BadCard
        for name in ("referral", "to", "listing"):
            check_id(said[name])
        for name in ("consent", "withdraw", "feedback"):
            unb64u(said[name], _HASH if whole or said[name] else 0)
        if type(said["version"]) is not int or type(said["until"]) is not int:
            raise BadCard
    except Exception as error:
        if isinstance(error, BadCard):
            raise
        raise BadCard from None
    return cast(Card, said)
