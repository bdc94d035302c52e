"""Her own end: with her card alone, and no login, she takes her consent back and gives her account."""

from typing import Any

from client import documents as docs
from client.errors import NotTrusted
from client.people import trusted_key
from client.wire import Wire
from crypto import consent as tokens
from crypto.envelope import Context
from crypto.errors import CryptoError
from crypto.format import b64u, unb64u
from crypto.sealing import Sender, seal
from crypto.signing import OfficersStatement, read_statement
from crypto.signing import verify_statement as verify
from kit import clock


class Hers:
    """Act for the woman, with what stands on her card."""

    wire: Wire

    async def withdraw(self, secret: str) -> dict[str, Any]:
        """Take her consent back: at once, without a reason, as often as she likes; gives her receipt."""
        found: dict[str, Any] = await self.wire.ask(docs.WITHDRAW, secret=secret)
        return found

    async def give_feedback(self, card: dict[str, Any], account: dict[str, Any]) -> dict[str, Any]:
        """Seal her account to the organisation that helped her, and to nobody else.

        Raises:
            NotTrusted: the organisation's keys are not vouched for by itself.
        """
        target = await self.wire.ask(docs.FEEDBACK_TARGET, consent=card["consent"])
        epoch, key = trusted_key(target, card["to"], _officers(target, card["to"]))
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
            consent=unb64u(card["consent"]),
            expires=min(card["until"], now + 28 * 24 * 3600),
            epoch=epoch,
        )
        envelope = seal("feedback", account, context=context, sender=Sender(signing), recipients=[key])
        asked = {
            "envelope": envelope.to_bytes().decode(),
            "proof": b64u(tokens.sign_proof(signing, envelope.env_id)),
        }
        kind = "SendReceipt { referralId envelopeId stored at version }"
        found: dict[str, Any] = await self.wire.ask(
            docs.mutation("giveFeedback", "GiveFeedbackInput", kind), input=asked
        )
        return found


def _officers(target: dict[str, Any], member_id: str) -> list[bytes]:
    try:
        data = unb64u(target["officers"] or "")
        claimed = OfficersStatement.parse(read_statement(data).body)
        verify(data, OfficersStatement.KIND, claimed.officers)
    except (CryptoError, ValueError):
        raise NotTrusted from None
    if claimed.member != member_id:
        raise NotTrusted
    return list(claimed.officers)
