"""What she tells a caseworker, where she has neither card nor code: sealed to the caseworker's own organisation."""

from typing import Any

from client import documents as docs
from client.account_errors import BadAccount, NotHersToFill
from client.accounts import is_work, read_account
from client.asking import DAY
from client.errors import NotTrusted
from client.sending import LETTER_DAYS
from client.shapes import Referral, SendReceipt
from client.trust import trusted_key
from client.two_accounts import TwoAccounts
from crypto import consent as tokens
from crypto.envelope import Context, Envelope
from crypto.format import b64u
from crypto.sealing import Sender, seal
from kit import clock

TAKE_DOWN = docs.mutation("takeDownAccount", "TakeDownAccountInput", docs.RECEIPT)


class TakingDown(TwoAccounts):
    """Write down for her how it went."""

    async def take_down(self, referral_id: str, account: Any) -> SendReceipt:
        """Seal what she told to our own organisation; whoever opens it sees who held the pen, and how she told it.

        Raises:
            BadAccount: it is not in its form, or `assisted` (who held the pen) or `channel` (how she told) is missing.
            NotHersToFill: our organisation was to serve her, or did not send her.
            NotTrusted: our organisation has no post key that this device believes.
            ProgramTooOld: as `may_seal`.
        """
        said, me = read_account(account), self.keys.member_id
        if not said["assisted"] or not said["channel"]:
            raise BadAccount("assisted, channel")
        referral = await self._hers_to_tell(referral_id)
        await self.may_seal()
        token, agreed, _, _ = await self._agreed(referral)
        own = await self.wire.ask(docs.INTAKE_KEY, id=me)
        if own is None:
            raise NotTrusted
        epoch, key = trusted_key(own, me, await self.officers_of(me))
        now = int(clock.now().timestamp())
        context = Context(
            ref=referral_id, seq=await self._place_of(referral_id, now), prev=b"", sender=me, recipient=me,
            listing=referral["listingId"], version=referral["listingVersion"], consent=tokens.token_hash(token),
            expires=min(agreed.exp, now + LETTER_DAYS * DAY), epoch=epoch, log=await self.named_state(),
        )  # fmt: skip
        sender = Sender(self.keys.signing, await self.own_statement())
        envelope = seal("feedback", said, context=context, sender=sender, recipients=[key])
        found: SendReceipt = await self.wire.ask(TAKE_DOWN, input={"envelope": envelope.to_bytes().decode()})
        return found

    async def _place_of(self, referral_id: str, now: int) -> int:
        """Give a number that no account of hers has yet; they are numbered by the second."""
        hers = [one["data"] for one in await self.letters(referral_id) if not one["fromMemberId"] and one["data"]]
        return max([now, *(Envelope.parse(one).header.context.seq + 1 for one in hers)])

    async def told_of_work(self, referral_id: str) -> bool:
        """Say whether she is asked about work too; nobody of who was to serve her takes her account down.

        Raises:
            NotHersToFill: our organisation was to serve her, or did not send her.
        """
        token, *_ = await self._agreed(await self._hers_to_tell(referral_id))
        found = await self.wire.ask(docs.FEEDBACK_TARGET, consent=b64u(tokens.token_hash(token)))
        return is_work(found["serviceTypes"])

    async def _hers_to_tell(self, referral_id: str) -> Referral:
        referral = await self.referral(referral_id)
        if referral["fromMemberId"] != self.keys.member_id or referral["toMemberId"] == self.keys.member_id:
            raise NotHersToFill
        return referral
