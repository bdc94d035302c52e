"""Anker, who refers, and Hafen, who receives: their keys, and one woman's way through the steps before sending."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from strawberry.federation import Schema

from crypto import consent as tokens
from crypto.envelope import Context as Place
from crypto.envelope import Envelope
from crypto.format import b64u
from crypto.keys import SealingKey, SigningKey
from crypto.sealing import Sender, blocks, seal
from kit.consent_notice import CURRENT, notice
from network.context import Context
from network.model import ANONYMOUS, Caller
from referrals.api import ReferralsMutation, ReferralsQuery

SCHEMA = Schema(query=ReferralsQuery, mutation=ReferralsMutation)
REFUSED = "... on Refused { code sentence field currentVersion currentState }"
STEP = "... on ReferralStep { referralId state version consentId }"
SEND = (
    "mutation($i: SendReferralInput!) { sendReferral(input: $i) {"
    f" ... on SendReceipt {{ referralId envelopeId stored at version }} {REFUSED} }} }}"
)
WITHDRAW = (
    "mutation($s: String!) { withdraw(secret: $s) {"
    f" ... on WithdrawalReceipt {{ receiptId method referralsStopped at }} {REFUSED} }} }}"
)


@dataclass(frozen=True, slots=True)
class Desk:
    """One person's device at one organisation."""

    caller: Caller
    sign: SigningKey
    seal: SealingKey


@dataclass(frozen=True, slots=True)
class Given:
    """What she gave: the token, and the secret that only she keeps."""

    token: bytes
    said: tokens.ConsentToken
    secret: bytes

    @property
    def hash(self) -> bytes:
        return tokens.token_hash(self.token)


@dataclass
class World:
    """Everything that a story needs."""

    context_of: Callable[[Caller], Context]
    anker: Desk
    hafen: Desk
    lotse: Desk
    """Another member, who has nothing to do with it."""
    listing: str
    listing_version: int
    intake: SealingKey
    epoch: int
    count: int = field(default=0)
    later: timedelta = field(default=timedelta())
    """How much later than now the story asks."""
    secretariat: Desk | None = field(default=None)

    async def ask(self, desk: Desk | None, text: str, **variables: Any) -> dict[str, Any]:
        """Ask through the door and give the one answer."""
        context = self.context_of(desk.caller if desk else ANONYMOUS)
        context.now += self.later
        result = await SCHEMA.execute(text, variable_values=variables, context_value=context)
        assert result.errors is None, result.errors
        assert result.data is not None
        answer: dict[str, Any] = next(iter(result.data.values()))
        return answer

    def key(self) -> str:
        """Make a fresh idempotency key."""
        return secrets.token_hex(16)

    async def need(self, **changes: Any) -> str:
        """Open a need."""
        today = self.context_of(self.anker.caller).now.date().isoformat()
        given = {
            "serviceType": "LANGUAGE_COURSE",
            "urgency": "ROUTINE",
            "ageAsserted17Plus": True,
            "riskAssessmentOn": today,
            "idempotencyKey": self.key(),
        }
        text = f"mutation($i: OpenNeedInput!) {{ openNeed(input: $i) {{ ... on Need {{ id }} {REFUSED} }} }}"
        answer = await self.ask(self.anker, text, i=given | changes)
        return str(answer["id"])

    async def drafted(self, need: str | None = None) -> str:
        """Draft a referral to Hafen."""
        given = {
            "needId": need or await self.need(),
            "listingId": self.listing,
            "listingVersion": self.listing_version,
            "idempotencyKey": self.key(),
        }
        answer = await self.ask(
            self.anker,
            f"mutation($i: DraftReferralInput!) {{ draftReferral(input: $i) {{ {STEP} {REFUSED} }} }}",
            i=given,
        )
        return str(answer["referralId"])

    async def waiting(self, need: str | None = None) -> str:
        """Draft a referral and show her the options: version 2, waiting for her."""
        referral = await self.drafted(need)
        await self.show(referral, 1)
        return referral

    async def show(self, referral: str, version: int) -> None:
        """Show her the options of a draft."""
        given = {
            "referralId": referral,
            "options": [{"listingId": self.listing, "listingVersion": self.listing_version}],
            "onlyOneReason": "NO_OTHER_FITS",
            "checklistAnswered": True,
            "expectedVersion": version,
            "idempotencyKey": self.key(),
        }
        answer = await self.ask(
            self.anker, f"mutation($i: ShowOptionsInput!) {{ showOptions(input: $i) {{ {STEP} {REFUSED} }} }}", i=given
        )
        assert answer["state"] == "AWAITING_CONSENT", answer

    def given(self, *, key: SigningKey | None = None, **changes: Any) -> Given:
        """Let her give a consent for Hafen, ninety days, one use."""
        now = int(self.context_of(self.anker.caller).now.timestamp())
        secret = secrets.token_bytes(32)
        said = tokens.ConsentToken(
            id=secrets.token_hex(16),
            node="node.test",
            sender=self.anker.caller.member_id,
            to=(self.hafen.caller.member_id,),
            listings=(self.listing,),
            version=self.listing_version,
            purposes=("ASSESS_ELIGIBILITY", "PROVIDE_SERVICE"),
            categories=("CONTACT", "LANGUAGE"),
            scope=secrets.token_bytes(32),
            record=secrets.token_bytes(32),
            nbf=now - 60,
            exp=now + 90 * 86400,
            uses=1,
            withdrawal=tokens.withdrawal_commitment(secret),
            feedback=SigningKey.generate().public,
        )
        said = replace(said, **changes)
        return Given(tokens.sign(said, key or self.anker.sign), said, secret)

    async def record(self, referral: str, given: Given, version: int = 2, **changes: Any) -> dict[str, Any]:
        """Record a consent for a waiting referral."""
        fields = {
            "referralId": referral,
            "token": b64u(given.token),
            "noticeVersion": CURRENT,
            "noticeHash": b64u(notice("ar").hash),
            "noticeLanguage": "kmr",
            "readAloud": True,
            "easyRead": False,
            "receipt": "PRINTED",
            "representative": False,
            "ownAssent": True,
            "ageBand": "ADULT",
            "expectedVersion": version,
            "idempotencyKey": self.key(),
        }
        text = f"mutation($i: RecordConsentInput!) {{ recordConsent(input: $i) {{ {STEP} {REFUSED} }} }}"
        return await self.ask(self.anker, text, i=fields | changes)

    def seal(self, referral: str, given: Given, *, data: dict[str, Any] | None = None, **changes: Any) -> Envelope:
        """Seal a referral to Hafen and to Anker's own copy."""
        now = self.context_of(self.anker.caller).now
        place = Place(
            ref=referral,
            seq=0,
            prev=b"",
            sender=self.anker.caller.member_id,
            recipient=self.hafen.caller.member_id,
            listing=self.listing,
            version=self.listing_version,
            consent=given.hash,
            expires=int((now + timedelta(days=30)).timestamp()),
            epoch=self.epoch,
        )
        body = blocks(data or {"LANGUAGE": {"german": "A2"}})
        keys = [self.intake.public, SealingKey.generate().public]
        return seal(
            "referral", body, context=replace(place, **changes), sender=Sender(self.anker.sign), recipients=keys
        )

    async def send(
        self, envelope: Envelope | str, version: int = 3, *, key: str = "", desk: Desk | None = None
    ) -> dict[str, Any]:
        """Send an envelope through the door."""
        text = envelope if isinstance(envelope, str) else envelope.to_bytes().decode()
        given = {"envelope": text, "expectedVersion": version, "idempotencyKey": key or self.key()}
        return await self.ask(desk or self.anker, SEND, i=given)

    async def ready(self, **changes: Any) -> tuple[str, Given]:
        """Bring a referral to the point where only sending is left: version 3."""
        referral, given = await self.waiting(), self.given(**changes)
        answer = await self.record(referral, given)
        assert answer["version"] == 3, answer
        return referral, given

    async def sent(self, **changes: Any) -> tuple[str, Given]:
        """Bring a referral to SENT: version 4."""
        referral, given = await self.ready(**changes)
        answer = await self.send(self.seal(referral, given))
        assert answer["stored"] == "STORED", answer
        return referral, given

    async def withdraw(self, secret: bytes) -> dict[str, Any]:
        """Take it back with her secret, without login."""
        return await self.ask(None, WITHDRAW, s=b64u(secret))


def everything(rows: list[Any]) -> str:
    """Write rows down so that two moments can be compared."""
    return json.dumps([list(map(str, row)) for row in rows])
